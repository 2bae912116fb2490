/** The document store against a server that is slow, lost, ahead, or of another opinion. */
import { beforeEach, describe, expect, test } from 'vitest';
import { addNode } from '../../../flows/edit/add-node.ts';
import { moveNodes } from '../../../flows/edit/arrange.ts';
import { renameNode } from '../../../flows/edit/mark-node.ts';
import { removeNodes } from '../../../flows/edit/remove-nodes.ts';
import { setAt } from '../../../flows/edit/set-at.ts';
import type { Flow } from '../../../flows/flow.ts';
import { flowOf, says } from '../../flows/fixtures.ts';
import { handServer, handStorage, handTimer, handTransport, openTab } from './world.ts';

const START = flowOf({
  a: { kind: 'say', say: [says('A')], to: 'b' },
  b: { kind: 'say', say: [says('B')], to: 'c' },
  c: { kind: 'end' },
});
const LABEL = { en: 'Rename', fr: 'Renommer' };
const named = (id: string, title: string) => (flow: Flow) => renameNode(flow, id, title);

let time: ReturnType<typeof handTimer>;
let server: ReturnType<typeof handServer>;
let line: ReturnType<typeof handTransport>;
let tab: ReturnType<typeof openTab>;

async function opened(): Promise<void> {
  void tab.state().load('main');
  await time.pass(2000);
}

beforeEach(() => {
  time = handTimer();
  server = handServer(START);
  line = handTransport(server, time.timer);
  tab = openTab(line.transport, time.timer);
});

describe('opening', () => {
  test('shows the document, who else is there, and that everything is saved', async () => {
    void tab.state().load('main');
    expect(tab.state().phase).toBe('loading');
    await time.pass(2000);
    expect(tab.state()).toMatchObject({
      phase: 'ready',
      rev: 1,
      status: 'saved',
      readOnly: false,
      published: 3,
    });
    expect(tab.state().flow).toEqual(START);
    expect(tab.state().people.map(({ name }) => name)).toEqual(['Bo']);
    expect(tab.state().me?.name).toBe('Ada');
  });

  test('for who may not change flows it is there to be read: no edit of theirs is made or sent', async () => {
    tab = openTab(line.transport, time.timer, { mayEdit: () => false });
    await opened();
    expect(tab.state()).toMatchObject({ phase: 'ready', readOnly: true, status: 'saved' });
    expect(tab.state().edit(LABEL, named('a', 'x'))).toBe(false);
    await time.pass(5000);
    expect(tab.state()).toMatchObject({ rev: 1, flow: START });
  });

  test('a flow that is not there is missing, not broken', async () => {
    void tab.state().load('other');
    await time.pass(500);
    expect(tab.state().phase).toBe('missing');
    expect(tab.state().edit(LABEL, named('a', 'x'))).toBe(false);
  });

  test('without a connection it waits, and opens when there is one', async () => {
    line.cut();
    void tab.state().load('main');
    await time.pass(60_000);
    expect(tab.state()).toMatchObject({ phase: 'loading', status: 'offline' });
    line.join();
    await time.pass(100);
    expect(tab.state()).toMatchObject({ phase: 'ready', status: 'saved' });
  });

  test('another flow opened meanwhile is the one that is shown', async () => {
    void tab.state().load('other');
    void tab.state().load('main');
    await time.pass(500);
    expect(tab.state()).toMatchObject({ phase: 'ready', id: 'main' });
  });
});

describe('saving', () => {
  test('what is edited is sent a moment later, all at once, and seen to be saved', async () => {
    await opened();
    tab.state().edit(LABEL, named('a', 'One'));
    tab.state().edit(LABEL, named('b', 'Two'));
    expect(tab.state().status).toBe('saving');
    expect(server.edits).toHaveLength(0);
    await time.pass(1000);
    expect(server.edits).toHaveLength(1);
    expect(server.document.nodes).toMatchObject({ a: { title: 'One' }, b: { title: 'Two' } });
    expect(tab.state()).toMatchObject({ status: 'saved', rev: 2 });
  });

  test('what is edited while an answer is awaited is sent after it', async () => {
    await opened();
    line.slow(5000);
    tab.state().edit(LABEL, named('a', 'One'));
    await time.pass(1000);
    tab.state().edit(LABEL, named('a', 'Two'));
    await time.pass(30_000);
    expect(server.edits).toHaveLength(2);
    expect(server.document.nodes.a).toMatchObject({ title: 'Two' });
    expect(tab.state().status).toBe('saved');
  });

  test('an edit that changes nothing, or would not fit the schema, is none', async () => {
    await opened();
    expect(tab.state().edit(LABEL, (flow) => flow)).toBe(false);
    expect(tab.state().edit(LABEL, (flow) => ({ ...flow, name: '' }))).toBe(false);
    expect(tab.state().undoStack).toEqual([]);
    expect(tab.state().flow).toBe(tab.state().flow);
  });

  test('a flow left at once still sends the last edit', async () => {
    await opened();
    tab.state().edit(LABEL, named('a', 'Last'));
    void tab.state().leave();
    expect(tab.state().phase).toBe('closed');
    await time.pass(1000);
    expect(server.document.nodes.a).toMatchObject({ title: 'Last' });
    expect(tab.state().phase).toBe('closed');
  });

  test('what the server refuses stays on the screen with the reason, and goes when it fits', async () => {
    await opened();
    server.refuse('payload_too_large');
    tab.state().edit(LABEL, named('a', 'Large'));
    await time.pass(1000);
    expect(tab.state()).toMatchObject({ status: 'error', failure: { code: 'payload_too_large' } });
    expect(tab.state().flow.nodes.a).toMatchObject({ title: 'Large' });
    server.refuse(undefined);
    tab.state().edit(LABEL, named('a', 'Small'));
    await time.pass(1000);
    expect(tab.state()).toMatchObject({ status: 'saved', failure: undefined });
    expect(server.document.nodes.a).toMatchObject({ title: 'Small' });
  });

  test('a server that is busy is asked again, later and later', async () => {
    await opened();
    server.refuse('too_many_requests');
    tab.state().edit(LABEL, named('a', 'One'));
    await time.pass(20_000);
    expect(server.edits.length).toBeGreaterThan(2);
    expect(server.edits.length).toBeLessThan(8);
    server.refuse(undefined);
    await time.pass(20_000);
    expect(server.document.nodes.a).toMatchObject({ title: 'One' });
    expect(tab.state().status).toBe('saved');
  });
});

describe('a lost connection', () => {
  test('edits go on and are sent when it is back', async () => {
    await opened();
    line.cut();
    expect(tab.state().status).toBe('offline');
    tab.state().edit(LABEL, named('a', 'Offline'));
    await time.pass(60_000);
    expect(tab.state().flow.nodes.a).toMatchObject({ title: 'Offline' });
    expect(server.edits).toHaveLength(0);
    line.join();
    await time.pass(2000);
    expect(server.document.nodes.a).toMatchObject({ title: 'Offline' });
    expect(tab.state().status).toBe('saved');
  });

  test('a browser without room says that edits are not kept, until they are sent or fit again', async () => {
    await opened();
    line.cut();
    const { setItem } = tab.local;
    tab.local.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    tab.state().edit(LABEL, named('a', 'Nowhere'));
    tab.state().flush();
    expect(tab.state()).toMatchObject({ status: 'unkept', isKept: false });
    tab.local.setItem = setItem;
    tab.state().flush();
    expect(tab.state()).toMatchObject({ status: 'offline', isKept: true });
    tab.local.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    tab.state().edit(LABEL, named('a', 'Sent'));
    await time.pass(1000);
    expect(tab.state().isKept).toBe(false);
    line.join();
    await time.pass(2000);
    expect(server.document.nodes.a).toMatchObject({ title: 'Sent' });
    expect(tab.state()).toMatchObject({ status: 'saved', isKept: true });
  });

  test('an edit whose answer was lost is not made twice', async () => {
    await opened();
    line.loseAnswers(true);
    tab
      .state()
      .edit({ en: 'Add', fr: 'Ajouter' }, (flow) => addNode(flow, 'say', { at: { x: 0, y: 0 } }).flow);
    await time.pass(1000);
    expect(Object.keys(server.document.nodes)).toHaveLength(4);
    line.cut();
    line.loseAnswers(false);
    await time.pass(1000);
    tab.state().edit(LABEL, named('a', 'After'));
    line.join();
    await time.pass(5000);
    expect(Object.keys(server.document.nodes)).toHaveLength(4);
    expect(server.document.nodes.a).toMatchObject({ title: 'After' });
    expect(tab.state()).toMatchObject({ status: 'saved', conflicts: [] });
    expect(tab.state().flow).toEqual(server.document);
  });

  test('what others did meanwhile is there afterwards', async () => {
    await opened();
    line.cut();
    server.change(named('b', 'Theirs'));
    server.change((flow) => removeNodes(flow, ['c']));
    tab.state().edit(LABEL, named('a', 'Mine'));
    line.join();
    await time.pass(2000);
    expect(tab.state().flow).toEqual(server.document);
    expect(server.document.nodes).toMatchObject({ a: { title: 'Mine' }, b: { title: 'Theirs' } });
    expect(Object.keys(server.document.nodes)).toEqual(['a', 'b']);
  });

  test('what could not be sent outlives a reload', async () => {
    await opened();
    line.cut();
    tab.state().edit(LABEL, named('a', 'Kept'));
    tab.state().flush();
    const again = handTransport(server, time.timer);
    const reloaded = openTab(again.transport, time.timer, { local: tab.local, session: tab.session });
    void reloaded.state().load('main');
    await time.pass(3000);
    expect(reloaded.state().flow.nodes.a).toMatchObject({ title: 'Kept' });
    expect(server.document.nodes.a).toMatchObject({ title: 'Kept' });
    expect(reloaded.state().status).toBe('saved');
    expect(reloaded.local.length).toBe(0);
  });

  test('what a closed tab left is taken over by the next one; a living tab keeps its own', async () => {
    await opened();
    line.cut();
    tab.state().edit(LABEL, named('a', 'Left'));
    tab.state().flush();
    const other = { local: tab.local, session: handStorage(), tab: 'tab-2' };
    const beside = openTab(handTransport(server, time.timer).transport, time.timer, {
      ...other,
      living: tab.living,
    });
    void beside.state().load('main');
    await time.pass(3000);
    expect(beside.state().flow.nodes.a).not.toHaveProperty('title');
    const after = openTab(handTransport(server, time.timer).transport, time.timer, {
      ...other,
      tab: 'tab-3',
      living: new Set(),
    });
    void after.state().load('main');
    await time.pass(3000);
    expect(server.document.nodes.a).toMatchObject({ title: 'Left' });
  });
});

describe('two people', () => {
  let second: ReturnType<typeof openTab>;
  let secondLine: ReturnType<typeof handTransport>;

  beforeEach(async () => {
    secondLine = handTransport(server, time.timer, { name: 'Bo', latency: 40 });
    second = openTab(secondLine.transport, time.timer, { tab: 'tab-2' });
    void tab.state().load('main');
    void second.state().load('main');
    await time.pass(2000);
  });

  test('see each other’s edits, and lose none made at the same moment', async () => {
    tab.state().edit(LABEL, named('a', 'Ada'));
    second.state().edit(LABEL, named('b', 'Bo'));
    await time.pass(3000);
    expect(tab.state().flow).toEqual(server.document);
    expect(second.state().flow).toEqual(server.document);
    expect(server.document.nodes).toMatchObject({ a: { title: 'Ada' }, b: { title: 'Bo' } });
  });

  test('who removes a node somebody else removed as well hears nothing of it', async () => {
    tab.state().edit(LABEL, (flow) => removeNodes(flow, ['b']));
    second.state().edit(LABEL, (flow) => removeNodes(flow, ['b']));
    await time.pass(3000);
    expect(second.state()).toMatchObject({ status: 'saved', conflicts: [] });
    expect(Object.keys(server.document.nodes)).toEqual(['a', 'c']);
  });

  test('the same node at the same moment: the later is asked which counts', async () => {
    tab.state().edit(LABEL, named('a', 'Ada'));
    second.state().edit(LABEL, named('a', 'Bo'));
    await time.pass(3000);
    expect(tab.state().flow.nodes.a).toMatchObject({ title: 'Ada' });
    expect(second.state()).toMatchObject({ status: 'conflict' });
    expect(second.state().flow.nodes.a).toMatchObject({ title: 'Ada' });
    const [conflict] = second.state().conflicts;
    expect(conflict).toMatchObject({ unit: 'node:a', mine: { title: 'Bo' }, theirs: { title: 'Ada' } });
    second.state().resolve(conflict?.key ?? '', 'mine');
    await time.pass(3000);
    expect(server.document.nodes.a).toMatchObject({ title: 'Bo' });
    expect(tab.state().flow.nodes.a).toMatchObject({ title: 'Bo' });
    expect(second.state()).toMatchObject({ status: 'saved', conflicts: [] });
    second.state().undo();
    await time.pass(3000);
    expect(server.document.nodes.a).toMatchObject({ title: 'Ada' });
  });

  test('theirs chosen: mine is let go', async () => {
    tab.state().edit(LABEL, named('a', 'Ada'));
    second.state().edit(LABEL, named('a', 'Bo'));
    await time.pass(3000);
    second.state().resolve('all', 'theirs');
    await time.pass(3000);
    expect(second.state()).toMatchObject({ status: 'saved', conflicts: [] });
    expect(server.document.nodes.a).toMatchObject({ title: 'Ada' });
  });

  test('pushes that come late, after the answer that told the same, change nothing', async () => {
    secondLine.holdPushes(4000);
    tab.state().edit(LABEL, named('a', 'One'));
    await time.pass(1000);
    second.state().edit(LABEL, named('b', 'Two'));
    await time.pass(1000);
    tab.state().edit(LABEL, named('a', 'Three'));
    await time.pass(20_000);
    expect(second.state().flow).toEqual(server.document);
    expect(second.state().conflicts).toEqual([]);
    expect(server.document.nodes).toMatchObject({ a: { title: 'Three' }, b: { title: 'Two' } });
  });

  test('what one selected and the other removed is selected no longer', async () => {
    tab.state().select(['b', 'c']);
    second.state().edit(LABEL, (flow) => removeNodes(flow, ['b']));
    await time.pass(3000);
    expect(tab.state().selection).toEqual(['c']);
  });

  test('publishing by somebody else is told', async () => {
    line.publish(4);
    expect(tab.state()).toMatchObject({ published: 4, lastPublished: { version: 4, by: 'Bo' } });
  });
});

describe('undo', () => {
  test('takes back each edit with its label, and makes it again', async () => {
    await opened();
    tab.state().edit({ en: 'First', fr: 'Un' }, named('a', 'One'));
    tab.state().edit({ en: 'Second', fr: 'Deux' }, (flow) => removeNodes(flow, ['b']));
    expect(tab.state().undoStack.map(({ label }) => label.en)).toEqual(['First', 'Second']);
    expect(tab.state().undo()).toBe(true);
    expect(tab.state().flow.nodes.b).toEqual(START.nodes.b);
    expect(tab.state().flow.nodes.a).toMatchObject({ title: 'One', to: 'b' });
    expect(tab.state().redoStack.map(({ label }) => label.en)).toEqual(['Second']);
    tab.state().undo();
    expect(tab.state().flow).toEqual(START);
    expect(tab.state().undo()).toBe(false);
    tab.state().redo(2);
    expect(Object.keys(tab.state().flow.nodes)).toEqual(['a', 'c']);
    expect(tab.state().redo()).toBe(false);
    await time.pass(3000);
    expect(tab.state().flow).toEqual(server.document);
  });

  test('joins letters typed one after another, and nothing else', async () => {
    await opened();
    const type = (text: string) =>
      tab.state().edit(LABEL, (flow) => setAt(flow, ['nodes', 'a', 'note'], text), { merge: 'note:a' });
    type('H');
    type('Ha');
    await time.pass(500);
    type('Hal');
    expect(tab.state().undoStack).toHaveLength(1);
    await time.pass(1500);
    type('Hallo');
    expect(tab.state().undoStack).toHaveLength(2);
    tab.state().undo();
    expect(tab.state().flow.nodes.a).toMatchObject({ note: 'Hal' });
    tab.state().undo();
    expect(tab.state().flow.nodes.a).not.toHaveProperty('note');
    tab.state().redo();
    expect(tab.state().flow.nodes.a).toMatchObject({ note: 'Hal' });
  });

  test('a new edit forgets what was undone', async () => {
    await opened();
    tab.state().edit(LABEL, named('a', 'One'));
    tab.state().undo();
    tab.state().edit(LABEL, named('b', 'Two'));
    expect(tab.state().redoStack).toEqual([]);
  });

  test('outlives a reload', async () => {
    await opened();
    tab.state().edit(LABEL, named('a', 'One'));
    tab.state().edit(LABEL, named('a', 'Two'));
    await time.pass(3000);
    const reloaded = openTab(line.transport, time.timer, { local: tab.local, session: tab.session });
    void reloaded.state().load('main');
    await time.pass(2000);
    expect(reloaded.state().undoStack).toHaveLength(2);
    reloaded.state().undo(2);
    expect(reloaded.state().flow).toEqual(START);
  });

  test('brings back what I removed, without exits to what somebody else has removed since', async () => {
    await opened();
    tab.state().edit(LABEL, (flow) => removeNodes(flow, ['b']));
    await time.pass(1000);
    server.change((flow) => removeNodes(flow, ['c']));
    await time.pass(1000);
    tab.state().undo();
    expect(tab.state().flow.nodes.b).toMatchObject({ kind: 'say' });
    expect(tab.state().flow.nodes.b).not.toHaveProperty('to');
    expect(tab.state().flow.nodes.a).toMatchObject({ to: 'b' });
  });

  test('passes over a step that means nothing any more', async () => {
    await opened();
    tab.state().edit(LABEL, named('a', 'One'));
    tab.state().edit(LABEL, named('b', 'Two'));
    await time.pass(1000);
    server.change((flow) => removeNodes(flow, ['b']));
    await time.pass(1000);
    expect(tab.state().undo()).toBe(true);
    expect(tab.state().flow.nodes.a).not.toHaveProperty('title');
    expect(tab.state().undoStack).toEqual([]);
  });
});

describe('what is around the document', () => {
  test('findings follow the edits', async () => {
    await opened();
    await new Promise((resolve) => setImmediate(resolve));
    await expect.poll(() => tab.state().findings).toEqual([]);
    tab.state().edit(LABEL, (flow) => addNode(flow, 'say', { at: { x: 0, y: 0 } }).flow);
    await time.pass(1000);
    await expect.poll(() => tab.state().findings.map(({ code }) => code)).toContain('unreachable');
  });

  test('who is there hears what I select and where I point, not too often', async () => {
    await opened();
    const before = line.presences.length;
    tab.state().select(['a']);
    for (let x = 0; x < 50; x += 1) tab.state().point({ x, y: 0 });
    await time.pass(100);
    expect(line.presences.length - before).toBe(1);
    expect(line.presences.at(-1)).toEqual({ flow: 'main', selection: ['a'], cursor: { x: 49, y: 0 } });
  });

  test('a version that is looked at cannot be edited, and the draft goes on behind it', async () => {
    await opened();
    const old = flowOf({ z: { kind: 'end' } });
    tab.state().view({ flow: old, label: { en: 'Version 1', fr: 'Version 1' } });
    expect(tab.state()).toMatchObject({ readOnly: true, flow: old });
    expect(tab.state().edit(LABEL, named('z', 'x'))).toBe(false);
    server.change(named('a', 'Theirs'));
    await time.pass(1000);
    expect(tab.state().flow).toBe(old);
    expect(tab.state().draft().nodes.a).toMatchObject({ title: 'Theirs' });
    tab.state().view(undefined);
    expect(tab.state().readOnly).toBe(false);
    expect(tab.state().flow.nodes.a).toMatchObject({ title: 'Theirs' });
  });

  test('boxes that are moved keep every node the same object', async () => {
    await opened();
    const { nodes } = tab.state().flow;
    tab.state().edit({ en: 'Move', fr: 'Déplacer' }, (flow) => moveNodes(flow, { a: { x: 10, y: 10 } }));
    await time.pass(1000);
    expect(tab.state().flow.nodes).toBe(nodes);
    expect(server.document.canvas.positions).toEqual({ a: { x: 10, y: 10 } });
  });
});
