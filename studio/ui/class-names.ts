/** Joins the class names that apply; knows no stylesheet. */

export function classNames(...names: (string | false | undefined)[]): string {
  return names.filter(Boolean).join(' ');
}
