/** Tags as somebody types them: parted by commas, each once. Pure. */

export const TAGS_MAX = 8;
export const TAG_MAX = 32;

/** In the order they were typed; equal ones, but for case, are the first of them. */
export function tagsIn(text: string): string[] {
  const found = new Map<string, string>();
  for (const part of text.split(/[,;\n]/)) {
    const tag = part.trim().replace(/\s+/g, ' ');
    if (tag !== '' && !found.has(tag.toLocaleLowerCase())) found.set(tag.toLocaleLowerCase(), tag);
  }
  return [...found.values()];
}
