/** Light, dark, or as the system says; knows only the root element's data-theme. */
import { createStored } from './stored.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export const theme = createStored<Theme>(
  'carillon.theme',
  (stored) => THEMES.find((one) => one === stored) ?? 'system',
);

/** Keeps data-theme in step with the choice; without it the stylesheet follows the system. */
export function followTheme(root: HTMLElement): void {
  const apply = () => {
    const chosen = theme.get();
    if (chosen === 'system') delete root.dataset.theme;
    else root.dataset.theme = chosen;
  };
  apply();
  theme.subscribe(apply);
}
