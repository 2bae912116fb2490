/** What a row shows and counts of a message that was planned for later: nothing of an answer until it has left. Pure. */
import { expect, test } from 'vitest';
import type { Row } from '../../../server/contract/inbox-list.ts';
import { countedIn } from '../../../server/inbox/measure.ts';
import { rowAfter } from '../../../server/inbox/row.ts';
import { type Conversation, FRESH_DESK, type StoredMessage, UNTOUCHED } from '../../../server/stores/port.ts';
import { T0 } from './sample-rows.ts';

const HOUR = 3_600_000;
const conversation: Conversation = {
  ...{ workspace: 'w', id: 'one', brand: 'b', phone: '+33612345678', channel: 'rbm', rev: 3, locale: 'fr' },
  ...{ optedOut: false, ...UNTOUCHED, voice: 1, floor: 1, run: undefined, timers: [] },
  owner: { kind: 'operator', operator: 'ana', since: T0 },
  desk: { ...FRESH_DESK, waitingSince: T0 },
  ...{ createdAt: T0, updatedAt: T0, heardAt: T0 },
};
const line = (change: Partial<StoredMessage>): StoredMessage => ({
  ...{ id: 'planned', workspace: 'w', conversation: 'one', direction: 'out', at: T0, channel: 'rbm' },
  content: { kind: 'text', text: 'Tomorrow', suggestions: [] },
  author: { kind: 'operator', operator: 'ana' },
  state: 'queued',
  because: [{ at: T0, code: 'later', detail: new Date(T0 + HOUR).toISOString() }],
  ...change,
});
const wrote = line({
  ...{ id: 'wrote', direction: 'in', at: T0 + 1000, state: 'received' },
  ...{ content: { kind: 'text', text: 'Hello?' }, because: [] },
});
const level = { kind: 'next-reply', level: 'l', since: T0, at: T0 + 2 * HOUR, warnAt: T0 } as const;

test('it becomes the last line, at the time it left, when it has left', () => {
  const before = rowAfter(undefined, conversation, { added: [line({}), wrote], changed: [] });
  expect(before.last).toMatchObject({ id: 'wrote' });
  const still = rowAfter(before, conversation, { added: [], changed: [line({ state: 'failed' })] });
  expect(still.last).toMatchObject({ id: 'wrote' });
  const after = rowAfter(before, conversation, { added: [], changed: [line({ state: 'sent' })] });
  expect(after).toMatchObject({ at: T0 + HOUR, last: { id: 'planned', at: T0 + HOUR, state: 'sent' } });
  const read = rowAfter(after, conversation, { added: [], changed: [line({ state: 'read' })] });
  expect(read.last).toMatchObject({ id: 'planned', state: 'read' });
  const rebuilt = rowAfter(undefined, conversation, { added: [line({ state: 'sent' }), wrote], changed: [] });
  expect(rebuilt.last).toMatchObject({ id: 'planned', at: T0 + HOUR });
});

test('it is counted as a reply once, by whoever planned it, at the time it left', () => {
  const row: Row = { ...rowAfter(undefined, conversation, { added: [wrote], changed: [] }), answeredAt: T0 };
  const asked = () => [level];
  const change = { workspace: 'w', row, before: row, changed: [] };
  const planned = line({});
  expect(countedIn({ ...change, added: [planned], own: [planned] }, asked)).toEqual([]);
  const left = line({
    ...{ id: 'event', direction: 'event', at: T0 + HOUR, state: 'received', because: [] },
    content: { kind: 'happening', what: 'sent-later', by: 'ana', until: T0 + HOUR },
  });
  expect(countedIn({ ...change, added: [left], own: [left] }, asked)).toEqual([
    { kind: 'reply', operator: 'ana', at: T0 + HOUR },
    { kind: 'nextReply', at: T0 + HOUR, met: true, ms: HOUR },
  ]);
  // Another process tells of the same: it is counted where it was committed.
  expect(countedIn({ ...change, added: [left], own: [] }, asked)).toEqual([]);
});
