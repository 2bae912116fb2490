/** Leads the keyboard from one part of the editor to the next: the strip above, the docks, the canvas. Knows none of them. */

/** Marks a part, in the order of the page. */
const PARTS = '[data-part]';
/** Where a part is entered: its list, else its open tab, else the first thing in it. */
const DOORS = [
  '.react-flow__node[tabindex="0"]',
  '[role=tree]',
  '[role=tab][aria-selected=true]',
  'a[href], button:not(:disabled), input, textarea, select, [tabindex="0"]',
];

/** Round the end; from nowhere, into the first or the last. */
export function goToPart(by: 1 | -1): void {
  const parts = [...document.querySelectorAll<HTMLElement>(PARTS)].filter(({ offsetParent }) => offsetParent);
  const here = document.activeElement?.closest<HTMLElement>(PARTS);
  const at = here ? parts.indexOf(here) : by === 1 ? -1 : 0;
  for (let n = 1; n <= parts.length; n += 1) {
    const part = parts[(at + by * n + n * parts.length) % parts.length];
    if (part && enter(part)) return;
  }
}

function enter(part: HTMLElement): boolean {
  for (const door of DOORS) {
    const found = [...part.querySelectorAll<HTMLElement>(door)].find((one) => one.checkVisibility());
    if (!found) continue;
    found.focus();
    return true;
  }
  return false;
}
