/** Which of the flow's languages the inspector shows, one or all side by side; remembered. Knows no text. */
import { create } from 'zustand';

interface Languages {
  /** The one that was chosen; the reader's, or the first, if the flow does not have it. */
  locale: string | undefined;
  together: boolean;
}

const KEY = 'carillon.inspector-languages';

export const useLanguages = create<Languages>(() => ({ locale: undefined, together: readStored() }));

useLanguages.subscribe(({ together }) => {
  try {
    localStorage.setItem(KEY, together ? 'together' : 'one');
  } catch {
    // Storage is refused: it holds until the page is closed.
  }
});

/** The languages on screen, in the flow's order. */
export function shownLanguages(
  locales: readonly string[],
  { locale, together }: Languages,
  reader: string,
): string[] {
  if (locales.length < 2 || together) return [...locales];
  const wanted = locale ?? reader;
  const found =
    locales.find((one) => one === wanted) ?? locales.find((one) => one.slice(0, 2) === wanted.slice(0, 2));
  return [found ?? locales[0] ?? 'en'];
}

function readStored(): boolean {
  try {
    return localStorage.getItem(KEY) === 'together';
  } catch {
    return false;
  }
}
