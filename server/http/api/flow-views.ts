/** Flows as the API shows them: a line of the list, a draft with what should be mended in it. Knows records, no route. */
import { check, type Finding, parseFlow } from '../../../flows/check.ts';
import type { Flow } from '../../../flows/flow.ts';
import { DOCUMENT_LIMITS } from '../../../flows/limits.ts';
import { localTextSchema } from '../../../flows/message.ts';
import type { FlowDetail, FlowSummary } from '../../contract.ts';
import {
  type Catalogues,
  FLOW,
  type FlowRecord,
  VERSION,
  type VersionRecord,
  versionKey,
} from '../../engine/catalogue.ts';
import type { PublishDeps, ServiceCatalogue } from '../../engine/publish.ts';
import { CodedError } from '../../errors.ts';
import type { RecordStore, StoredRecord } from '../../stores/port.ts';

/** For routes whose body is a document: a little more than the largest, for what is around it. */
export const DOCUMENT_BODY = {
  bytes: DOCUMENT_LIMITS.bytes + 64 * 1024,
  sentence: `This is too large. A flow may have ${DOCUMENT_LIMITS.nodes.toLocaleString('en')} steps and 2 MB: split it into flows that call each other.`,
};

export interface FlowViews {
  /** Errors: "not_found". */
  stored(id: string): Promise<StoredRecord<FlowRecord>>;
  /** A published version. Errors: "not_found". */
  version(id: string, version: number): Promise<VersionRecord>;
  summary(id: string, record: FlowRecord): FlowSummary;
  /** What an author should see of a document, finished or not. */
  findingsOf(document: unknown): Promise<Finding[]>;
  detail(id: string, rev: number, record: FlowRecord): Promise<FlowDetail>;
}

export interface FlowViewsDeps {
  workspace: string;
  records: RecordStore;
  catalogues: Catalogues;
  services: ServiceCatalogue;
  unanswerable?: PublishDeps['unanswerable'];
  linkHosts?: PublishDeps['linkHosts'];
}

export function createFlowViews(deps: FlowViewsDeps): FlowViews {
  const { workspace, records, catalogues, services, unanswerable, linkHosts } = deps;

  async function findingsOf(document: unknown): Promise<Finding[]> {
    const parsed = parseFlow(document);
    if (!parsed.ok) return parsed.findings;
    const flows = new Map<string, Flow>([[parsed.flow.id, parsed.flow]]);
    for (const listed of (await catalogues.of(workspace)).all()) {
      if (!flows.has(listed.id)) flows.set(listed.id, listed.program.bundle.flow);
    }
    return check(parsed.flow, {
      flows,
      services,
      unanswerable: unanswerable?.(workspace) ?? [],
      ...(linkHosts ? { linkHosts: linkHosts(workspace) } : {}),
    });
  }

  async function stored(id: string): Promise<StoredRecord<FlowRecord>> {
    const record = await records.get<FlowRecord>(workspace, FLOW, id);
    if (!record) throw new CodedError('not_found', `There is no flow "${id}".`);
    return record;
  }

  return {
    stored,
    async version(id, version) {
      const { data } = await stored(id);
      const record = await records.get<VersionRecord>(workspace, VERSION, versionKey(id, version));
      // One that a crash left behind has no number yet.
      if (!record || version > data.published) {
        throw new CodedError('not_found', `Flow "${id}" has no version ${version}.`);
      }
      return record.data;
    },
    summary,
    findingsOf,
    async detail(id, rev, record) {
      const document = record.draft as { id: string };
      return { ...summary(id, record), rev, document, findings: await findingsOf(document) };
    },
  };
}

/** Whatever the draft holds: it may be unfinished, or no flow at all. */
function summary(id: string, record: FlowRecord): FlowSummary {
  const { draft, published, archived, updatedAt, updatedBy } = record;
  const { name, description, sector, locales, nodes } = (draft ?? {}) as Record<string, unknown>;
  const words = localTextSchema.safeParse(description);
  return {
    id,
    name: typeof name === 'string' ? name : id,
    ...(description !== undefined && words.success ? { description: words.data } : {}),
    ...(typeof sector === 'string' ? { sector } : {}),
    locales: Array.isArray(locales) ? locales.filter((one) => typeof one === 'string') : [],
    nodes: typeof nodes === 'object' && nodes !== null ? Object.keys(nodes).length : 0,
    state: archived ? 'archived' : published > 0 ? 'published' : 'draft',
    published,
    archived,
    changed: published === 0 || record.changed === true,
    updatedAt,
    ...(updatedBy === undefined ? {} : { updatedBy }),
  };
}
