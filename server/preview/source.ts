/** What a preview plays: a draft or a version, compiled with the flows it calls, beside the others of the workspace. */
import { parseFlow } from '../../flows/check.ts';
import { compile } from '../../flows/compile.ts';
import type { Flow } from '../../flows/flow.ts';
import type { Catalogue, Listed } from '../../flows/turn.ts';
import { type Catalogues, FLOW, type FlowRecord } from '../engine/catalogue.ts';
import { bundleOf } from '../engine/publish.ts';
import { CodedError } from '../errors.ts';
import type { RecordStore } from '../stores/port.ts';

export interface Source {
  flow: Flow;
  main: Listed;
  others: Catalogue;
}

export interface Wanted {
  document?: unknown;
  flow?: string | undefined;
  version?: number | undefined;
}

export interface Sources {
  /** Errors: "not_found"; "invalid_flow" with every fault at once. */
  load(workspace: string, wanted: Wanted): Promise<Source>;
}

/** The number a draft runs under; versions begin at 1. */
const DRAFT = 0;

export function createSources(records: RecordStore, catalogues: Catalogues): Sources {
  async function draftOf(workspace: string, flow: string): Promise<unknown> {
    return (await records.get<FlowRecord>(workspace, FLOW, flow))?.data.draft;
  }

  /** The published flows, and the drafts of those a draft calls that never were: publishing counts them too. */
  async function flowsFor(workspace: string, flow: Flow, listed: Catalogue): Promise<Map<string, Flow>> {
    const flows = new Map<string, Flow>();
    for (const { id, program } of listed.all()) flows.set(id, program.bundle.flow);
    flows.set(flow.id, flow);
    const visit = async (one: Flow): Promise<void> => {
      for (const node of Object.values(one.nodes)) {
        if (node.kind !== 'subflow' || flows.has(node.flow)) continue;
        const parsed = parseFlow(await draftOf(workspace, node.flow));
        if (!parsed.ok) continue;
        flows.set(node.flow, parsed.flow);
        await visit(parsed.flow);
      }
    };
    await visit(flow);
    return flows;
  }

  return {
    async load(workspace, { document, flow: id, version }) {
      const listed = await catalogues.of(workspace);
      // As it is now: what is published meanwhile does not change a session.
      const published = new Map([...listed.all()].map((one) => [one.id, one]));
      const others: Catalogue = { get: (flow) => published.get(flow), all: () => published.values() };
      if (document === undefined && id !== undefined && version !== undefined) {
        const program = await catalogues.program(workspace, id, version);
        if (!program) throw new CodedError('not_found', `Flow "${id}" has no version ${version}.`);
        return { flow: program.bundle.flow, main: { id, version, program }, others };
      }
      const draft = document ?? (id === undefined ? undefined : await draftOf(workspace, id));
      if (draft === undefined) throw new CodedError('not_found', `There is no flow "${id ?? ''}".`);
      const parsed = parseFlow(draft);
      if (!parsed.ok) {
        const faults = parsed.findings.map(({ path, code, message }) => ({
          path,
          code,
          message: message.en,
        }));
        throw new CodedError('invalid_flow', undefined, faults);
      }
      const { flow } = parsed;
      const program = compile(bundleOf(flow, await flowsFor(workspace, flow, others)));
      return { flow, main: { id: flow.id, version: DRAFT, program }, others };
    },
  };
}
