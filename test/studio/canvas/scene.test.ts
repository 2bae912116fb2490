/** A flow as boxes and lines: what has not changed stays the same object, whatever else did. */
import { beforeAll, describe, expect, test } from 'vitest';
import { moveNodes } from '../../../flows/edit/arrange.ts';
import { setAt } from '../../../flows/edit/set-at.ts';
import { type Flow, flowSchema } from '../../../flows/flow.ts';
import type { SceneInput } from '../../../studio/editor/canvas/scene.ts';
import { pretendPage } from './page.ts';

const say = (words: string, to?: string) => ({
  kind: 'say',
  say: [{ message: { kind: 'text', text: words } }],
  ...(to ? { to } : {}),
});
const flow = (): Flow =>
  flowSchema.parse({
    format: 1,
    id: 'f',
    name: 'F',
    start: 'a',
    nodes: { a: say('one', 'b'), b: say('two', 'c'), c: { kind: 'end' } },
    canvas: {
      positions: { a: { x: 0, y: 0 }, b: { x: 400, y: 0 }, c: { x: 800, y: 0 } },
      notes: [{ id: 'n', text: 'hm', x: 0, y: 300 }],
      frames: [{ id: 'r', title: 'Part', x: -20, y: -60, width: 720, height: 300 }],
    },
  });

describe('a scene', () => {
  let createScene: typeof import('../../../studio/editor/canvas/scene.ts').createScene;
  beforeAll(async () => {
    pretendPage();
    ({ createScene } = await import('../../../studio/editor/canvas/scene.ts'));
  });
  const input = (document: Flow, more: Partial<SceneInput> = {}): SceneInput => ({
    flow: document,
    locale: 'en',
    content: 'en',
    selection: new Set(),
    selectedLinks: new Set(),
    moved: new Map(),
    active: undefined,
    readOnly: false,
    notes: true,
    ...more,
  });
  const byId = <T extends { id: string }>(list: T[], id: string) => list.find((one) => one.id === id);

  test('draws frames first, then steps, then notes, and a line for each connection', () => {
    const { boxes, lines } = createScene()(input(flow()));
    expect(boxes.map(({ id }) => id)).toEqual(['frame:r', 'a', 'b', 'c', 'note:n']);
    expect(lines.map(({ id, source, target }) => [id, source, target])).toEqual([
      ['a next', 'a', 'b'],
      ['b next', 'b', 'c'],
    ]);
  });

  test('a word changed in one step leaves every other box, all lines and all places the same objects', () => {
    const scene = createScene();
    const document = flow();
    const before = scene(input(document));
    const after = scene(input(setAt(document, ['nodes', 'a', 'title'], 'Hello')));
    expect(byId(after.boxes, 'a')).not.toBe(byId(before.boxes, 'a'));
    for (const id of ['b', 'c', 'note:n', 'frame:r'])
      expect(byId(after.boxes, id)).toBe(byId(before.boxes, id));
    expect(byId(after.lines, 'b next')).toBe(byId(before.lines, 'b next'));
    expect(after.shapes).toBe(before.shapes);
  });

  test('a box under the hand is drawn there, and lies in the document where it was', () => {
    const scene = createScene();
    const document = flow();
    const before = scene(input(document));
    const during = scene(input(document, { moved: new Map([['b', { x: 555, y: 66 }]]) }));
    expect(byId(during.boxes, 'b')?.position).toEqual({ x: 555, y: 66 });
    expect(byId(during.boxes, 'a')).toBe(byId(before.boxes, 'a'));
    expect(during.shapes.get('b')).toMatchObject({ x: 400, y: 0 });
    const after = scene(input(moveNodes(document, { b: { x: 555, y: 66 } })));
    expect(after.shapes.get('b')).toMatchObject({ x: 555, y: 66 });
  });

  test('a folded frame stands for what lies in it: lines lead to it, those inside are gone', () => {
    const document = flow();
    const [frame] = document.canvas.frames ?? [];
    if (!frame) throw new Error('no frame');
    const folded = { ...document, canvas: { ...document.canvas, frames: [{ ...frame, collapsed: true }] } };
    const { boxes, lines } = createScene()(input(folded));
    expect(boxes.map(({ id }) => id)).toEqual(['frame:r', 'c', 'note:n']);
    expect(lines.map(({ id, source, target }) => [id, source, target])).toEqual([['b next', 'frame:r', 'c']]);
  });

  test('one box only is a stop for Tab', () => {
    const { boxes } = createScene()(input(flow(), { active: 'b' }));
    const stops = boxes.filter(
      ({ domAttributes }) => (domAttributes as { tabIndex?: number } | undefined)?.tabIndex === 0,
    );
    expect(stops.map(({ id }) => id)).toEqual(['b']);
  });

  test('steps without a place are drawn, each in its own', () => {
    const bare = flowSchema.parse({
      format: 1,
      id: 'f',
      name: 'F',
      start: 'a',
      nodes: { a: say('x', 'b'), b: say('y') },
    });
    const places = createScene()(input(bare)).boxes.map(({ position }) => `${position.x} ${position.y}`);
    expect(new Set(places).size).toBe(2);
  });
});
