/** /api/flows/import and /export: flows as files that are read, compared and kept elsewhere. */
import { z } from 'zod';
import { parseFlow } from '../../../flows/check.ts';
import { compare } from '../../../flows/compare.ts';
import type { Flow } from '../../../flows/flow.ts';
import { FLOW_FORMAT } from '../../../flows/flow.ts';
import { printFlow } from '../../../flows/print-flow.ts';
import type { Clock } from '../../clock.ts';
import { exportQuerySchema, idSchema, importedFlowSchema, importFlowSchema } from '../../contract.ts';
import { FLOW, type FlowRecord } from '../../engine/catalogue.ts';
import { toFault } from '../../engine/publish.ts';
import { CodedError } from '../../errors.ts';
import type { FlowNews } from '../../live/flow-live.ts';
import { refuseTooLarge } from '../../live/read-draft.ts';
import type { RecordStore } from '../../stores/port.ts';
import { type FileAnswer, type Route, route } from '../route.ts';
import { DOCUMENT_BODY, type FlowViews } from './flow-views.ts';
import { freeId, insertFlow } from './new-flow.ts';

export interface FlowFileRoutesDeps {
  workspace: string;
  records: RecordStore;
  views: FlowViews;
  news: FlowNews;
  clock: Clock;
}

export function flowFileRoutes({ workspace, records, views, news, clock }: FlowFileRoutesDeps): Route[] {
  /** What a file holds. Errors: "payload_too_large", "invalid_flow" with every fault. */
  function readFile(document: unknown): { flow: Flow; migratedFrom: number | undefined } {
    refuseTooLarge(document);
    const parsed = parseFlow(document);
    if (!parsed.ok) {
      const [first] = parsed.findings;
      throw new CodedError('invalid_flow', first?.message, parsed.findings.map(toFault));
    }
    const { format } = document as { format: number };
    return { flow: parsed.flow, migratedFrom: format < FLOW_FORMAT ? format : undefined };
  }

  /** In words, to the draft of a flow; undefined where that is no flow. */
  function differencesTo(record: FlowRecord | undefined, flow: Flow) {
    const parsed = record && parseFlow(record.draft);
    return parsed?.ok ? compare(parsed.flow, flow) : undefined;
  }

  async function importInto(id: string, flow: Flow, rev: number | undefined, dryRun: boolean, by: string) {
    const current = await views.stored(id);
    const differences = differencesTo(current.data, flow);
    if (dryRun) return { differences, detail: undefined };
    const next: FlowRecord = {
      ...current.data,
      draft: flow,
      changed: true,
      updatedAt: clock.now(),
      updatedBy: by,
    };
    const from = rev ?? current.rev;
    if (!(await records.update(workspace, FLOW, id, from, next))) throw new CodedError('conflict');
    await news.written(workspace, id, by);
    return { differences, detail: await views.detail(id, from + 1, next) };
  }

  async function importAsNew(flow: Flow, id: string | undefined, dryRun: boolean, by: string) {
    const own = await records.get<FlowRecord>(workspace, FLOW, flow.id);
    const differences = differencesTo(own?.data, flow);
    if (dryRun) {
      const taken = id !== undefined && (await records.get(workspace, FLOW, id)) !== undefined;
      if (taken) throw new CodedError('already_exists', `There is a flow "${id}" already.`);
      return { id: id ?? (await freeId(records, workspace, flow.id)), differences, detail: undefined };
    }
    const made = await insertFlow(records, workspace, {
      document: flow,
      ...(id === undefined ? {} : { id }),
      by,
      at: clock.now(),
    });
    return { id: made.key, differences, detail: await views.detail(made.key, made.rev, made.data) };
  }

  return [
    route({
      method: 'post',
      path: '/flows/import',
      access: 'flows.write',
      audit: {
        // Telling what it would do changes nothing.
        action: ({ body }) =>
          body.dryRun ? undefined : body.into === undefined ? 'flow.created' : 'flow.edited',
        subject: ({ body: { into, id } }) => into ?? id ?? '',
      },
      summary: 'Imports a flow from a file, or tells what that would do',
      body: importFlowSchema,
      limit: DOCUMENT_BODY,
      response: importedFlowSchema,
      async handle({ who, body: { document, into, id, dryRun, rev } }) {
        const { flow: read, migratedFrom } = readFile(document);
        const flow = into === undefined ? read : { ...read, id: into };
        const made =
          into === undefined
            ? await importAsNew(flow, id, dryRun, who.name)
            : { id: into, ...(await importInto(into, flow, rev, dryRun, who.name)) };
        return {
          id: made.id,
          name: flow.name,
          nodes: Object.keys(flow.nodes).length,
          created: into === undefined,
          renamed: made.id !== read.id,
          ...(migratedFrom === undefined ? {} : { migratedFrom }),
          findings: await views.findingsOf({ ...flow, id: made.id }),
          ...(made.differences ? { differences: made.differences } : {}),
          ...(made.detail ? { flow: made.detail } : {}),
        };
      },
    }),
    route({
      method: 'get',
      path: '/flows/:id/export',
      access: 'flows.read',
      summary: 'The draft, or a published version, as a file',
      params: z.strictObject({ id: idSchema }),
      query: exportQuerySchema,
      response: z.looseObject({ format: z.number().int(), id: z.string() }),
      file: true,
      async handle({ params: { id }, query: { version } }): Promise<FileAnswer> {
        if (version === undefined) {
          const { data } = await views.stored(id);
          return { name: `${id}.flow.json`, text: print(data.draft) };
        }
        const { bundle } = await views.version(id, version);
        return { name: `${id}-v${version}.flow.json`, text: print(bundle.flow) };
      },
    }),
  ];
}

/** A draft that is no flow is given as it is: nobody's work is kept from them. */
function print(document: unknown): string {
  const parsed = parseFlow(document);
  return parsed.ok ? printFlow(parsed.flow) : `${JSON.stringify(document, null, 2)}\n`;
}
