/** /api around previews: saved tests of a flow, links that open a preview without signing in, trying out a request. */
import { z } from 'zod';
import { type Flow, flowSchema } from '../../../flows/flow.ts';
import type { Brand } from '../../channels/port.ts';
import type { Clock } from '../../clock.ts';
import {
  httpTriedSchema,
  httpTrySchema,
  idSchema,
  newPreviewLinkAnswerSchema,
  newPreviewLinkSchema,
  pageOf,
  previewInfoSchema,
  previewLinkSchema,
  runTestsSchema,
  saveTestSchema,
  testReportSchema,
  testSummarySchema,
} from '../../contract.ts';
import type { Brands } from '../../engine/brands.ts';
import { FLOW, type FlowRecord } from '../../engine/catalogue.ts';
import { CodedError } from '../../errors.ts';
import type { FlowTest } from '../../preview/flow-tests.ts';
import type { PreviewLink } from '../../preview/links.ts';
import type { PreviewParts } from '../../preview/open.ts';
import type { RecordStore } from '../../stores/port.ts';
import { type Route, route } from '../route.ts';

export interface PreviewRoutesDeps {
  workspace: string;
  records: RecordStore;
  brands: Brands;
  clock: Clock;
  /** Where phones find this server. */
  publicUrl: string;
  previews: Pick<PreviewParts, 'previews' | 'tests' | 'links' | 'tryHttp'>;
  /** Ends the connections of those who came by a link: they are told at once that it is over. */
  endLink(link: string): void;
}

const params = z.strictObject({ id: idSchema });

export function previewRoutes(deps: PreviewRoutesDeps): Route[] {
  const { workspace, records, brands, clock } = deps;
  const { previews, tests, links, tryHttp } = deps.previews;

  async function draft(workspaceOf: string, id: string): Promise<unknown> {
    const found = await records.get<FlowRecord>(workspaceOf, FLOW, id);
    if (!found) throw new CodedError('not_found', `There is no flow "${id}".`);
    return found.data.draft;
  }

  return [
    route({
      method: 'get',
      path: '/flows/:id/tests',
      access: 'flows.read',
      summary: 'Recorded conversations that the flow must keep to, the oldest first',
      params,
      response: pageOf(testSummarySchema),
      async handle({ params: { id } }) {
        await draft(workspace, id);
        return { items: (await tests.list(workspace, id)).map(summary) };
      },
    }),
    route({
      method: 'post',
      path: '/flows/:id/tests',
      access: 'flows.write',
      audit: { action: 'flow.edited' },
      summary: 'Saves an open preview as a test of its flow',
      params,
      body: saveTestSchema,
      response: testSummarySchema,
      status: 201,
      async handle({ params: { id }, body: { session: sessionId, name, compare } }) {
        const session = previews.ofWorkspace(workspace, sessionId);
        if (!session || session.flow !== id) {
          throw new CodedError('not_found', 'This preview is over: open it again.');
        }
        await draft(workspace, id);
        return summary(await tests.save(workspace, session, { name, compare, at: clock.now() }));
      },
    }),
    route({
      method: 'delete',
      path: '/flows/:id/tests/:test',
      access: 'flows.write',
      audit: { action: 'flow.edited' },
      summary: 'Removes a test',
      params: params.extend({ test: idSchema }),
      status: 204,
      handle: ({ params: { id, test } }) => tests.remove(workspace, id, test, clock.now()),
    }),
    route({
      method: 'post',
      path: '/flows/:id/tests/:test/restore',
      access: 'flows.write',
      audit: { action: 'flow.edited' },
      summary: 'Brings back a test that was removed lately',
      params: params.extend({ test: idSchema }),
      response: testSummarySchema,
      handle: async ({ params: { id, test } }) => summary(await tests.restore(workspace, id, test)),
    }),
    route({
      method: 'post',
      path: '/flows/:id/tests/run',
      access: 'flows.read',
      summary: 'Plays the tests on the draft, or on a document as it is edited',
      params,
      body: runTestsSchema,
      response: testReportSchema,
      async handle({ params: { id }, body: { document, tests: only } }) {
        if (document && document.id !== id) {
          throw new CodedError('invalid_body', `The document's id is "${document.id}", not "${id}".`);
        }
        if (!document) await draft(workspace, id);
        return tests.run(workspace, id, { ...(document ? { document } : {}), only });
      },
    }),
    route({
      method: 'post',
      path: '/flows/:id/preview-links',
      access: 'flows.write',
      audit: { action: 'preview-link.made' },
      summary: 'Makes a link that opens the preview of a flow on any phone, and ends by itself',
      params,
      body: newPreviewLinkSchema,
      response: newPreviewLinkAnswerSchema,
      status: 201,
      async handle({ params: { id }, body: { hours } }) {
        await draft(workspace, id);
        const { token, ...link } = await links.make(workspace, id, hours);
        return { ...linkView(link), url: `${deps.publicUrl}/p/${token}` };
      },
    }),
    route({
      method: 'get',
      path: '/flows/:id/preview-links',
      access: 'flows.read',
      summary: 'The links to a flow that still open something; never their tokens',
      params,
      response: pageOf(previewLinkSchema),
      async handle({ params: { id } }) {
        await draft(workspace, id);
        return { items: (await links.list(workspace, id)).map(linkView) };
      },
    }),
    route({
      method: 'delete',
      path: '/flows/:id/preview-links/:link',
      access: 'flows.write',
      audit: { action: 'preview-link.revoked' },
      summary: 'Ends a link at once',
      params: params.extend({ link: idSchema }),
      status: 204,
      async handle({ params: { id, link } }) {
        await links.revoke(workspace, id, link);
        deps.endLink(link);
      },
    }),
    route({
      method: 'get',
      path: '/preview/:token',
      access: 'open',
      summary: 'What a link opens: the brand, the name of the flow, until when',
      params: z.strictObject({ token: z.string().max(100) }),
      response: previewInfoSchema,
      async handle({ params: { token } }) {
        const link = await links.open(token);
        const { name, locales } = outline(await draft(link.workspace, link.flow), link.flow);
        const brand = brands.get(link.workspace, 'default') ?? brands.list(link.workspace)[0];
        if (!brand) throw new CodedError('not_found');
        return { flow: link.flow, name, locales, expires: link.expires, brand: shown(brand) };
      },
    }),
    route({
      method: 'post',
      path: '/http-try',
      access: 'flows.write',
      summary: 'Makes the request of a call node once, and shows all of the answer',
      body: httpTrySchema,
      response: httpTriedSchema,
      handle: ({ body }) => tryHttp(workspace, body),
    }),
  ];
}

/** A draft may be unfinished, so it is read leniently. */
function outline(document: unknown, id: string): Pick<Flow, 'name' | 'locales'> {
  const { name, locales } = flowSchema.shape;
  const given = (document ?? {}) as { name?: unknown; locales?: unknown };
  return {
    name: name.safeParse(given.name).data ?? id,
    locales: locales.safeParse(given.locales).data ?? ['en'],
  };
}

function shown({ name, logo, color, phone, website }: Brand) {
  return {
    name,
    ...(logo ? { logo } : {}),
    ...(color ? { color } : {}),
    ...(phone ? { phone } : {}),
    ...(website ? { website } : {}),
  };
}

function linkView({ id, createdAt, expires }: PreviewLink) {
  return { id, createdAt, expires };
}

function summary({ id, name, createdAt, setup, inputs, compare }: FlowTest) {
  return {
    id,
    name,
    createdAt,
    steps: inputs.length,
    locale: setup.brand.locale,
    rcs: setup.settings.rcs,
    compare,
    inputs,
    now: setup.start,
    person: setup.person ?? {},
    settings: setup.settings,
    variables: setup.variables,
    ...(setup.from === undefined ? {} : { from: setup.from }),
  };
}
