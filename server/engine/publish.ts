/** From a draft to a version that conversations run on: checked, tested, frozen with its sub-flows, numbered. */
import { check, type Finding, parseFlow } from '../../flows/check.ts';
import type { UnanswerableSender, Wording } from '../../flows/checks/finding.ts';
import type { Bundle, Flow } from '../../flows/flow.ts';
import { CodedError, type Fault } from '../errors.ts';
import type { RecordStore } from '../stores/port.ts';
import {
  type Catalogues,
  FLOW,
  type FlowRecord,
  VERSION,
  type VersionRecord,
  versionKey,
} from './catalogue.ts';

/** What the checks need to know of services: operations and the codes they fail with. */
export type ServiceCatalogue = Parameters<typeof check>[1]['services'];

/** What became of a flow's saved tests. */
export interface TestOutcome {
  passed: number;
  failed: { id: string; name: string; reason: Wording }[];
}

export interface PublishDeps {
  records: RecordStore;
  catalogues: Catalogues;
  services: ServiceCatalogue;
  /** The brands of a workspace whose SMS cannot be answered; left out, there are none. */
  unanswerable?(workspace: string): UnanswerableSender[];
  /** The hosts that links in promotion of its brands may lead to; left out, links are not judged. */
  linkHosts?(workspace: string): string[];
  /** Runs the saved tests of a flow on this draft of it; left out, there are none. */
  tests?(workspace: string, draft: Flow): Promise<TestOutcome>;
}

export interface PublishRequest {
  /** Who publishes. */
  name: string;
  note: string;
  at: number;
  /** Also where saved tests fail. */
  force?: boolean;
}

export interface Published {
  version: number;
  warnings: Finding[];
  /** Left out where tests are not run. */
  tests?: TestOutcome;
}

/**
 * Publishes a flow's draft.
 * Errors: "not_found"; "invalid_flow" and "flow_has_problems" with every fault at once; "tests_failed" naming each;
 * "conflict" if the draft changes, or somebody else publishes, at the same moment.
 */
export async function publish(
  { records, catalogues, services, unanswerable, linkHosts, tests }: PublishDeps,
  workspace: string,
  id: string,
  by: PublishRequest,
): Promise<Published> {
  const stored = await records.get<FlowRecord>(workspace, FLOW, id);
  if (!stored) throw new CodedError('not_found', `There is no flow "${id}".`);
  const parsed = parseFlow(stored.data.draft);
  if (!parsed.ok) throw new CodedError('invalid_flow', undefined, parsed.findings.map(toFault));

  const others = await flowsOf(workspace, records, catalogues);
  others.set(id, parsed.flow);
  const findings = check(parsed.flow, {
    flows: others,
    services,
    unanswerable: unanswerable?.(workspace) ?? [],
    ...(linkHosts ? { linkHosts: linkHosts(workspace) } : {}),
  });
  const errors = findings.filter((finding) => finding.severity === 'error');
  if (errors.length > 0) throw new CodedError('flow_has_problems', undefined, errors.map(toFault));

  const tested = await tests?.(workspace, parsed.flow);
  if (tested && tested.failed.length > 0 && !by.force) {
    const names = tested.failed.map(({ name }) => `“${name}”`).join(', ');
    throw new CodedError(
      'tests_failed',
      { en: `Failed: ${names}.`, fr: `Échec : ${names}.` },
      tested.failed.map(toTestFault),
    );
  }

  const version = stored.data.published + 1;
  const record: VersionRecord = {
    flow: id,
    version,
    bundle: bundleOf(parsed.flow, others),
    note: by.note,
    publishedAt: by.at,
    publishedBy: by.name,
  };
  // The version first: a flow never names one that is not there. Left over from a crash, it is overtaken.
  const key = versionKey(id, version);
  if (!(await records.insert(workspace, VERSION, key, record))) {
    const current = await records.get<FlowRecord>(workspace, FLOW, id);
    // Whoever was faster has named it: what conversations run on is never written again.
    if ((current?.data.published ?? 0) >= version) throw new CodedError('conflict');
    const left = await records.get<VersionRecord>(workspace, VERSION, key);
    if (!left || !(await records.update(workspace, VERSION, key, left.rev, record)))
      throw new CodedError('conflict');
  }
  const moved: FlowRecord = {
    ...stored.data,
    published: version,
    archived: false,
    changed: false,
    updatedAt: by.at,
    updatedBy: by.name,
  };
  if (!(await records.update(workspace, FLOW, id, stored.rev, moved))) throw new CodedError('conflict');
  catalogues.changed(workspace);
  const warnings = findings.filter((finding) => finding.severity === 'warning');
  return { version, warnings, ...(tested ? { tests: tested } : {}) };
}

/** Published flows as they are live; the ones a draft may call or lead to. */
async function flowsOf(
  workspace: string,
  records: RecordStore,
  catalogues: Catalogues,
): Promise<Map<string, Flow>> {
  const flows = new Map<string, Flow>();
  // Drafts count too, so that flows that lead to each other can be published one after another.
  const page = await records.list<FlowRecord>(workspace, FLOW, { limit: 200 });
  for (const { key, data } of page.items) {
    const parsed = parseFlow(data.draft);
    if (parsed.ok) flows.set(key, parsed.flow);
  }
  for (const listed of (await catalogues.of(workspace)).all())
    flows.set(listed.id, listed.program.bundle.flow);
  return flows;
}

/** The flow and every flow it calls, directly or through another. */
export function bundleOf(flow: Flow, flows: ReadonlyMap<string, Flow>): Bundle {
  const subflows: Record<string, Flow> = {};
  const visit = (one: Flow) => {
    for (const node of Object.values(one.nodes)) {
      if (node.kind !== 'subflow' || Object.hasOwn(subflows, node.flow)) continue;
      const called = flows.get(node.flow);
      if (!called) continue;
      subflows[node.flow] = called;
      visit(called);
    }
  };
  visit(flow);
  return { flow, subflows };
}

/** A finding as an error names it: what is wrong and how to mend it, in both languages. */
export function toFault(finding: Finding): Fault {
  const { path, code, message, mend } = finding;
  const say = (language: 'en' | 'fr') =>
    `${message[language]}${/[.!?]$/.test(message[language]) ? '' : '.'} ${mend[language]}`;
  return { path, code, message: say('en'), messageFr: say('fr') };
}

function toTestFault({ id, name, reason }: TestOutcome['failed'][number]): Fault {
  return {
    path: `tests.${id}`,
    code: 'test-failed',
    message: `${name}: ${reason.en}`,
    messageFr: `${name} : ${reason.fr}`,
  };
}
