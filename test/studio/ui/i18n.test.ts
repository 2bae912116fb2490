/** How a dictionary sets the texts of each language. */
import { expect, test } from 'vitest';
import { pretendPage } from '../canvas/page.ts';

pretendPage();
const { dictionary } = await import('../../../studio/ui/i18n.ts');

test('French has spaces that no line breaks at, inside quotes, before : ; ! and ?, and around hours', () => {
  const { en, fr } = dictionary(
    { ask: 'Open « this » ?' },
    { ask: 'Ouvrir « ceci » ? Oui : de 9 h 30 ; non !' },
  );
  expect(en.ask).toBe('Open « this » ?');
  expect(fr.ask.replaceAll('\u00a0', '_')).toBe('Ouvrir «_ceci_»_? Oui_: de 9_h_30_; non_!');
});
