/** A flow as a page to read. */
import { beforeAll, describe, expect, test } from 'vitest';
import { flowOf, says } from '../../flows/fixtures.ts';
import { readShipped } from '../../flows/library/shipped.ts';
import { pretendPage } from '../canvas/page.ts';

const flow = flowOf(
  {
    day: {
      kind: 'choose',
      title: 'Which day',
      note: 'Asked by the salon.',
      ask: says('Which day?\nAny will do.'),
      choices: [
        { id: 'today', label: { en: 'Today', fr: 'Aujourd’hui' }, to: 'name' },
        { id: 'later', label: 'Later' },
      ],
      timeout: { after: '2h', to: 'bye' },
    },
    name: { kind: 'ask', ask: says('Your name?'), expect: { type: 'text' }, save: 'who', to: 'bye' },
    bye: { kind: 'end' },
    lost: { kind: 'end' },
  },
  {
    name: 'A  visit',
    variables: { who: { type: 'text' } },
    triggers: [{ kind: 'keyword', words: ['book', 'visit'] }],
  },
);

describe('a flow as a page', () => {
  let textForm: typeof import('../../../studio/editor/text-form.ts').textForm;
  beforeAll(async () => {
    pretendPage();
    ({ textForm } = await import('../../../studio/editor/text-form.ts'));
  });

  test('says each step once, in the order of the conversation, and where it leads', () => {
    expect(textForm(flow, 'en').replaceAll('\u00a0', ' ')).toBe(
      [
        '# A visit',
        '- Begins when somebody writes: book, visit',
        'Variables: who',
        '## 1. Which day (Choices, start)',
        'Note: Asked by the salon.',
        '> Which day?\n> Any will do.',
        '- Today → 2. Your name?\n- Later → nowhere\n- No answer in 2 h → 3. End',
        '## 2. Your name? (Question)',
        '> Your name?',
        'Any text · saved as who',
        '→ 3. End',
        '## 3. End (End)',
        '## 4. End (End, no way leads here)\n',
      ].join('\n\n'),
    );
  });

  test('is in the language of its reader', () => {
    const french = textForm(flow, 'fr').replaceAll('\u00a0', ' ');
    expect(french).toContain('- Commence quand quelqu’un écrit : book, visit');
    expect(french).toContain('- Aujourd’hui → 2. Your name?');
  });

  test.each([...readShipped()])('every step of the shipped %s stands in it', (_, shipped) => {
    const text = textForm(shipped, 'en');
    expect(text.match(/^## \d+\. /gm)).toHaveLength(Object.keys(shipped.nodes).length);
    expect(text).not.toContain('undefined');
  });
});
