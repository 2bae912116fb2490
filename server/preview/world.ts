/**
 * One run of a draft on the real engine: a store in memory, a clock that stands still, a phone instead of a network.
 * Knows how to play inputs and what stands afterwards; knows no session and nobody who watches.
 */
import { defaults, IDLE } from '../../flows/compile.ts';
import { failureName } from '../../flows/service-names.ts';
import { readChoice } from '../../flows/sms/choices.ts';
import { readTap } from '../../flows/tap.ts';
import type { Catalogue } from '../../flows/turn.ts';
import type { Act } from '../channels/port.ts';
import type { PreviewAct, PreviewInput, PreviewState } from '../contract.ts';
import { createEngine } from '../engine/engine.ts';
import type { RunCall } from '../engine/timed-call.ts';
import { type Conversation, UNTOUCHED } from '../stores/port.ts';
import { createActivity } from './activity.ts';
import { createActs, OPERATOR } from './acts.ts';
import { createCalls } from './calls.ts';
import { createCheckout } from './checkout.ts';
import { createChronicle } from './chronicle.ts';
import { caseOf, madeUp } from './made-up.ts';
import { createPassing } from './passing.ts';
import { createPhone } from './phone.ts';
import { sampleVariables } from './sample-variables.ts';
import { createSeededIds } from './seeded-ids.ts';
import { createVirtualClock } from './virtual-clock.ts';
import { about, called, inputWords, span, type Words } from './words.ts';
import type { WorldParts, WorldSpec } from './world-spec.ts';
import { createView, type WorldView } from './world-view.ts';

export interface World {
  begin(): Promise<void>;
  /** Plays one input to its end. Words say why, where it does not fit: nothing has happened then but the time before it. */
  play(step: number, input: PreviewInput): Promise<Words | undefined>;
  /** An input of before does not fit any more. */
  skip(why: Words): void;
  /** Lets everything happen that needs neither time nor anybody. */
  settle(): Promise<void>;
  /** Resolves when outside servers have answered; undefined if none is asked. */
  abroad(): Promise<void> | undefined;
  view(): Promise<WorldView>;
  readonly path: PreviewState['path'];
  readonly edges: PreviewState['edges'];
  readonly log: PreviewState['log'];
  readonly sent: (PreviewState['wire'][number] & { said: string })[];
  /** What services made up, such as booking numbers and addresses: another run has others. */
  readonly made: ReadonlySet<string>;
  close(): Promise<void>;
}

export function createWorld(parts: WorldParts, spec: WorldSpec): World {
  const { brand, main, phone: number } = spec;
  const { workspace } = brand;
  const { rcs, online, reads, http, services: answering, failing } = spec.settings;
  const clock = createVirtualClock(spec.start);
  const ids = createSeededIds(spec.seed);
  const activity = createActivity();
  const raw = parts.openStore();
  const store = {
    ...raw,
    conversations: activity.watch(raw.conversations),
    records: activity.watch(raw.records),
  };
  const made = new Set<string>();
  const cases = new Map<string, PreviewState['cases'][number]>();
  let step = 0;
  let closed = false;
  /** When the last step was over: what passed by itself is counted from there. */
  let over = spec.start;

  const listed = (flow: string) => (flow === main.id ? main : spec.others.get(flow));
  const catalogue: Catalogue = {
    get: listed,
    all: () => [main, ...[...spec.others.all()].filter(({ id }) => id !== main.id)],
  };
  const chronicle = createChronicle({
    flow: main.id,
    timezone: brand.timezone,
    clock,
    step: () => step,
    programOf: (flow) => listed(flow)?.program,
  });
  const phone = createPhone({
    number,
    clock,
    newId: ids.newId,
    settings: { rcs, online, reads },
    renderRbm: parts.renderRbm,
    publicUrl: parts.publicUrl,
    pageOf(message) {
      const url = `${parts.publicUrl}/m/${message.replaceAll('-', '').slice(0, 22)}`;
      made.add(url);
      return url;
    },
    step: () => step,
    left: chronicle.left,
  });
  const checkout = createCheckout({
    clock,
    urlOf: (id) => `${parts.publicUrl}/p/pay/${id}`,
    settled(id) {
      activity.track(services.settlePayment(id)).catch(fault);
    },
  });
  const services = parts.services({
    records: store.records,
    clock,
    provider: checkout.provider,
    async signal(happened) {
      chronicle.expect({ event: 'signal', signal: happened.name });
      await engine.signal(happened);
    },
  });
  const calls = createCalls({
    settings: { http, services: answering, failing },
    inside,
    outside: spec.reachOut ? services.outside : undefined,
    tape: spec.tape,
    activity,
    async nodeOf(context) {
      const conversation = await store.conversations.get(workspace, context.conversation);
      const { run } = conversation ?? {};
      const key = run?.snapshot.calls[context.id] ?? '';
      const station = run && listed(run.flow)?.program.stations.get(key);
      return { key, node: station?.node };
    },
    asked: ({ service, operation, node }) =>
      chronicle.note(
        'call',
        about(
          called(`${service}.${operation}`),
          (name) => `Asks: ${name}`,
          (name) => `Demande : ${name}`,
        ),
        node,
      ),
    answered(call, outcome) {
      const said = called(`${call.service}.${call.operation}`);
      if (outcome.kind === 'done') {
        const answers = about(
          said,
          (name) => `${name}: answered`,
          (name) => `${name} : réponse reçue`,
        );
        chronicle.note('answer', answers, call.node);
        return;
      }
      chronicle.expect({ event: 'failed', code: outcome.code });
      const { code } = outcome;
      const fails = {
        en: `${said.en} fails: ${failureName(code, 'en')}`,
        fr: `${said.fr} : échec, ${failureName(code, 'fr')}`,
      };
      chronicle.note('answer', fails, call.node);
    },
  });

  const { consent, rule, agree } = parts.consent({ records: store.records, clock, random: ids.random });
  const engine = createEngine({
    store,
    brands: {
      get: (_workspace, id) => (id === brand.id ? brand : undefined),
      byAgent: () => brand,
      list: () => [brand],
      put: async () => {},
      refresh: async () => [],
    },
    catalogues: {
      of: async () => catalogue,
      program: async (_workspace, id, version) => {
        const found = listed(id);
        return found?.version === version ? found.program : undefined;
      },
      changed: () => {},
      refresh: async () => {},
    },
    channels: phone.channels,
    opening: 'rbm',
    consent,
    // The law's tables are read when they are first needed.
    rule: (question) => activity.track(rule(question)),
    call: calls.run,
    nameOf: async () => spec.name,
    clock,
    newId: ids.newId,
    random: ids.random,
    load: () => 0,
    report: (fact) => {
      if (!closed) chronicle.report(fact);
    },
  });
  const { settle, advance, nextAt } = createPassing({
    clock,
    activity,
    outgoing: phone.outgoing,
    deliver,
    dues: async (now) => [
      await raw.conversations.nextDue(now),
      phone.nextAt(),
      checkout.nextAt(),
      ...calls.open().map(({ until }) => until),
    ],
    fault,
    stopped: () =>
      chronicle.note('problem', {
        en: 'So much happens in that time that the clock was stopped.',
        fr: 'Il se passe tant de choses pendant ce temps que l’horloge a été arrêtée.',
      }),
  });
  const perform = createActs({
    workspace,
    phone,
    checkout,
    calls,
    services,
    engine,
    chronicle,
    cases,
    conversation,
    newId: ids.newId,
  });
  const view = createView({
    brand,
    number,
    name: spec.name,
    main,
    listed,
    store: raw.conversations,
    clock,
    phone,
    calls,
    checkout,
    chronicle,
    cases,
    nextAt,
  });

  function fault(error: unknown): void {
    if (!closed) chronicle.report({ kind: 'fault', where: 'preview', error });
  }

  async function inside(...[service, operation, input, context]: Parameters<RunCall>): ReturnType<RunCall> {
    const outcome = await services.run(service, operation, input, context);
    if (outcome.kind === 'failed') return outcome;
    for (const value of madeUp(outcome.result)) made.add(value);
    const opened = service === 'cases' ? caseOf(outcome.result) : undefined;
    if (opened) cases.set(opened.number, opened);
    return outcome;
  }

  async function conversation(): Promise<Conversation | undefined> {
    return raw.conversations.find(workspace, brand.id, number);
  }

  async function deliver(one: ReturnType<typeof phone.outgoing>[number]): Promise<void> {
    const base = { agentId: brand.agentId, phone: number, sentAt: undefined };
    if (one.kind === 'receipt') {
      const { channel, message, state } = one;
      await engine.receipt(channel, brand, {
        kind: 'receipt',
        remoteId: ids.newId(),
        ...base,
        message,
        state,
      });
      return;
    }
    const { act, channel, id } = one;
    await expectAct(act, channel);
    await engine.hear(channel, brand, { kind: 'act', remoteId: id, ...base, act });
  }

  /** Which choice an act stands for, as far as it says so. */
  async function expectAct(act: Act, channel: string): Promise<void> {
    if (act.kind === 'text' && channel === 'sms') {
      const { choices = [] } = (await conversation()) ?? {};
      const choice = readChoice(choices, act.text);
      if (choice && choice !== 'ambiguous') {
        const tap = readTap(choice.data);
        if (tap) chronicle.expect({ event: 'text', ...tap });
        return;
      }
    }
    const tap = act.kind === 'tap' ? readTap(act.data) : undefined;
    if (tap) chronicle.expect({ event: 'tap', ...tap });
  }

  // --- inputs ----------------------------------------------------------------------------------------------------

  async function play(input: PreviewInput): Promise<Words | undefined> {
    switch (input.kind) {
      case 'act':
        return act(input.act);
      case 'setting': {
        const { rcs, online, reads, ...how } = defined(input.setting);
        chronicle.note('setting', inputWords(input));
        calls.set(how);
        phone.set({
          ...(rcs === undefined ? {} : { rcs }),
          ...(online === undefined ? {} : { online }),
          ...(reads === undefined ? {} : { reads }),
        });
        return settle().then(() => undefined);
      }
      case 'skip':
        chronicle.note('time', inputWords(input));
        return advance(clock.now() + input.by).then(() => undefined);
      case 'next': {
        const next = await nextAt();
        if (next === undefined) return NOTHING_NEXT;
        return pass(next);
      }
      case 'fire': {
        const timers = Object.values((await conversation())?.run?.snapshot.timers ?? {});
        const timer = timers.find(({ node, event }) => node === input.node && event === input.event);
        const found = timer ?? timers.find(({ node }) => node === input.node);
        return found ? pass(found.at) : NO_TIMER;
      }
    }
  }

  async function pass(to: number): Promise<undefined> {
    const time = span(to - clock.now());
    chronicle.note(
      'time',
      about(
        time,
        (said) => `${said} pass`,
        (said) => `${said} s’écoulent`,
      ),
    );
    await advance(to);
  }

  async function act(done: PreviewAct): Promise<Words | undefined> {
    const skipped = await perform(done);
    if (skipped) return skipped;
    await settle();
    // A person who writes one message is heard when the time to write another has passed.
    if (done.kind === 'text' && !done.more) await passGathering();
    return undefined;
  }

  async function passGathering(): Promise<void> {
    const timers = Object.values((await conversation())?.run?.snapshot.timers ?? {});
    const gathering = timers.find(({ event }) => event === 'gather');
    if (gathering) await advance(gathering.at);
  }

  // --- the beginning ---------------------------------------------------------------------------------------------

  async function begin(): Promise<void> {
    for (const { kind, key, data } of spec.records) await store.records.insert(workspace, kind, key, data);
    await agree(brand, number);
    ids.begin(0);
    engine.start();
    const { from } = spec;
    const gone = from !== undefined && !main.program.stations.has(from);
    if (gone) chronicle.note('skipped', NO_NODE);
    if (from === undefined || gone) {
      await engine.begin({
        workspace,
        brand: brand.id,
        phone: number,
        flow: main.id,
        variables: spec.variables,
      });
    } else {
      await beginAt(from);
    }
    await settle();
  }

  /** As if people had the conversation and sent it to that node. */
  async function beginAt(node: string): Promise<void> {
    const { flow } = main.program.bundle;
    const now = clock.now();
    const id = ids.newId();
    await store.conversations.commit({
      conversation: {
        workspace,
        id,
        brand: brand.id,
        phone: number,
        channel: phone.settings.rcs ? 'rbm' : 'sms',
        rev: 0,
        locale: brand.locale,
        optedOut: false,
        owner: { kind: 'operator', operator: OPERATOR, since: now },
        ...UNTOUCHED,
        run: {
          flow: main.id,
          version: main.version,
          snapshot: {
            value: IDLE,
            status: 'active',
            locale: brand.locale,
            vars: {
              '': { ...sampleVariables(flow, brand.locale, now), ...defaults(flow), ...spec.variables },
            },
            misses: 0,
            timers: {},
            calls: {},
          },
        },
        timers: [],
        createdAt: now,
        updatedAt: now,
        heardAt: undefined,
      },
      messages: [],
      outbox: [],
    });
    await engine.handback(workspace, id, node);
  }

  return {
    begin,
    async play(number, input) {
      step = number;
      ids.begin(number);
      try {
        if (input.after !== undefined) await advance(over + input.after);
        const refused = await play(input);
        if (!refused) over = clock.now();
        return refused;
      } catch (error) {
        fault(error);
        over = clock.now();
        return undefined;
      }
    },
    skip(why) {
      over = clock.now();
      chronicle.note('skipped', why);
    },
    settle,
    abroad: calls.abroad,
    view,
    path: chronicle.path as string[],
    edges: chronicle.edges as PreviewState['edges'],
    log: chronicle.log as PreviewState['log'],
    get sent() {
      return phone.sent.map((line) => {
        const node = view.saidBy(line.id);
        return node === undefined ? line : { ...line, node };
      });
    },
    made,
    async close() {
      if (closed) return;
      closed = true;
      calls.close();
      await engine.stop();
      await raw.close();
    },
  };
}

const NOTHING_NEXT: Words = {
  en: 'Nothing happens here by itself.',
  fr: 'Il ne se passe rien ici tout seul.',
};
const NO_NODE: Words = {
  en: 'The step it began at is gone: it begins at the start.',
  fr: 'L’étape de départ n’existe plus : on reprend au début.',
};
const NO_TIMER: Words = { en: 'No timeout runs there any more.', fr: 'Aucun délai ne court plus ici.' };

/** Without the members that say nothing. */
function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as never;
}
