/** Two people's copies of one document, and the server between them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyChanges, type Change, diff, rebase } from '../../../flows/change.ts';
import { removeNodes } from '../../../flows/edit/remove-nodes.ts';
import { setAt } from '../../../flows/edit/set-at.ts';
import type { Flow } from '../../../flows/flow.ts';
import {
  acknowledged,
  changed,
  edited,
  interrupted,
  isDirty,
  keptOf,
  type Replica,
  refused,
  reopened,
  replicaOf,
  restored,
  sending,
} from '../../../studio/document/replica.ts';
import { cleanFlow, randomEdit } from '../../flows/edit/random-edit.ts';
import { flowOf, says } from '../../flows/fixtures.ts';

const START = flowOf({
  a: { kind: 'say', say: [says('A')], to: 'b' },
  b: { kind: 'say', say: [says('B')], to: 'c' },
  c: { kind: 'end' },
});

const title = (flow: Flow, id: string, text: string) => setAt(flow, ['nodes', id, 'title'], text);

/** The server's part: edits one after another, merged as it merges them. */
function serverOf(flow: Flow) {
  let document = flow;
  let rev = 1;
  const history: { base: number; rev: number; changes: Change[]; by: number }[] = [];
  const ids = new Set<string>();
  const documents = new Map([[1, flow]]);
  return {
    get document() {
      return document;
    },
    get rev() {
      return rev;
    },
    history,
    ids,
    edit(by: number, base: number, id: string, changes: Change[]) {
      const since = history.filter((entry) => entry.base >= base);
      const then = documents.get(base) ?? document;
      const theirs = since.length === 0 ? [] : diff(then, document);
      if (ids.has(id)) return { ok: true as const, rev, theirs };
      const { mine, conflicts } = rebase(changes, theirs);
      if (conflicts.length > 0) return { ok: false as const, rev, theirs };
      const next = applyChanges(document, mine);
      history.push({ base: rev, rev: rev + 1, changes: diff(document, next), by });
      document = next;
      rev += 1;
      documents.set(rev, document);
      ids.add(id);
      return { ok: true as const, rev, theirs };
    },
  };
}

describe('one person', () => {
  test('what I change is sent once, and what I change meanwhile after it', () => {
    let mine: Replica = edited(replicaOf(1, START), title(START, 'a', 'One'));
    const first = sending(mine, 'first-id');
    if (!first) throw new Error('nothing to send');
    mine = edited(first.replica, title(first.replica.local, 'b', 'Two'));
    expect(sending(mine, 'second-id')).toBeUndefined();
    mine = acknowledged(mine, { rev: 2 });
    expect(mine.rev).toBe(2);
    expect(isDirty(mine)).toBe(true);
    const second = sending(mine, 'second-id');
    expect(second?.sent.changes).toEqual([{ path: ['nodes', 'b', 'title'], value: 'Two' }]);
    mine = acknowledged(second?.replica ?? mine, { rev: 3 });
    expect(isDirty(mine)).toBe(false);
    expect(sending(mine, 'third-id')).toBeUndefined();
  });

  test('an edit and its undoing leave nothing to send', () => {
    const there = edited(replicaOf(1, START), title(START, 'a', 'One'));
    const back = edited(there, setAt(there.local, ['nodes', 'a', 'title'], undefined));
    expect(sending(back, 'some-id-1')).toBeUndefined();
    expect(isDirty(back)).toBe(false);
  });
});

describe('somebody else', () => {
  test('their change of another part comes under mine, which is still to be sent', () => {
    const mine = edited(replicaOf(1, START), title(START, 'a', 'Mine'));
    const after = changed(mine, {
      base: 1,
      rev: 2,
      changes: [{ path: ['nodes', 'b', 'title'], value: 'Theirs' }],
    });
    expect(after.local.nodes.a).toMatchObject({ title: 'Mine' });
    expect(after.local.nodes.b).toMatchObject({ title: 'Theirs' });
    expect(sending(after, 'some-id-1')?.sent.changes).toEqual([
      { path: ['nodes', 'a', 'title'], value: 'Mine' },
    ]);
    expect(after.conflicts).toEqual([]);
  });

  test('what nobody touched stays the same object', () => {
    const after = changed(replicaOf(1, START), {
      base: 1,
      rev: 2,
      changes: [{ path: ['nodes', 'b', 'title'], value: 'T' }],
    });
    expect(after.local.nodes.a).toBe(START.nodes.a);
    expect(after.local.settings).toBe(START.settings);
  });

  test('the same part changed differently: theirs is shown, mine is kept to choose from', () => {
    const mine = edited(replicaOf(1, START), title(START, 'a', 'Mine'));
    const after = changed(mine, {
      base: 1,
      rev: 2,
      changes: [{ path: ['nodes', 'a', 'title'], value: 'Theirs' }],
    });
    expect(after.local.nodes.a).toMatchObject({ title: 'Theirs' });
    expect(after.conflicts).toMatchObject([
      { unit: 'node:a', mine: { title: 'Mine' }, theirs: { title: 'Theirs' } },
    ]);
    expect(sending(after, 'some-id-1')).toBeUndefined();
  });

  test('a conflict is over when both have come to the same', () => {
    const mine = edited(replicaOf(1, START), title(START, 'a', 'Mine'));
    const split = changed(mine, {
      base: 1,
      rev: 2,
      changes: [{ path: ['nodes', 'a', 'title'], value: 'Theirs' }],
    });
    const after = changed(split, {
      base: 2,
      rev: 3,
      changes: [{ path: ['nodes', 'a', 'title'], value: 'Mine' }],
    });
    expect(after.conflicts).toEqual([]);
  });

  test('a node I removed and they changed: it is there, and no exit leads into nothing', () => {
    const mine = edited(replicaOf(1, START), removeNodes(START, ['c']));
    const after = changed(mine, {
      base: 1,
      rev: 2,
      changes: [{ path: ['nodes', 'c', 'title'], value: 'Kept' }],
    });
    expect(after.conflicts).toMatchObject([{ unit: 'node:c', mine: undefined, theirs: { title: 'Kept' } }]);
    expect(after.local.nodes.c).toMatchObject({ title: 'Kept' });
  });

  test('both removed the same node: nothing is left to say', () => {
    const removed = removeNodes(START, ['b']);
    const after = changed(edited(replicaOf(1, START), removed), {
      base: 1,
      rev: 2,
      changes: diff(START, removed),
    });
    expect(after.conflicts).toEqual([]);
    expect(isDirty(after)).toBe(false);
    expect(after.local).toEqual(removed);
  });

  test('what is heard while mine is on its way is taken in after the answer, once', () => {
    const sent = sending(edited(replicaOf(1, START), title(START, 'a', 'Mine')), 'some-id-1');
    if (!sent) throw new Error('nothing to send');
    const theirs: Change[] = [{ path: ['nodes', 'b', 'title'], value: 'Theirs' }];
    let mine = changed(sent.replica, { base: 1, rev: 2, changes: theirs });
    expect(mine.local.nodes.b).not.toHaveProperty('title');
    mine = acknowledged(mine, { rev: 3, theirs });
    expect(mine.rev).toBe(3);
    expect(mine.local.nodes.b).toMatchObject({ title: 'Theirs' });
    expect(mine.local.nodes.a).toMatchObject({ title: 'Mine' });
    expect(isDirty(mine)).toBe(false);
    // An echo of my own edit, or anything older, says nothing new.
    expect(changed(mine, { base: 2, rev: 3, changes: [] })).toBe(mine);
  });

  test('a gap in what is heard is noticed', () => {
    const after = changed(replicaOf(1, START), { base: 4, rev: 5, changes: [] });
    expect(after.isBehind).toBe(true);
    expect(sending(edited(after, title(START, 'a', 'x')), 'some-id-1')).toBeUndefined();
  });
});

describe('a lost connection', () => {
  const offline = () => {
    const sent = sending(edited(replicaOf(1, START), title(START, 'a', 'Sent')), 'some-id-1');
    if (!sent) throw new Error('nothing to send');
    return interrupted(edited(sent.replica, title(sent.replica.local, 'a', 'Later')));
  };

  test('the edit had arrived: it is not sent again, and does not collide with itself', () => {
    const server = title(START, 'a', 'Sent');
    const after = reopened(offline(), { rev: 2, flow: structuredClone(server), applied: ['some-id-1'] });
    expect(after.conflicts).toEqual([]);
    expect(after.local.nodes.a).toMatchObject({ title: 'Later' });
    expect(sending(after, 'some-id-2')?.sent.changes).toEqual([
      { path: ['nodes', 'a', 'title'], value: 'Later' },
    ]);
  });

  test('the edit had not arrived: it is sent with what came after it', () => {
    const after = reopened(offline(), { rev: 1, flow: structuredClone(START), applied: [] });
    expect(after.local.nodes.a).toMatchObject({ title: 'Later' });
    expect(isDirty(after)).toBe(true);
    expect(after.base.nodes.b).toBe(START.nodes.b);
  });

  test('kept over a reload, it goes on as if nothing had happened', () => {
    const kept = keptOf(offline());
    if (!kept) throw new Error('nothing was kept');
    const stored = JSON.parse(JSON.stringify(kept)) as typeof kept;
    const arrived = restored(stored, { rev: 2, flow: title(START, 'a', 'Sent'), applied: ['some-id-1'] });
    expect(arrived.conflicts).toEqual([]);
    expect(arrived.local.nodes.a).toMatchObject({ title: 'Later' });
    const lost = restored(stored, { rev: 1, flow: START, applied: [] });
    expect(lost.local.nodes.a).toMatchObject({ title: 'Later' });
    const met = restored(stored, { rev: 2, flow: title(START, 'a', 'Theirs'), applied: [] });
    expect(met.local.nodes.a).toMatchObject({ title: 'Theirs' });
    expect(met.conflicts).toMatchObject([{ unit: 'node:a', mine: { title: 'Later' } }]);
  });

  test('nothing of mine: nothing is kept', () => {
    expect(keptOf(replicaOf(1, START))).toBeUndefined();
  });
});

describe('any edits of two people, in any order of sending and hearing', () => {
  type Act = { who: 0 | 1; what: 'edit' | 'send' | 'hear' | 'lose' | 'reload'; edit: (flow: Flow) => Flow };
  const acts = fc.array(
    fc.record<Act>({
      who: fc.constantFrom(0, 1),
      what: fc.constantFrom('edit', 'edit', 'send', 'hear', 'lose', 'reload'),
      edit: randomEdit(),
    }),
    { maxLength: 30 },
  );

  test('end with both having what the server has, and what was refused kept to choose from', () => {
    fc.assert(
      fc.property(cleanFlow(), acts, (start, list) => {
        const server = serverOf(start);
        const people = [replicaOf(1, start), replicaOf(1, start)];
        const heard = [0, 0];
        let ids = 0;
        const opened = (who: number) => {
          const sent = people[who]?.sent;
          heard[who] = server.history.length;
          return {
            rev: server.rev,
            flow: JSON.parse(JSON.stringify(server.document)) as Flow,
            applied: sent && server.ids.has(sent.id) ? [sent.id] : [],
          };
        };
        const hear = (who: number) => {
          const next = server.history[heard[who] ?? 0];
          const mine = people[who];
          if (!next || !mine) return false;
          heard[who] = (heard[who] ?? 0) + 1;
          people[who] = changed(mine, next);
          return true;
        };
        const send = (who: number, answered: boolean) => {
          const mine = people[who];
          if (!mine) return;
          ids += 1;
          const next = sending(mine, `edit-${ids}-${who}`);
          if (!next) return;
          const answer = server.edit(
            who,
            next.replica.rev,
            next.sent.id,
            JSON.parse(JSON.stringify(next.sent.changes)),
          );
          if (!answered) people[who] = interrupted(next.replica);
          else people[who] = answer.ok ? acknowledged(next.replica, answer) : refused(next.replica, answer);
        };
        const reopen = (who: number) => {
          const mine = people[who];
          if (mine) people[who] = reopened(mine, opened(who));
        };
        for (const { who, what, edit } of list) {
          const mine = people[who];
          if (!mine) continue;
          if (what === 'edit') people[who] = edited(mine, edit(mine.local));
          else if (what === 'hear') hear(who);
          else if (what === 'send') {
            if (mine.isBehind) reopen(who);
            send(who, true);
          } else if (what === 'lose') send(who, false);
          else {
            const kept = JSON.parse(JSON.stringify(keptOf(mine) ?? null)) as ReturnType<typeof keptOf> | null;
            const now = opened(who);
            people[who] = kept ? restored(kept, now) : replicaOf(now.rev, now.flow);
          }
        }
        for (let round = 0; round < 6; round += 1) {
          for (const who of [0, 1]) {
            while (hear(who));
            if (people[who]?.isBehind) reopen(who);
            send(who, true);
          }
        }
        for (const who of [0, 1]) while (hear(who));
        for (const mine of people) {
          expect(mine.isBehind).toBe(false);
          expect(isDirty(mine)).toBe(false);
          expect(mine.rev).toBe(server.rev);
          expect(inOrder(mine.local)).toEqual(inOrder(server.document));
        }
      }),
      { numRuns: 200 },
    );
  });
});

function inOrder(flow: Flow): unknown {
  const plain = JSON.parse(JSON.stringify(flow)) as Flow;
  const byId = <T extends { id: string }>(items: T[]) => [...items].sort((a, b) => (a.id < b.id ? -1 : 1));
  plain.canvas.notes = byId(plain.canvas.notes);
  if (plain.canvas.frames) plain.canvas.frames = byId(plain.canvas.frames);
  return plain;
}
