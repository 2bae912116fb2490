/** A finding names an exit as it is called on the canvas. */
import { beforeAll, expect, test } from 'vitest';
import { check } from '../../../flows/check.ts';
import { flowOf } from '../../flows/fixtures.ts';
import { pretendPage } from '../canvas/page.ts';

let findingWords: typeof import('../../../studio/editor/problems/finding-words.ts').findingWords;
beforeAll(async () => {
  pretendPage();
  ({ findingWords } = await import('../../../studio/editor/problems/finding-words.ts'));
});

test('an exit is called by its button, in the reader’s language, and nothing else of the finding changes', () => {
  const both = (en: string, fr: string) => ({ en, fr });
  const flow = flowOf(
    {
      pick: {
        kind: 'choose',
        ask: { message: { kind: 'text', text: both('Which?', 'Lequel ?') } },
        choices: [{ id: 'cut', label: both('A cut', 'Une coupe') }],
        timeout: { after: '1h', to: 'bye' },
      },
      bye: { kind: 'end' },
    },
    { locales: ['en', 'fr'], start: 'pick' },
  );
  const found = check(flow, { flows: {} });
  const open = found.find(({ code }) => code === 'exit-unconnected');
  if (!open) throw new Error('nothing is open');
  expect(findingWords(flow, open, 'en').message).toContain('“A cut”');
  expect(findingWords(flow, open, 'fr').message).toContain('« Une coupe »');
  expect(findingWords(flow, open, 'fr').message).not.toContain('choice:cut');
  const other = { ...open, path: 'nodes.pick', message: { en: 'Something', fr: 'Quelque chose' } };
  expect(findingWords(flow, other, 'en').message).toBe('Something');
});
