/** What is suggested as the summary of the time people had a conversation. */
import { expect, test } from 'vitest';
import type { Line, MessageLine } from '../../../server/contract/inbox-live.ts';
import { gistOf } from '../../../studio/inbox/conversation/gist.ts';

const line = (at: number, by: 'customer' | 'bot' | 'tom', text: string): MessageLine => ({
  ...{ type: 'message', id: `${at}`, at, direction: by === 'customer' ? 'in' : 'out', channel: 'rbm' },
  ...{ content: { kind: 'text', text, suggestions: [] }, state: 'delivered' },
  ...(by === 'bot' ? { author: { kind: 'bot', node: 'a' } } : {}),
  ...(by === 'tom' ? { author: { kind: 'operator', operator: 'tom' } } : {}),
});
const note: Line = {
  ...{ type: 'note', id: 'n', at: 40, text: 'Careful', mentions: [] },
  author: { id: 'tom', name: 'Tom' },
};
const owner = { kind: 'operator' as const, operator: 'tom', since: 20 };

test('is what the customer asked first of people, and what was answered last', () => {
  const lines = [
    line(1, 'customer', 'hello'),
    line(2, 'bot', 'What can I do?'),
    line(21, 'customer', 'Where is\n my  parcel?'),
    line(22, 'tom', 'Let me see.'),
    line(23, 'customer', 'Thanks'),
    line(24, 'tom', 'It comes tomorrow.'),
    note,
  ];
  expect(gistOf(lines, { owner })).toEqual({
    asked: 'Where is my parcel?',
    answered: 'It comes tomorrow.',
  });
});

test('before anybody wrote to people it is what they said last to the bot; of nothing it is nothing', () => {
  expect(gistOf([line(1, 'customer', 'a person, please'), line(2, 'bot', 'One moment.')], { owner })).toEqual(
    {
      asked: 'a person, please',
    },
  );
  expect(gistOf([], { owner })).toEqual({});
});

test('long words are cut', () => {
  const { asked = '' } = gistOf([line(21, 'customer', '😀'.repeat(500))], { owner });
  expect([...asked]).toHaveLength(160);
  expect(asked.endsWith('…')).toBe(true);
});
