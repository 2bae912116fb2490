/**
 * Saved tests of a flow: a recorded preview, and what was said, entered and known in it. Running one plays it again on
 * a draft and tells every difference in words. Knows records and replays; knows no publishing.
 */
import { randomBytes } from 'node:crypto';
import type { Flow } from '../../flows/flow.ts';
import type { PreviewInput, TestDifference, TestReport } from '../contract.ts';
import { CodedError } from '../errors.ts';
import type { CallOutcome } from '../services/port.ts';
import type { RecordStore } from '../stores/port.ts';
import type { Tape } from './calls.ts';
import { type Frame, playThrough, type Session, type Setup, type Take } from './session.ts';
import type { Source, Sources } from './source.ts';
import { faultWords, inputWords, quoted, type Words } from './words.ts';
import type { WorldParts } from './world-spec.ts';

/** Record kind, by `flow/id`. */
export const FLOW_TEST = 'flow-test';
/** Record kind, by `flow/id`: removed, and kept for a while, since some are removed by mistake. */
const REMOVED_TEST = 'flow-test-removed';
/** Of one flow. */
const MAX_REMOVED = 20;
/** Of one flow; each takes some tens of milliseconds, and publishing waits for all of them. */
export const MAX_TESTS = 100;

export interface Compare {
  said: boolean;
  nodes: boolean;
  outcome: boolean;
  variables: string[];
}

/** What one step came to. */
interface Expectation {
  said: string[];
  nodes: string[];
}

export interface FlowTest {
  id: string;
  flow: string;
  name: string;
  createdAt: number;
  setup: Setup;
  inputs: PreviewInput[];
  /** What outside servers answered: a test never asks them. */
  tape: [string, CallOutcome[]][];
  compare: Compare;
  /** By step. */
  expect: Expectation[];
  /** How it ended, or where it rests. */
  ending: string;
  variables: Record<string, string>;
}

interface RemovedTest {
  test: FlowTest;
  at: number;
}

export interface FlowTests {
  /** Errors: "conflict" when there are too many. */
  save(
    workspace: string,
    session: Session,
    made: { name: string; compare: Compare; at: number },
  ): Promise<FlowTest>;
  list(workspace: string, flow: string): Promise<FlowTest[]>;
  /** `at`: when, in milliseconds. Errors: "not_found". */
  remove(workspace: string, flow: string, id: string, at: number): Promise<void>;
  /** Brings back one of the newest that were removed. Errors: "not_found", "limit_reached". */
  restore(workspace: string, flow: string, id: string): Promise<FlowTest>;
  /** Plays the flow's tests on a document, or on its stored draft. Errors: "not_found", "invalid_flow". */
  run(
    workspace: string,
    flow: string,
    options?: { document?: unknown; only?: readonly string[] | undefined },
  ): Promise<TestReport>;
  /** The same in the words of publishing. */
  verify(
    workspace: string,
    draft: Flow,
  ): Promise<{ passed: number; failed: { id: string; name: string; reason: Words }[] }>;
}

export interface FlowTestsDeps {
  records: RecordStore;
  parts: WorldParts;
  sources: Sources;
}

export function createFlowTests({ records, parts, sources }: FlowTestsDeps): FlowTests {
  const keyOf = (flow: string, id: string) => `${flow}/${id}`;

  async function list(workspace: string, flow: string): Promise<FlowTest[]> {
    const page = await records.list<FlowTest>(workspace, FLOW_TEST, { prefix: `${flow}/`, limit: MAX_TESTS });
    return page.items.map(({ data }) => data).sort((one, other) => one.createdAt - other.createdAt);
  }

  async function refuseTooMany(workspace: string, flow: string): Promise<void> {
    if ((await list(workspace, flow)).length < MAX_TESTS) return;
    throw new CodedError('limit_reached', `A flow takes ${MAX_TESTS} tests.`);
  }

  async function forgetOldest(workspace: string, flow: string): Promise<void> {
    const page = { prefix: `${flow}/`, limit: MAX_TESTS };
    const { items } = await records.list<RemovedTest>(workspace, REMOVED_TEST, page);
    const old = items.sort((one, other) => other.data.at - one.data.at).slice(MAX_REMOVED);
    for (const { key, rev } of old) await records.remove(workspace, REMOVED_TEST, key, rev);
  }

  async function runOne(test: FlowTest, source: Source): Promise<TestDifference[]> {
    const tape: Tape = new Map(test.tape);
    const { main, others } = source;
    const spec = { ...test.setup, main, others, tape, reachOut: false };
    const take = await playThrough(parts, spec, test.inputs);
    try {
      return differences(test, take);
    } finally {
      await take.world.close();
    }
  }

  const tests: FlowTests = {
    list,

    async save(workspace, session, { name, compare, at }) {
      const { setup, tape, source, take } = session.record();
      const flow = source.flow.id;
      await refuseTooMany(workspace, flow);
      const id = randomBytes(9).toString('base64url').replace(/^-/, '_');
      const test: FlowTest = {
        id,
        flow,
        name,
        createdAt: at,
        setup,
        inputs: kept(take).flatMap(({ input }) => (input ? [input] : [])),
        tape: [...tape],
        compare,
        expect: cameTo(take).filter((_, step) => isKept(take.frames[step])),
        ending: endingOf(take),
        variables: valuesOf(take, compare.variables),
      };
      await records.insert(workspace, FLOW_TEST, keyOf(flow, id), test);
      return test;
    },

    async remove(workspace, flow, id, at) {
      const key = keyOf(flow, id);
      const found = await records.get<FlowTest>(workspace, FLOW_TEST, key);
      if (!found) throw new CodedError('not_found');
      // Kept before it is taken away: a crash between the two loses nothing.
      await records.insert(workspace, REMOVED_TEST, key, { test: found.data, at });
      await records.remove(workspace, FLOW_TEST, key, found.rev);
      await forgetOldest(workspace, flow);
    },

    async restore(workspace, flow, id) {
      const key = keyOf(flow, id);
      const found = await records.get<RemovedTest>(workspace, REMOVED_TEST, key);
      if (!found) throw new CodedError('not_found');
      await refuseTooMany(workspace, flow);
      await records.insert(workspace, FLOW_TEST, key, found.data.test);
      await records.remove(workspace, REMOVED_TEST, key, found.rev);
      return found.data.test;
    },

    async run(workspace, flow, { document, only } = {}) {
      const tests = (await list(workspace, flow)).filter(({ id }) => only?.includes(id) ?? true);
      const results: TestReport['results'] = [];
      if (tests.length === 0) return { passed: 0, failed: 0, results };
      const source = await sources.load(workspace, document === undefined ? { flow } : { document });
      for (const test of tests) {
        const found = await runOne(test, source);
        results.push({ id: test.id, name: test.name, ok: found.length === 0, differences: found });
      }
      const failed = results.filter(({ ok }) => !ok).length;
      return { passed: results.length - failed, failed, results };
    },

    async verify(workspace, draft) {
      const { passed, results } = await tests.run(workspace, draft.id, { document: draft });
      const failed = results.filter(({ ok }) => !ok);
      return {
        passed,
        failed: failed.map(({ id, name, differences: [first] }) => ({ id, name, reason: reasonOf(first) })),
      };
    },
  };
  return tests;
}

/** What did not fit is left out of a test, but for the time that passed before it. */
function isKept(frame: Frame | undefined): boolean {
  return frame !== undefined && (!frame.skipped || frame.input?.after !== undefined);
}

function kept({ frames }: Take): Frame[] {
  return frames.filter(isKept).map((frame) => {
    const by = frame.skipped && frame.input?.after;
    return by === undefined ? frame : { view: frame.view, input: { kind: 'skip', by } };
  });
}

/** A difference as one sentence. */
function reasonOf(difference: TestDifference | undefined): Words {
  if (!difference) return { en: 'It differs.', fr: 'Il y a une différence.' };
  const { text, step } = difference;
  const expected = quoted(difference.expected);
  const got = quoted(difference.got);
  return {
    en: `Step ${step}: ${text.en} Expected ${expected.en}, got ${got.en}.`,
    fr: `Étape ${step} : ${text.fr} Attendu ${expected.fr}, obtenu ${got.fr}.`,
  };
}

// --- what a take came to -----------------------------------------------------------------------------------------

/** What services made up, such as a booking's number, is another in each run: it is compared by its place alone. */
function masked(text: string, { made }: Take['world']): string {
  // The longest first, since an address may end in an id.
  return [...made]
    .sort((one, other) => other.length - one.length)
    .reduce((rest, value) => rest.replaceAll(value, '…'), text);
}

function cameTo({ world, frames }: Take): Expectation[] {
  return frames.map(({ view }, step) => {
    const before = frames[step - 1]?.view;
    return {
      said: world.sent
        .slice(before?.sent ?? 0, view.sent)
        .map(({ via, said }) => `${via === 'rcs' ? 'RCS' : 'SMS'}: ${masked(said, world)}`),
      nodes: world.path.slice(before?.path ?? 0, view.path),
    };
  });
}

function endingOf({ frames }: Take): string {
  const view = frames.at(-1)?.view;
  if (view?.status === 'done') return `end: ${view.outcome ?? ''}`;
  if (view?.status === 'people') return `people: ${view.people?.queue ?? ''}`;
  return view?.elsewhere ? `flow: ${view.elsewhere.flow}` : `at: ${view?.node ?? ''}`;
}

function valuesOf({ world, frames }: Take, names: readonly string[]): Record<string, string> {
  const variables = frames.at(-1)?.view.variables ?? {};
  return Object.fromEntries(
    names.map((name) => [
      name,
      masked(JSON.stringify(Object.hasOwn(variables, name) ? variables[name] : null), world),
    ]),
  );
}

// --- the difference ----------------------------------------------------------------------------------------------

/** One of a kind is enough to understand it; what follows from it is left out. */
function differences(test: FlowTest, take: Take): TestDifference[] {
  const found: TestDifference[] = [];
  const { compare } = test;
  const got = cameTo(take);
  const last = take.frames.length - 1;
  const add = (what: TestDifference['what'], step: number, text: Words, expected: string, is: string) =>
    found.push({ what, step, text, expected, got: is });

  for (const [step, { input, skipped }] of take.frames.entries()) {
    if (!input || !skipped) continue;
    const words = inputWords(input);
    add(
      'input',
      step,
      { en: `${words.en}: ${skipped.en}`, fr: `${words.fr} : ${skipped.fr}` },
      words.en,
      skipped.en,
    );
    break;
  }
  const problem = take.frames[last]?.view.problem;
  if (problem) {
    const words = faultWords(problem.code, problem.detail);
    const text = { en: `The flow has a problem: ${words.en}`, fr: `Le parcours a un problème : ${words.fr}` };
    add('problem', last, text, '', problem.code);
  }
  const kinds = [
    ['said', compare.said, SAID],
    ['nodes', compare.nodes, WENT],
  ] as const;
  for (const [kind, wanted, text] of kinds) {
    if (!wanted) continue;
    const step = test.expect.findIndex(
      (one, n) => one[kind].join('\n') !== (got[n]?.[kind] ?? []).join('\n'),
    );
    if (step < 0) continue;
    const [expected, is] = firstUnlike(test.expect[step]?.[kind] ?? [], got[step]?.[kind] ?? []);
    add(kind, step, text, expected, is);
  }
  if (compare.outcome && endingOf(take) !== test.ending) {
    add('outcome', last, ENDED, test.ending, endingOf(take));
  }
  const values = valuesOf(take, compare.variables);
  for (const [name, expected] of Object.entries(test.variables)) {
    const is = values[name] ?? 'null';
    if (is === expected) continue;
    const text = { en: `“${name}” has another value.`, fr: `« ${name} » a une autre valeur.` };
    add('variable', last, text, expected, is);
  }
  return found;
}

function firstUnlike(expected: readonly string[], got: readonly string[]): [string, string] {
  const at = expected.findIndex((line, n) => line !== got[n]);
  const place = at < 0 ? expected.length : at;
  return [expected[place] ?? '', got[place] ?? ''];
}

const SAID: Words = { en: 'Something else is said.', fr: 'Ce qui est dit a changé.' };
const WENT: Words = { en: 'It goes another way.', fr: 'Le chemin a changé.' };
const ENDED: Words = { en: 'It ends another way.', fr: 'La fin a changé.' };
