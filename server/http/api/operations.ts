/** /api for running the place: what was set aside, what waits for a person, brands, calendars, cases, secrets. */
import { z } from 'zod';
import type { Brand } from '../../channels/port.ts';
import { canBeAnswered } from '../../channels/sms/sender.ts';
import {
  brandSchema,
  idSchema,
  listedBrandSchema,
  pageOf,
  pageQuerySchema,
  parkedSchema,
  quarantinedSchema,
  saveBrandSchema,
  secretNameSchema,
  secretValueSchema,
} from '../../contract.ts';
import type { Brands } from '../../engine/brands.ts';
import type { Engine } from '../../engine/engine.ts';
import { CodedError } from '../../errors.ts';
import { CALENDAR_KIND, calendarSchema } from '../../services/calendar-plan.ts';
import { CASE_STATES, type Case, type Cases } from '../../services/cases.ts';
import type { Secrets } from '../../services/secrets.ts';
import type { Store } from '../../stores/port.ts';
import { QUARANTINE, type Quarantined } from '../quarantine.ts';
import { type Route, route } from '../route.ts';

export interface OperationRoutesDeps {
  workspace: string;
  store: Store;
  engine: Engine;
  brands: Brands;
  /** The hosts that links in promotion of a brand may lead to. */
  linkHosts(brand: Brand): string[];
  cases: Cases;
  secrets: Secrets;
  /** What a call node may use, described. */
  services: Record<string, unknown>;
}

const idParams = z.strictObject({ id: idSchema });
const calendarViewSchema = z.object({ id: z.string(), rev: z.number().int(), calendar: calendarSchema });
const caseViewSchema = z.object({
  number: z.string(),
  type: z.string(),
  status: z.enum(CASE_STATES),
  conversation: z.string(),
  openedAt: z.number().int(),
});

export function operationRoutes(deps: OperationRoutesDeps): Route[] {
  const { workspace, store, engine, brands, cases, secrets, linkHosts } = deps;
  const { records, conversations } = store;

  return [
    route({
      method: 'get',
      path: '/quarantine',
      access: 'operations.read',
      // Nobody knows whose words are in them.
      audit: { action: 'conversation.viewed', subject: () => 'quarantine' },
      summary: 'Webhooks that were genuine but could not be used, newest first',
      query: pageQuerySchema,
      response: pageOf(quarantinedSchema),
      async handle({ query }) {
        const page = await records.list<Quarantined>(workspace, QUARANTINE, { ...query, reverse: true });
        return { ...page, items: page.items.map(({ key, data }) => ({ key, ...data })) };
      },
    }),
    route({
      method: 'get',
      path: '/outbox/parked',
      access: 'operations.read',
      summary: 'Messages and calls that failed for good or too often, oldest first',
      query: pageQuerySchema,
      response: pageOf(parkedSchema),
      shows: ({ items }: { items: z.output<typeof parkedSchema>[] }) =>
        items.map(({ conversation }) => conversation),
      async handle({ query }) {
        const page = await conversations.parked(workspace, query);
        return {
          ...page,
          items: page.items.map(({ id, conversation, work, attempts, parked }) => ({
            id,
            conversation,
            work,
            attempts,
            parkedAt: parked?.at ?? 0,
            code: parked?.code ?? '',
            detail: parked?.detail ?? '',
          })),
        };
      },
    }),
    route({
      method: 'post',
      path: '/outbox/parked/:id/retry',
      access: 'operations.write',
      summary: 'Tries a parked item again',
      params: idParams,
      status: 204,
      handle: ({ params }) => engine.unpark(workspace, params.id),
    }),
    route({
      method: 'get',
      path: '/brands',
      access: 'brand.read',
      summary: 'The brands of this workspace',
      response: pageOf(listedBrandSchema),
      handle: async () => ({ items: brands.list(workspace).map((brand) => listed(brand, linkHosts(brand))) }),
    }),
    route({
      method: 'put',
      path: '/brands/:id',
      access: 'brand.write',
      audit: { action: 'brand.changed' },
      summary: 'Creates or replaces a brand',
      params: idParams,
      body: saveBrandSchema,
      response: brandSchema,
      async handle({ params: { id }, body }) {
        const other = brands.byAgent(body.agentId);
        if (other && (other.workspace !== workspace || other.id !== id)) {
          throw new CodedError('already_exists', 'Another brand has this agent.');
        }
        // How it sends SMS is saved by a route of its own, with the secrets that belong to it.
        const sms = brands.get(workspace, id)?.sms;
        const agentId = body.agentId.replace(/@rbm\.goog$/, '');
        const brand: Brand = { ...body, agentId, workspace, id, ...(sms ? { sms } : {}) };
        await brands.put(brand);
        return shown(brand);
      },
    }),
    route({
      method: 'get',
      path: '/services',
      access: 'flows.read',
      summary: 'What a call node may use: operations, inputs, failures',
      response: z.record(z.string(), z.unknown()),
      handle: async () => deps.services,
    }),
    route({
      method: 'get',
      path: '/calendars/:id',
      access: 'calendars.read',
      summary: 'A calendar: opening hours, services, place',
      params: idParams,
      response: calendarViewSchema,
      async handle({ params: { id } }) {
        const found = await records.get(workspace, CALENDAR_KIND, id);
        if (!found) throw new CodedError('not_found');
        return { id, rev: found.rev, calendar: calendarSchema.parse(found.data) };
      },
    }),
    route({
      method: 'put',
      path: '/calendars/:id',
      access: 'calendars.write',
      audit: { action: 'calendar.changed' },
      summary: 'Creates a calendar (rev 0) or replaces it',
      params: idParams,
      body: z.strictObject({ rev: z.number().int().min(0), calendar: calendarSchema }),
      response: calendarViewSchema,
      async handle({ params: { id }, body: { rev, calendar } }) {
        const written =
          rev === 0
            ? await records.insert(workspace, CALENDAR_KIND, id, calendar)
            : await records.update(workspace, CALENDAR_KIND, id, rev, calendar);
        if (!written) throw new CodedError('conflict');
        return { id, rev: rev + 1, calendar };
      },
    }),
    route({
      method: 'get',
      path: '/cases/:number',
      access: 'cases.read',
      summary: 'A case',
      params: z.strictObject({ number: idSchema }),
      response: caseViewSchema,
      async handle({ params: { number } }) {
        const found = await cases.read(workspace, number);
        if (!found) throw new CodedError('not_found');
        return caseView(found);
      },
    }),
    route({
      method: 'post',
      path: '/cases/:number/status',
      access: 'cases.write',
      audit: { action: 'case.changed', subject: ({ params }) => params.number },
      summary: 'Decides on a case; the customer is told where the flow waits for it',
      params: z.strictObject({ number: idSchema }),
      body: z.strictObject({ status: z.enum(CASE_STATES), note: z.string().max(500).optional() }),
      response: caseViewSchema,
      handle: async ({ params: { number }, body }) =>
        caseView(await cases.setStatus(workspace, number, body.status, body.note)),
    }),
    route({
      method: 'get',
      path: '/secrets',
      access: 'secrets.read',
      summary: 'Names of the secrets flows may use; never their values',
      response: pageOf(secretNameSchema),
      async handle() {
        const names = await secrets.names(workspace);
        return { items: names.map(({ name, masked }) => ({ name, hint: masked })) };
      },
    }),
    route({
      method: 'put',
      path: '/secrets/:id',
      access: 'secrets.write',
      audit: { action: 'secret.set' },
      summary: 'Stores or replaces a secret',
      params: idParams,
      body: secretValueSchema,
      status: 204,
      handle: ({ params: { id }, body }) => secrets.set(workspace, id, body.value, body.hosts),
    }),
    route({
      method: 'delete',
      path: '/secrets/:id',
      access: 'secrets.write',
      audit: { action: 'secret.removed' },
      summary: 'Removes a secret',
      params: idParams,
      status: 204,
      handle: ({ params: { id } }) => secrets.remove(workspace, id),
    }),
  ];
}

function shown({ workspace: _workspace, sms: _sms, ...brand }: Brand) {
  return brand;
}

function listed({ sms, ...brand }: Brand, linkHosts: string[]) {
  return {
    ...shown(brand),
    linkHosts,
    ...(sms ? { sms: { sender: sms.sender, answerable: canBeAnswered(sms) } } : {}),
  };
}

function caseView({ number, type, status, conversation, openedAt }: Case) {
  return { number, type, status, conversation, openedAt };
}
