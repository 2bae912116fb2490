/** Random edits of random flows, for properties; knows every edit and no particular rule. */
import fc from 'fast-check';
import type { Change } from '../../../flows/change.ts';
import { addNode } from '../../../flows/edit/add-node.ts';
import {
  addFrame,
  addNote,
  foldNodes,
  moveFrame,
  moveNodes,
  pinNodes,
  removeFrames,
  removeNotes,
  setNote,
} from '../../../flows/edit/arrange.ts';
import { addChoice, moveChoice, removeChoice } from '../../../flows/edit/choices.ts';
import { copyNodes, duplicateNodes, pasteNodes } from '../../../flows/edit/clip.ts';
import { collapse } from '../../../flows/edit/collapse.ts';
import { connect, disconnect, reconnect, spliceNode } from '../../../flows/edit/connect.ts';
import { renameNode, setStart, suppress, unsuppress } from '../../../flows/edit/mark-node.ts';
import { removeNodes } from '../../../flows/edit/remove-nodes.ts';
import { setAt } from '../../../flows/edit/set-at.ts';
import { dropDangling } from '../../../flows/edit/targets.ts';
import { addVariable, removeVariable, renameVariable } from '../../../flows/edit/variables.ts';
import type { Flow } from '../../../flows/flow.ts';
import { exitsOf, type NodeKind } from '../../../flows/nodes/registry.ts';
import { randomFlow } from '../random-flow.ts';

const KINDS: NodeKind[] = [
  'say',
  'choose',
  'ask',
  'branch',
  'set',
  'call',
  'wait',
  'handoff',
  'subflow',
  'split',
  'end',
];

/** A flow whose exits all lead somewhere or nowhere, as every edit keeps it. */
export function cleanFlow(): fc.Arbitrary<Flow> {
  return randomFlow().map(({ flow }) => dropDangling({ ...flow, nodes: {} }, flow));
}

export type Edit = (flow: Flow) => Flow;

const point = fc.record({ x: fc.integer({ min: -500, max: 500 }), y: fc.integer({ min: -500, max: 500 }) });
const pick = fc.nat(99);
const name = fc.constantFrom('a', 'b', 'c', 'locale', 'item', 'not a name', '__proto__', 'constructor');
const words = fc.constantFrom('', 'Yes', 'x'.repeat(300), '{{a}}', '<script>', 'مرحبا');

/** An id of the flow by number, now and then one that is not there. */
function id(flow: Flow, n: number): string {
  const ids = Object.keys(flow.nodes);
  return n === 99 ? 'nowhere' : (ids[n % Math.max(1, ids.length)] ?? 'nowhere');
}

function exit(flow: Flow, node: string, n: number): string {
  if (n % 9 === 8) return ['timeout', 'not-understood', 'message', 'failed:taken'][n % 4] ?? 'next';
  const known = Object.hasOwn(flow.nodes, node) ? flow.nodes[node] : undefined;
  const exits = known ? exitsOf(known) : [];
  return exits[n % Math.max(1, exits.length)]?.name ?? 'next';
}

export function randomEdit(): fc.Arbitrary<Edit> {
  return fc.oneof(
    fc.tuple(fc.constantFrom(...KINDS), point, fc.option(fc.tuple(pick, pick))).map(
      ([kind, at, from]): Edit =>
        (flow) => {
          const node = from && id(flow, from[0]);
          const start = node && from ? { from: { node, exit: exit(flow, node, from[1]) } } : {};
          return addNode(flow, kind, { at, ...start }).flow;
        },
    ),
    fc.tuple(pick, pick, fc.boolean()).map(
      ([one, other, reconnects]): Edit =>
        (flow) =>
          removeNodes(flow, [id(flow, one), id(flow, other)], { reconnect: reconnects }),
    ),
    fc.tuple(pick, pick, pick).map(
      ([from, n, to]): Edit =>
        (flow) =>
          connect(flow, id(flow, from), exit(flow, id(flow, from), n), id(flow, to)),
    ),
    fc.tuple(pick, pick).map(
      ([from, n]): Edit =>
        (flow) =>
          disconnect(flow, id(flow, from), exit(flow, id(flow, from), n)),
    ),
    fc.tuple(pick, pick, pick, pick).map(
      ([from, n, other, to]): Edit =>
        (flow) => {
          const edge = { node: id(flow, from), exit: exit(flow, id(flow, from), n) };
          return reconnect(flow, edge, {
            node: id(flow, other),
            exit: exit(flow, id(flow, other), n),
            to: id(flow, to),
          });
        },
    ),
    fc.tuple(pick, pick, pick).map(
      ([node, from, n]): Edit =>
        (flow) =>
          spliceNode(flow, id(flow, node), { node: id(flow, from), exit: exit(flow, id(flow, from), n) }),
    ),
    fc.tuple(pick, point, fc.boolean()).map(
      ([n, at, pinned]): Edit =>
        (flow) =>
          pinNodes(
            foldNodes(moveNodes(flow, { [id(flow, n)]: at }), [id(flow, n)], !pinned),
            [id(flow, n)],
            pinned,
          ),
    ),
    fc.tuple(pick, pick).map(
      ([one, other]): Edit =>
        (flow) =>
          duplicateNodes(flow, [id(flow, one), id(flow, other)]).flow,
    ),
    fc.tuple(pick, pick, point).map(
      ([one, other, at]): Edit =>
        (flow) => {
          const clip = copyNodes(flow, [id(flow, one), id(flow, other)]);
          return clip ? pasteNodes({ ...flow, id: 'other' }, clip, at).flow : flow;
        },
    ),
    fc.tuple(pick, pick).map(
      ([one, other]): Edit =>
        (flow) =>
          collapse(flow, [id(flow, one), id(flow, other)], { id: 'part', name: 'Part' }).flow,
    ),
    fc.tuple(pick, words).map(
      ([n, title]): Edit =>
        (flow) =>
          renameNode(setStart(flow, id(flow, n)), id(flow, n), title),
    ),
    fc.tuple(pick, words, fc.nat(3)).map(
      ([n, label, to]): Edit =>
        (flow) => {
          const added = addChoice(flow, id(flow, n), { label, at: to });
          return moveChoice(added.flow, id(flow, n), added.id, to);
        },
    ),
    fc.tuple(pick, fc.constantFrom('x', 'y', 'yes', 'none')).map(
      ([n, choice]): Edit =>
        (flow) =>
          removeChoice(flow, id(flow, n), choice),
    ),
    fc.tuple(name, name).map(
      ([from, to]): Edit =>
        (flow) =>
          renameVariable(addVariable(flow, from, { type: 'text' }), from, to),
    ),
    name.map(
      (one): Edit =>
        (flow) =>
          removeVariable(flow, one),
    ),
    fc.tuple(point, words).map(
      ([at, text]): Edit =>
        (flow) =>
          addFrame(addNote(flow, { ...at, text }).flow, { ...at, width: 300, height: 200 }).flow,
    ),
    fc.tuple(fc.constantFrom('note', 'note-2', 'frame', 'frame-2'), point, words).map(
      ([one, at, text]): Edit =>
        (flow) =>
          moveFrame(setNote(flow, one, { ...at, text, color: 'blue' }), one, at),
    ),
    fc.constantFrom('note', 'note-2', 'frame').map(
      (one): Edit =>
        (flow) =>
          removeFrames(removeNotes(flow, [one]), [one]),
    ),
    fc.tuple(pick, fc.boolean()).map(
      ([n, on]): Edit =>
        (flow) => {
          const about = { code: 'unreachable', node: id(flow, n) };
          return on
            ? suppress(flow, { ...about, reason: 'known' })
            : unsuppress(flow, about.code, about.node);
        },
    ),
    fc
      .tuple(
        pick,
        fc.constantFrom<Change['path']>(
          ['title'],
          ['to'],
          ['timeout'],
          ['timeout', 'after'],
          ['retry', 'max'],
          ['choices', 0, 'label'],
          ['choices', 1],
          ['say', 0, 'message', 'text'],
          ['save'],
          ['on'],
          ['nothing', 'here'],
        ),
        fc.constantFrom<unknown>(undefined, 'n1', '2h', { after: '5m' }, 3, [], null, {
          en: 'Hello',
          fr: 'Salut',
        }),
      )
      .map(
        ([n, path, value]): Edit =>
          (flow) => {
            const next = setAt(flow, ['nodes', id(flow, n), ...path], value);
            return dropDangling(flow, next);
          },
      ),
    fc
      .tuple(
        fc.constantFrom<Change['path']>(
          ['name'],
          ['id'],
          ['settings', 'person'],
          ['settings', 'help'],
          ['settings', 'gather'],
          ['settings', 'afterEnd'],
          ['triggers'],
          ['locales'],
          ['sector'],
          ['__proto__'],
          ['variables', 'a', 'label'],
        ),
        fc.constantFrom<unknown>(
          undefined,
          'text',
          '3s',
          ['en'],
          [{ kind: 'api' }],
          { policy: 'silence' },
          { en: 'Help' },
          7,
        ),
      )
      .filter(([path, value]) => !(path[1] === 'person' && value !== undefined))
      .map(
        ([path, value]): Edit =>
          (flow) =>
            setAt(flow, path, value),
      ),
  );
}
