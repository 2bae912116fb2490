/** /api/brands/{id}/onboarding and /testers: what is still missing until customers can be written to, and who may try. */
import { z } from 'zod';
import { globalWord } from '../../../flows/words.ts';
import type { Brand, Channel, Invitation } from '../../channels/port.ts';
import type { Clock } from '../../clock.ts';
import {
  idSchema,
  inviteTesterSchema,
  type Onboarding,
  onboardingSchema,
  pageOf,
  phoneSchema,
  type Tester,
  testerSchema,
} from '../../contract.ts';
import type { Brands } from '../../engine/brands.ts';
import type { Catalogues } from '../../engine/catalogue.ts';
import { CodedError } from '../../errors.ts';
import { contrast } from '../../pages/brand-colour.ts';
import type { Store } from '../../stores/port.ts';
import { QUARANTINE, type Quarantined } from '../quarantine.ts';
import { type Route, route } from '../route.ts';

export interface OnboardingRoutesDeps {
  workspace: string;
  store: Pick<Store, 'records'> & { conversations: Pick<Store['conversations'], 'list'> };
  brands: Pick<Brands, 'get'>;
  catalogues: Pick<Catalogues, 'of'>;
  clock: Clock;
  /** The RBM channel's; undefined where it knows no testers. */
  invite: Channel['invite'];
  platform: {
    channel: Onboarding['channel'];
    /** Where phones and Google reach this server. */
    publicUrl: string;
    /** The mail address of Google's service account, if there is one. */
    serviceAccount: string | undefined;
    /** Whether the webhook has a client token. */
    webhookReady: boolean;
    /** The agent id that stands for "none yet". */
    demoAgent: string;
  };
}

/** Record kind "tester", by brand and phone. */
const TESTER = 'tester';
/** Google lets 200 phones test an agent, ever. */
const MOST_TESTERS = 200;
/** How far back an event of Google's about the agent is looked for, and a sign that customers' words arrive. */
const LOOKED_THROUGH = 200;
/** What Google asks between white text and the brand's colour. */
const ENOUGH_CONTRAST = 4.5;

type Step = Onboarding['steps'][number];
type State = Step['state'];

const params = z.strictObject({ id: idSchema });

export function onboardingRoutes(deps: OnboardingRoutesDeps): Route[] {
  const { workspace, store, brands, clock, platform } = deps;
  const { records } = store;
  const keyOf = (brand: string, phone: string) => `${brand}/${phone}`;

  function brandOf(id: string): Brand {
    const brand = brands.get(workspace, id);
    if (!brand) throw new CodedError('not_found', `There is no brand "${id}".`);
    return brand;
  }

  async function testersOf(brand: string): Promise<Tester[]> {
    const page = await records.list<Tester>(workspace, TESTER, {
      limit: MOST_TESTERS,
      prefix: `${brand}/`,
    });
    return page.items.map(({ data }) => data);
  }

  async function stepsOf(brand: Brand): Promise<Step[]> {
    const [testers, launch, heard, flows] = await Promise.all([
      testersOf(brand.id),
      launchState(brand),
      hasHeard(brand),
      deps.catalogues.of(workspace).then((catalogue) => [...catalogue.all()]),
    ]);
    const answering = flows
      .map(({ program }) => program.bundle.flow)
      .filter(({ triggers }) => triggers.some(({ kind }) => kind === 'default'));
    const missing = missingOf(brand);
    return [
      step('profile', missing.length === 0 ? 'done' : 'todo', missing),
      step('agent', brand.agentId === platform.demoAgent ? 'todo' : 'done', [brand.agentId]),
      accountStep(),
      step('public-url', isPublic(platform.publicUrl) ? 'done' : 'todo', [platform.publicUrl]),
      webhookStep(heard),
      step(
        'flow',
        answering.length > 0 ? 'done' : 'todo',
        answering.map(({ name }) => name),
      ),
      // Understood in every conversation, whatever its flow.
      step('stop', globalWord('STOP') === 'stop' ? 'done' : 'todo', ['STOP']),
      step('help', answering.some(({ settings }) => settings.help) ? 'done' : 'todo', []),
      step(
        'testers',
        testerState(testers, launch),
        testers.filter(({ status }) => status === 'accepted').map(({ phone }) => phone),
      ),
      step(
        'launch',
        launch === 'LAUNCHED' ? 'done' : launch === 'PENDING' ? 'waiting' : 'todo',
        launch ? [launch] : [],
      ),
      brand.sms ? step('sms', 'done', [brand.sms.provider, brand.sms.sender]) : step('sms', 'optional', []),
    ];
  }

  function accountStep(): Step {
    const { channel, serviceAccount } = platform;
    if (channel === 'stand-in') return step('service-account', 'unneeded', []);
    return serviceAccount
      ? step('service-account', 'done', [serviceAccount])
      : step('service-account', 'todo', []);
  }

  function webhookStep(heard: boolean): Step {
    const address = `${platform.publicUrl.replace(/\/+$/, '')}/webhooks/rbm`;
    // What our own emulator delivers proves nothing about Google.
    if (platform.channel === 'emulator' || !platform.webhookReady) return step('webhook', 'todo', [address]);
    return step('webhook', heard ? 'done' : 'waiting', [address]);
  }

  function testerState(testers: Tester[], launch: string | undefined): State {
    if (launch === 'LAUNCHED') return 'unneeded';
    if (testers.some(({ status }) => status === 'accepted')) return 'done';
    if (testers.some(({ status }) => status === 'pending')) return 'waiting';
    return platform.channel === 'emulator' ? 'optional' : 'todo';
  }

  /** The newest state Google told of the agent; its AgentLaunchEvents are kept as they came. */
  async function launchState({ agentId }: Brand): Promise<string | undefined> {
    const page = await records.list<Quarantined>(workspace, QUARANTINE, {
      limit: LOOKED_THROUGH,
      reverse: true,
    });
    for (const { data } of page.items) {
      const state = /^agent-launch ([A-Z_]+)$/i.exec(data.reason)?.[1];
      if (state && agentOf(data.raw) === agentId) return state.toUpperCase();
    }
    return undefined;
  }

  async function hasHeard({ id }: Brand): Promise<boolean> {
    const page = await store.conversations.list(workspace, { limit: LOOKED_THROUGH });
    return page.items.some(({ brand, heardAt }) => brand === id && heardAt !== undefined);
  }

  /** Keeps what Google said of a phone. */
  async function keep(brand: string, phone: string, status: Tester['status']): Promise<Tester> {
    const key = keyOf(brand, phone);
    const now = clock.now();
    for (;;) {
      const known = await records.get<Tester>(workspace, TESTER, key);
      const tester: Tester = { phone, status, invitedAt: known?.data.invitedAt ?? now, askedAt: now };
      const written = known
        ? await records.update(workspace, TESTER, key, known.rev, tester)
        : await records.insert(workspace, TESTER, key, tester);
      if (written) return tester;
    }
  }

  return [
    route({
      method: 'get',
      path: '/brands/:id/onboarding',
      access: 'brand.read',
      summary: 'What is done and what is missing until a brand can write to its customers',
      params,
      response: onboardingSchema,
      handle: async ({ params: { id } }) => ({
        channel: platform.channel,
        steps: await stepsOf(brandOf(id)),
      }),
    }),
    route({
      method: 'get',
      path: '/brands/:id/testers',
      access: 'brand.read',
      summary: 'The phones invited to test a brand before its launch',
      params,
      response: pageOf(testerSchema),
      handle: async ({ params: { id } }) => ({ items: await testersOf(brandOf(id).id) }),
    }),
    route({
      method: 'post',
      path: '/brands/:id/testers',
      access: 'brand.write',
      audit: { action: 'brand.changed', detail: () => ({ what: 'testers' }) },
      summary: 'Invites a phone to test a brand, or asks how its invitation stands',
      params,
      body: inviteTesterSchema,
      response: testerSchema,
      async handle({ params: { id }, body: { phone } }) {
        const brand = brandOf(id);
        if (!deps.invite) throw new CodedError('not_found', 'This channel knows no testers.');
        const invitation = await deps.invite(brand, phone);
        if (invitation.kind !== 'invited') throw refusal(invitation);
        return keep(id, phone, invitation.status);
      },
    }),
    route({
      method: 'delete',
      path: '/brands/:id/testers/:phone',
      access: 'brand.write',
      audit: { action: 'brand.changed', detail: () => ({ what: 'testers' }) },
      summary: 'Takes a phone off the list; at Google it stays until it is removed there',
      params: params.extend({ phone: phoneSchema }),
      status: 204,
      async handle({ params: { id, phone } }) {
        const key = keyOf(brandOf(id).id, phone);
        for (;;) {
          const known = await records.get<Tester>(workspace, TESTER, key);
          if (!known) throw new CodedError('not_found', 'This phone is not on the list.');
          if (await records.remove(workspace, TESTER, key, known.rev)) return;
        }
      },
    }),
  ];
}

function step(id: Step['id'], state: State, facts: string[]): Step {
  return { id, state, facts };
}

/** What customers would miss on the brand's page. */
function missingOf({ name, logo, description, color, phone, website }: Brand): string[] {
  const missing = Object.entries({ name, logo, description, color })
    .filter(([, value]) => !value)
    .map(([field]) => field);
  // Google wants a way to reach the business outside of the chat.
  if (!phone && !website) missing.push('contact');
  if (color && contrast(color, '#ffffff') < ENOUGH_CONTRAST) missing.push('color-contrast');
  return missing;
}

/** https, and a host that others can reach. */
function isPublic(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  const local = /^(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[)|\.(local|internal|test)$/;
  return protocol === 'https:' && !local.test(hostname);
}

function agentOf(raw: string): string | undefined {
  try {
    const { agentId } = JSON.parse(raw) as { agentId?: unknown };
    return typeof agentId === 'string' ? agentId.replace(/@rbm\.goog$/, '') : undefined;
  } catch {
    return undefined;
  }
}

function refusal(invitation: Exclude<Invitation, { kind: 'invited' }>): CodedError {
  const { code, detail } = invitation;
  switch (code) {
    case 'rbm_busy':
      return new CodedError(
        'too_many_requests',
        `${detail} An agent may invite 20 phones a day, 200 in all.`,
      );
    case 'rbm_phone':
    case 'rbm_unreachable':
      return new CodedError('invalid_phone', detail);
    case 'rbm_invalid':
      return new CodedError('not_possible', detail);
    case 'rbm_unauthorized':
    case 'rbm_forbidden':
    case 'rbm_refused':
      return new CodedError('forbidden', detail);
    default:
      return new CodedError('not_ready', detail);
  }
}
