/**
 * Makes a flow, with the sub-flows it calls, into one flat XState machine. Knows no conversation and runs nothing.
 *
 * The machine has no `invoke` and spawns nothing: outside work is an action that comes back as data, and a move that
 * brings the answer. So a state is only a name, the memory and "active" or "done".
 */
import { type AnyStateMachine, createMachine } from 'xstate';
import type { Bundle, Flow } from './flow.ts';
import { onwardExit } from './nodes/onward.ts';
import {
  type Action,
  FINISHED,
  type Memory,
  type Move,
  remember,
  type Site,
  type StatePlan,
} from './nodes/plan.ts';
import { type Node, planOf } from './nodes/registry.ts';
import { builtIn, enter, sendText, timeoutMs, timeoutName } from './nodes/utter.ts';

/** The state every machine begins in: pure calls re-run the initial state, so nothing may happen there. */
export const IDLE = '$idle';
/** Where "talk to a person" leads when the flow has no node of its own for it. */
export const PERSON = '$person';
/** Where an author's mistake leads: the conversation goes to a person. */
export const PROBLEM = '$problem';
/** Microsteps allowed in one step. `check` refuses loops that never wait; this stops what it could not see. */
const MAX_MICROSTEPS = 1000;
/** Sub-flows inside sub-flows. */
export const MAX_DEPTH = 8;
/** States of one machine: every call of a sub-flow lays its nodes out again, so calls within calls multiply. */
export const MAX_STATES = 10_000;

export interface Station {
  node: Node;
  site: Site;
}

/** A compiled flow: made once for each published version and kept. */
export interface Program {
  bundle: Bundle;
  machine: AnyStateMachine;
  /** The author's nodes by state key. */
  stations: ReadonlyMap<string, Station>;
}

/**
 * Compiles any flow that fits the schema, unfinished ones too: an exit that leads nowhere leads to a person.
 * Sub-flows that are missing, call themselves, lie deeper than `MAX_DEPTH` or make more than `MAX_STATES` do so too.
 */
export function compile(bundle: Bundle): Program {
  const { flow } = bundle;
  const stations = new Map<string, Station>();
  /** Those laid out and those promised to the calls met so far. */
  let states = Object.keys(flow.nodes).length;
  const lay = (inner: Flow, prefix: string, caller: Site['caller'], path: string[]) => {
    const state = (to: string | undefined) =>
      to === FINISHED ? FINISHED : to !== undefined && Object.hasOwn(inner.nodes, to) ? prefix + to : PROBLEM;
    for (const [id, node] of Object.entries(inner.nodes)) {
      const key = prefix + id;
      // Own members only: a node may be called "constructor".
      const called =
        node.kind === 'subflow' && Object.hasOwn(bundle.subflows, node.flow)
          ? bundle.subflows[node.flow]
          : undefined;
      const size = called ? Object.keys(called.nodes).length : 0;
      const fits = called && path.length < MAX_DEPTH && states + size <= MAX_STATES;
      const callable = fits && !path.includes(called.id) ? called : undefined;
      if (callable) states += size;
      const innerPrefix = `${key}/`;
      stations.set(key, {
        node,
        site: {
          key,
          prefix,
          flow: inner,
          target: state,
          caller,
          inner:
            callable &&
            (() => ({
              prefix: innerPrefix,
              start: Object.hasOwn(callable.nodes, callable.start) ? innerPrefix + callable.start : PROBLEM,
              flow: callable,
            })),
        },
      });
      if (node.kind === 'subflow' && callable) {
        const back = { prefix, output: node.output, to: state(node.to) };
        lay(callable, innerPrefix, back, [...path, callable.id]);
      }
    }
  };
  lay(flow, '', undefined, [flow.id]);

  const plans: Record<string, StatePlan> = {};
  const delays: Record<string, (args: { context: Memory; event: Move }) => number> = {};
  for (const [key, { node, site }] of stations) {
    plans[key] = reentering(passing(planOf(node, site), node, site));
    if ('timeout' in node && typeof node.timeout === 'object') {
      const { timeout } = node;
      delays[timeoutName(key)] = ({ context, event }) => timeoutMs(site, timeout, context, event.at);
    }
  }
  const root: Site = {
    key: '',
    prefix: '',
    flow,
    target: (to) => to ?? PROBLEM,
    caller: undefined,
    inner: undefined,
  };
  const personNode = flow.settings.person;
  const person = personNode && stations.has(personNode) ? personNode : PERSON;
  const start = stations.has(flow.start) ? flow.start : PROBLEM;

  const config = {
    id: flow.id,
    initial: IDLE,
    context: {},
    states: {
      ...plans,
      [IDLE]: {},
      [PERSON]: handToPeople(PERSON, root, 'handoff'),
      [PROBLEM]: handToPeople(PROBLEM, root, 'problem'),
      [FINISHED]: {
        type: 'final',
        entry: [{ type: 'end', params: () => ({ outcome: 'finished-by-person' }) }],
      },
    },
    on: {
      start: { target: `.${start}` },
      restart: { target: `.${start}`, actions: [remember(() => ({ vars: { '': defaults(flow) } }))] },
      person: { target: `.${person}` },
      help: {
        actions: [
          sendText(root, (memory) =>
            flow.settings.help === undefined ? builtIn('help', memory.locale) : { text: flow.settings.help },
          ),
        ],
      },
      stale: { actions: [sendText(root, (memory) => builtIn('staleButton', memory.locale))] },
      language: {
        actions: [
          remember((_memory, move) => ({ locale: String(move.value) })),
          sendText(root, (memory) => builtIn('languageSet', memory.locale)),
        ],
      },
      returned: { actions: [sendText(root, (memory) => builtIn('handback', memory.locale))] },
      problem: { target: `.${PROBLEM}` },
      ...Object.fromEntries([...stations.keys()].map((key) => [`goto:${key}`, { target: `.${key}` }])),
    },
    options: { maxIterations: MAX_MICROSTEPS },
  };
  // The configuration is built from data, so its type cannot be inferred; the step's tests run every kind.
  const machine = createMachine(config as unknown as Parameters<typeof createMachine>[0], {
    delays: delays as never,
  });
  return { bundle, machine: machine as unknown as AnyStateMachine, stations };
}

/**
 * A skipped node is gone through as soon as it is entered. What it would hear is kept: a conversation that rested there
 * before the node was skipped can still be answered.
 */
function passing(plan: StatePlan, node: Node, site: Site): StatePlan {
  const onward = node.skipped ? onwardExit(node) : undefined;
  if (!onward) return plan;
  return {
    entry: enter(site),
    always: [{ target: site.target(onward.to) }],
    ...(plan.on ? { on: plan.on } : {}),
  };
}

/** XState does not leave a state whose exit leads to itself unless told to; a question asked again must be asked. */
function reentering(plan: StatePlan): StatePlan {
  const all = (table: StatePlan['on']) =>
    table &&
    Object.fromEntries(
      Object.entries(table).map(([name, list]) => [
        name,
        list.map((item) => (item.target ? { ...item, reenter: true } : item)),
      ]),
    );
  return {
    ...plan,
    ...(plan.on ? { on: all(plan.on) } : {}),
    ...(plan.after ? { after: all(plan.after) } : {}),
  };
}

/** The values a flow's variables begin with. */
export function defaults(flow: Flow): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(flow.variables).flatMap(([name, { default: value }]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}

function handToPeople(key: string, root: Site, say: 'handoff' | 'problem'): StatePlan {
  const handoff: Action = {
    type: 'handoff',
    params: ({ event }) => ({
      node: key,
      queue: 'default',
      summary: '',
      reason: say === 'problem' ? 'problem' : event.type === 'missed' ? 'not-understood' : 'asked',
    }),
  };
  return {
    entry: [...enter({ key }), sendText({ ...root, key }, (memory) => builtIn(say, memory.locale)), handoff],
    on: { handback: [{ target: FINISHED }] },
  };
}
