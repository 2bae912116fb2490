/** Builds everything, top to bottom; the one place that chooses adapters. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { isPossiblePhoneNumber } from 'libphonenumber-js/min';
import { createApp } from './app.ts';
import type { SmsConnection } from './channels/port.ts';
import type { RbmSettings } from './channels/rbm/open.ts';
import { pacedRbm } from './channels/rbm/paced.ts';
import { render as renderRbm } from './channels/rbm/render.ts';
import { openSms, SMS_READERS, smsWebhookUrl } from './channels/sms/open.ts';
import { createProviderCall } from './channels/sms/provider-call.ts';
import { canBeAnswered } from './channels/sms/sender.ts';
import { openThreaded } from './channels/threaded.ts';
import { type Clock, systemClock } from './clock.ts';
import { type Config, ConfigError, PROJECT_ROOT, readConfig } from './config.ts';
import { type ConsentLedger, createConsent } from './consent/ledger.ts';
import { createRule, linkHosts } from './consent/rule.ts';
import type { Row } from './contract/inbox-list.ts';
import { createEgress } from './egress.ts';
import { createEmulator } from './emulator/emulator.ts';
import { createEnding } from './ending.ts';
import { BRAND, loadBrands } from './engine/brands.ts';
import { createCatalogues, FLOW } from './engine/catalogue.ts';
import type { Together } from './engine/claims.ts';
import { createEngine, type Engine } from './engine/engine.ts';
import { NOTHING } from './engine/follow.ts';
import type { News } from './engine/news.ts';
import { publish } from './engine/publish.ts';
import { createTimedCall, type RunCall } from './engine/timed-call.ts';
import { CodedError } from './errors.ts';
import { createGallery } from './gallery.ts';
import { giveBack } from './give-back.ts';
import { accountRoutes } from './http/api/account.ts';
import { auditRoutes } from './http/api/audit.ts';
import { brandRoutes } from './http/api/brands.ts';
import { consentRoutes } from './http/api/consents.ts';
import { conversationRoutes } from './http/api/conversations.ts';
import { flowRoutes } from './http/api/flows.ts';
import { galleryRoutes } from './http/api/gallery.ts';
import { inboxRoutes } from './http/api/inbox.ts';
import { inboxAgreementsRoutes } from './http/api/inbox-agreements.ts';
import { inboxPersonRoutes } from './http/api/inbox-person.ts';
import { inboxThreadRoutes } from './http/api/inbox-thread.ts';
import { inboxWorkRoutes } from './http/api/inbox-work.ts';
import { createMedia, MEDIA_PATH } from './http/api/media.ts';
import { onboardingRoutes } from './http/api/onboarding.ts';
import { operationRoutes } from './http/api/operations.ts';
import { operatorRoutes } from './http/api/operators.ts';
import { ownershipRoutes } from './http/api/ownership.ts';
import { peopleRoutes } from './http/api/people.ts';
import { previewRoutes } from './http/api/previews.ts';
import { queueRoutes } from './http/api/queues.ts';
import { ruleRoutes } from './http/api/rules.ts';
import { sessionRoutes } from './http/api/sessions.ts';
import { tokenRoutes } from './http/api/tokens.ts';
import { translationRoutes } from './http/api/translation.ts';
import { createBodyDeadline } from './http/body-deadline.ts';
import { createLog, describe, logFacts, maskPhone } from './http/log.ts';
import { createMetrics } from './http/metrics.ts';
import { createNotReady } from './http/not-ready.ts';
import { createQuarantine } from './http/quarantine.ts';
import { createSessionGate } from './http/session.ts';
import { createRbmWebhook } from './http/webhook-rbm.ts';
import { createSmsWebhook } from './http/webhook-sms.ts';
import { createAgreements } from './inbox/agreements.ts';
import { createAudience } from './inbox/audience.ts';
import { type Automation, openAutomation } from './inbox/automation.ts';
import { createDesk, type Desk } from './inbox/desk.ts';
import { type Inbox, openInbox } from './inbox/inbox.ts';
import { createOnePerson } from './inbox/one-person.ts';
import { createOutcomes, type Outcomes } from './inbox/outcomes.ts';
import { createPersons } from './inbox/persons.ts';
import { openQueues, QUEUE } from './inbox/queues.ts';
import { RULES } from './inbox/rules.ts';
import { LEVEL } from './inbox/service-levels.ts';
import { SETTING } from './inbox/settings.ts';
import { createTranslate } from './inbox/translate.ts';
import { createTypingShown } from './inbox/typing-shown.ts';
import { type InboxWork, openInboxWork } from './inbox/work.ts';
import { openJobs } from './jobs/open.ts';
import { createKeepFresh, withTelling } from './keep-fresh.ts';
import { keyFor, loadKeys } from './keys.ts';
import { createAcross } from './live/across.ts';
import { createAuthorize } from './live/authorize.ts';
import { createFlowLive } from './live/flow-live.ts';
import { inboxHandlers } from './live/inbox-handlers.ts';
import { createLive, type Live } from './live/live.ts';
import { createMoving } from './live/moving.ts';
import { createTelling } from './live/telling.ts';
import { newId } from './new-id.ts';
import { createPages } from './pages/pages.ts';
import { actorOf } from './people/audit.ts';
import { openPeople } from './people/open.ts';
import { permissionsOf } from './people/roles.ts';
import { LONGEST_MS } from './people/sessions.ts';
import { openPreviews } from './preview/open.ts';
import type { Report } from './report.ts';
import { seed } from './seed.ts';
import { listCalendars } from './services/calendar-plan.ts';
import { createCases } from './services/cases.ts';
import { createPayments } from './services/payments.ts';
import type { Signal } from './services/port.ts';
import { createServices, describeServices, runCall } from './services/registry.ts';
import { createSandboxPayments } from './services/sandbox-payments.ts';
import { createSandboxProvider } from './services/sandbox-provider.ts';
import { createSecrets } from './services/secrets.ts';
import { openInboxIndex, openStore } from './stores/open.ts';
import type { RecordStore, Store } from './stores/port.ts';
import { openSqliteStore } from './stores/sqlite.ts';

const WORKSPACE = 'default';
const GRACE_MS = 10_000;
/** The exit code of a stop that ran out of time: sysexits' "try again later". */
const UNFINISHED = 75;
/** A start that is asked to stop may yet come to its end within this time. */
const STARTING_MS = 1_000;
/** Connections of a burst wait here; the usual 511 would turn some away, which come again after seconds. */
const BACKLOG = 4096;
const PRUNE_MS = 3_600_000;
/** The emulator's own SMS centre, so that a phone without RCS can be tried at once. */
const EMULATED_SMS: SmsConnection = {
  provider: 'emulator',
  sender: '+33639980900',
  smart: 'when-shorter',
  whenUnsure: 'hold',
  settings: {},
};

export interface Running {
  url: string;
  /** Finishes what is under way, then closes everything. */
  stop(): Promise<void>;
  /** The process ends before the stop has: `why` is logged with what it still waits for. */
  abandon(why: string): void;
}

/**
 * Starts everything. With `thread`, what speaks HTTP to platforms and what writes the embedded store have a thread each,
 * which needs the built files; without, all runs in one, as tests want it. The driver of RBM is loaded only where it runs: it takes ten megabytes.
 * `clock`: the machine's own if left out; those threads have that one always.
 */
export async function startServer(
  config: Config,
  options: { thread: boolean; clock?: Clock },
): Promise<Running> {
  const { clock = systemClock } = options;
  const { version } = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8')) as {
    version: string;
  };
  const keys = loadKeys(config.dataDir);
  const clientToken = config.rbm.clientToken ?? keys.clientToken;
  const log = createLog({ level: config.logLevel, personal: config.logPersonalData });

  // Listening comes first, because the addresses of the parts hang on the port.
  const notReady = createNotReady();
  let { listener } = notReady;
  // A film of 100 MB that somebody uploads takes its minutes; every other body has less, see `createBodyDeadline`.
  const http = createServer({ headersTimeout: 10_000, requestTimeout: 300_000, keepAliveTimeout: 65_000 });
  http.on('request', (request, response) => listener(request, response));
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen({ port: config.port, host: config.host, backlog: BACKLOG }, resolve);
  });
  const { port } = http.address() as AddressInfo;
  const own = `http://${ownHost(config.host)}:${port}`;
  const publicUrl = config.publicUrl ?? `http://localhost:${port}`;

  // Without its channel the process can say nothing, without its store keep nothing: whoever watches it starts a new one.
  const diesWith = (thread: 'the channel' | 'the store') => (error: Error) => {
    log.fatal({ err: describe(error) }, `the thread of ${thread} died`);
    process.exit(1);
  };
  const path = join(config.dataDir, 'carillon.db');
  const refused = (error: Error) => {
    throw new ConfigError(error.message);
  };
  const stored = await openStore({
    ...{ path, mongo: config.mongo, clock, log },
    waiting: notReady.waiting,
    died: options.thread ? diesWith('the store') : undefined,
  }).catch(refused);
  const metrics = createMetrics({
    parked: async () => (await store.conversations.parked(WORKSPACE, { limit: 200 })).items.length,
  });
  const logFact = logFacts(log);
  const report: Report = (fact) => {
    metrics.report(fact);
    logFact(fact);
  };

  // --- other processes on the same store, if there may be any ---
  const name = newId();
  const { jobs, adapter } = await openJobs({
    redis: config.redis,
    system: await systemOf(stored.records, newId()),
    name,
    clock,
    log,
    failed: (where, error) => report({ kind: 'fault', where, error }),
  }).catch(async (error: Error) => {
    await stored.close();
    return refused(error);
  });
  const { peers } = jobs;
  const across = createAcross({ jobs, clock });
  const telling = config.redis ? createTelling({ peers, rooms: across.rooms, clock }) : undefined;
  const records = withTelling(stored.records, [BRAND, FLOW, QUEUE, SETTING, LEVEL, RULES], (changed) =>
    peers.tell({ kind: 'changed', ...changed }),
  );
  const { erase } = stored.conversations;
  const store: Store = {
    ...stored,
    records,
    conversations: {
      ...stored.conversations,
      ...(erase
        ? {
            async erase(workspace, id) {
              const gone = await erase(workspace, id);
              peers.tell({ kind: 'erased', workspace, id });
              return gone;
            },
          }
        : {}),
    },
  };
  const together: Together | undefined = config.mongo && {
    name,
    nudge({ workspace, id }, at, hurried) {
      peers.tell({ kind: 'drain', workspace, id });
      jobs.wake({ workspace, id }, at, hurried);
    },
    hush: ({ workspace, id }) => peers.tell({ kind: 'hush', workspace, id }),
  };
  const egress = createEgress({ allowPrivate: config.allowPrivate });

  // --- the RBM channel: Google, a stand-in, or our own emulator over real HTTP ---
  const { serviceAccount, rootUrl } = config.rbm;
  const channelKind = serviceAccount ? 'google' : rootUrl ? 'stand-in' : 'emulator';
  const settings: RbmSettings = {
    publicUrl,
    ...(serviceAccount ? { serviceAccount } : {}),
    ...(rootUrl ? { rootUrl } : serviceAccount ? {} : { rootUrl: `${own}/emulator/` }),
  };
  const threaded = options.thread ? await openThreaded(settings, diesWith('the channel')) : undefined;
  const rbm = pacedRbm(
    threaded?.rbm ?? (await import('./channels/rbm/open.ts')).openRbm(settings, { egress, clock, newId }),
    {
      perSecond: config.rbm.perSecond,
      clock,
      ...(config.redis ? { turnOf: (agent, ...asked) => jobs.turnOf(`rbm:${agent}`, ...asked) } : {}),
    },
  );
  const smsKey = keyFor(keys, 'emulator-sms').toString('base64url');
  const emulator =
    channelKind === 'emulator'
      ? createEmulator({
          clock,
          newId,
          fetch: egress.trusted,
          agents: [
            {
              agentId: config.rbm.agentId,
              name: config.brandName,
              clientToken,
              webhookUrl: `${own}/webhooks/rbm`,
            },
          ],
          sms: [
            {
              key: smsKey,
              webhookUrl: smsWebhookUrl(own, 'emulator', 'default'),
              senders: [EMULATED_SMS.sender],
            },
          ],
          log: log.child(
            { part: 'emulator' },
            { level: config.logLevel === 'info' ? 'warn' : config.logLevel },
          ),
        })
      : undefined;

  // --- people: who asks, over HTTP and the live connection; what they did ---
  let live: Live | undefined;
  const people = openPeople({
    workspace: WORKSPACE,
    records,
    clock,
    newId,
    adminToken: config.adminToken,
    publicUrl,
    keys: {
      people: keyFor(keys, 'people'),
      audit: keyFor(keys, 'audit'),
      welcome: keyFor(keys, 'welcome'),
    },
    drop: (person) => live?.end({ person }),
  });
  const { credentials, audit } = people;
  const gate = createSessionGate({ credentials, publicUrl, keptMs: LONGEST_MS });

  // --- services; they tell conversations what happens outside, through an engine that is built after them ---
  let engine: Engine | undefined;
  let desk: Desk | undefined;
  let inbox: Inbox | undefined;
  let work: InboxWork | undefined;
  let automation: Automation | undefined;
  let outcomes: Outcomes | undefined;
  const signal: Signal = async (happened) => {
    if (!engine) throw new CodedError('not_ready');
    await engine.signal(happened);
  };
  const secrets = createSecrets({ records, key: Buffer.from(keys.secretsKey, 'base64') });
  const cases = createCases({ records, clock, signal });
  const sandbox = createSandboxPayments({
    records,
    clock,
    fetch: egress.trusted,
    publicUrl: `${publicUrl}/sandbox-pay`,
    merchant: config.brandName,
    apiKey: keys.paymentsApiKey,
    callbackUrl: `${own}/webhooks/payments`,
    callbackSecret: keys.paymentsCallbackSecret,
    log: (event, fields) => log.info(fields, event),
    ...(config.mongo ? { by: name } : {}),
  });
  const payments = createPayments({
    records,
    clock,
    signal,
    provider: createSandboxProvider({
      fetch: egress.trusted,
      clock,
      baseUrl: `${own}/sandbox-pay`,
      apiKey: keys.paymentsApiKey,
      callbackSecrets: [keys.paymentsCallbackSecret],
    }),
    settled: async (workspace, payment) => outcomes?.payment(workspace, payment),
    alert: (code, fields) => log.error(fields, code),
  });
  const services = createServices({
    ...{ records, payments, cases, egress, secrets, clock },
    booked: async (workspace, booking, how) => outcomes?.appointment(workspace, booking, how),
    async team(_workspace, queue, language) {
      if (!desk) throw new CodedError('not_ready');
      return desk.states.one(queue, language);
    },
    async rated(_workspace, conversation, { score, at }) {
      await inbox?.rated(conversation, { score, at });
      await automation?.run.rated(conversation, score, at);
    },
  });
  const serviceSheets = describeServices(services);

  // --- SMS: each brand's provider, and pages for what an SMS cannot show ---
  const quarantine = createQuarantine({ records, clock, newId, report });
  const heard = () => {
    if (!engine) throw new CodedError('not_ready');
    return engine;
  };
  const brands = await loadBrands(records, [WORKSPACE]);
  const pages = createPages({
    store,
    brands,
    key: keyFor(keys, 'pages'),
    clock,
    newId,
    publicUrl,
    hear: (brand, phone, act, remoteId) =>
      heard().hear('sms', brand, {
        kind: 'act',
        remoteId,
        agentId: brand.agentId,
        phone,
        sentAt: undefined,
        act,
      }),
    log,
  });
  const sms = openSms({
    brands,
    workspace: WORKSPACE,
    secrets,
    call: threaded?.callProvider ?? createProviderCall({ fetch: egress.trusted, clock }),
    clock,
    ...(config.redis ? { turnOf: (key, ...asked) => jobs.turnOf(`sms:${key}`, ...asked) } : {}),
    random: Math.random,
    publicUrl,
    own,
    ...(emulator ? { emulatorKey: smsKey } : {}),
    hear: (brand, inbound) => heard().hear('sms', brand, inbound),
    receipt: (brand, receipt) => heard().receipt('sms', brand, receipt),
    setAside: quarantine,
    linkFor: pages.linkFor,
    log: ({ kind, detail }) => log.info({ kind, detail }, 'SMPP'),
  });

  // --- the engine ---
  const catalogues = createCatalogues(records);
  const persons = createPersons(records, newId);
  const onePerson = createOnePerson({
    ledger: createConsent({ records, key: keyFor(keys, 'consent'), clock }),
    clock,
    company: persons.company,
    async carried({ workspace, brand, phone, from, what, by }, fresh) {
      if (fresh) {
        await audit.note({
          who: by ?? { id: '', name: '', via: 'customer' },
          action: what === 'parted' ? 'consent.parted' : 'consent.withdrawn',
          subject: brand,
          detail: { phone: maskPhone(phone), source: 'merge', from: maskPhone(from) },
        });
      }
      await engine?.heed(workspace, brand, phone, false);
    },
  });
  const { ledger } = onePerson;
  const consent: ConsentLedger = {
    ...ledger,
    // What customers say themselves stands in the log beside what people here do.
    async record(entry) {
      const { brand, phone, what, source } = entry;
      await audit.note({
        who: { id: '', name: '', via: 'customer' },
        action: what === 'given' ? 'consent.given' : 'consent.withdrawn',
        subject: brand,
        detail: { phone: maskPhone(phone), source },
      });
      await ledger.record(entry);
    },
  };
  const publishing = {
    records,
    catalogues,
    services: serviceSheets,
    unanswerable: (workspace: string) =>
      brands
        .list(workspace)
        .flatMap(({ name, sms }) =>
          sms && !canBeAnswered(sms) ? [{ brand: name, sender: sms.sender }] : [],
        ),
    linkHosts: (workspace: string) => [
      ...new Set(brands.list(workspace).flatMap((brand) => linkHosts(brand, [publicUrl]))),
    ],
  };
  const library = join(PROJECT_ROOT, 'flows', 'library');
  await seed(
    { ...publishing, brands, folder: library, now: clock.now() },
    {
      workspace: WORKSPACE,
      id: 'default',
      name: config.brandName,
      agentId: config.rbm.agentId,
      logo: '/media/library/logo.jpg',
      locale: 'en',
      timezone: 'Europe/Paris',
      ...(emulator ? { sms: EMULATED_SMS } : {}),
    },
  );
  const call: RunCall = (service, operation, input, context) =>
    runCall(services, service, operation, input, context);
  const queues = await openQueues({ workspace: WORKSPACE, records, clock });
  engine = createEngine({
    store,
    brands,
    catalogues,
    channels: { rbm, sms: sms.channel },
    opening: 'rbm',
    consent,
    rule: createRule({ consent, jitter: Math.random, ownUrls: [publicUrl] }),
    call,
    nameOf: async (workspace, brand, phone) => (await persons.written(workspace, brand, phone)).name,
    clock,
    newId,
    random: Math.random,
    load: createLoad(),
    ...(together ? { together } : {}),
    report,
    rules: queues.rules,
    async ring(conversation, alarm) {
      await desk?.ring(conversation, alarm);
      await work?.satisfaction.ring(conversation, alarm);
      await automation?.run.ring(conversation, alarm);
    },
    follow: (turn, before) => automation?.run.follow(turn, before) ?? NOTHING,
    changed: (news) => {
      desk?.news(news);
      inbox?.news(news);
      telling?.news(news);
    },
  });
  const team = async () =>
    (await people.accounts.list()).map(({ id, name, active, roles }) => ({
      id,
      name,
      speaks: active && permissionsOf(roles).includes('conversations.speak'),
    }));
  outcomes = createOutcomes({ store: store.conversations, engine, clock });
  desk = createDesk({ workspace: WORKSPACE, store, queues, team, engine, clock, report });
  const { operators } = desk;
  const nameOf = async (id: string) =>
    (await people.accounts.get(id))?.name ?? (await operators.get(id))?.name;
  // Programs that hold a token may be operators too, without an account.
  const takes = async (id: string) =>
    (await team()).find((member) => member.id === id)?.speaks ?? (await operators.get(id)) !== undefined;

  // --- the inbox: what operators look at, and are told of ---
  const typingShown = createTypingShown({ clock, newId, brands, channels: { rbm, sms: sms.channel } });
  inbox = await openInbox({
    workspace: WORKSPACE,
    store,
    index: await openInboxIndex<Row>({
      ...{ path: join(config.dataDir, 'inbox.db'), mongo: config.mongo, clock, log, newId },
      waiting: notReady.waiting,
    }).catch(refused),
    catalogues,
    clock,
    newId,
    report,
    tell: (room, event, payload, except) => live?.tell(room, event, payload, except),
    tellHere: (room, event, payload) => live?.tellHere(room, event, payload),
    rooms: across.rooms,
    isLookedAt: () => telling?.isLookedAt ?? (live?.connections ?? 0) > 0,
    ...(telling ? { wrote: telling.wrote } : {}),
    nameOf,
    audience: createAudience({
      operators,
      queues,
      leaders: async () =>
        (await people.accounts.list())
          .filter(({ active, roles }) => active && permissionsOf(roles).includes('conversations.assign'))
          .map(({ id }) => id),
    }),
    closed: (row) =>
      work?.satisfaction
        .closed(row)
        .catch((error: unknown) => report({ kind: 'fault', where: 'satisfaction', error })),
  });
  work = openInboxWork({
    workspace: WORKSPACE,
    store,
    inbox,
    engine,
    queues,
    brands,
    catalogues,
    consent,
    onePerson,
    clock,
    newId,
    report,
    takes,
    async reachable(brand, phone) {
      return rbm.reachable ? (await rbm.reachable(brand, [phone])).has(phone) : undefined;
    },
    async publish(flow, name) {
      await publish(publishing, WORKSPACE, flow, { name, note: '', at: clock.now() });
    },
    async note(who, action, subject) {
      await audit.note({ who: actorOf(who), action, subject });
    },
  });
  automation = await openAutomation({
    ...{ workspace: WORKSPACE, store, inbox, engine, queues, brands, clock, newId, report, takes },
    async note({ id, name }, subject) {
      const who = { id: '', name, via: 'rule' } as const;
      await audit.note({ who, action: 'rule.ran', subject, detail: { rule: id } });
    },
  });
  const { subscriptions } = inbox;

  // --- the studio: people who edit flows together, and previews ---
  const flowLive = createFlowLive({
    records,
    clock,
    editing: (who, flow) => audit.once(who, 'flow.edited', flow),
    tell: (room, event, payload, except) => live?.tell(room, event, payload, except),
    tellHere: (room, event, payload) => live?.tellHere(room, event, payload),
    rooms: across.rooms,
  });
  const moving = createMoving({
    store,
    move: engine.move,
    clock,
    newId,
    report,
    tell: flowLive.news.moving,
    ...(config.mongo ? { by: name } : {}),
  });
  const previews = openPreviews({
    records,
    catalogues,
    brands,
    secrets,
    egress,
    clock,
    newId,
    report,
    publicUrl,
    openStore: () => openSqliteStore({ path: ':memory:' }),
    renderRbm: (outbound, base) => renderRbm(outbound, undefined, { publicUrl: base }),
  });
  live = createLive({
    http,
    publicUrl,
    authorize: createAuthorize({
      bearer: credentials.bearer,
      async session(headers) {
        const token = gate.sessionOf(headers);
        return token === undefined ? undefined : credentials.session(token);
      },
      openPreview: previews.links.open,
    }),
    // A link may have been ended while its guest shook hands.
    until: async (who) =>
      who.kind === 'preview' && !(await previews.links.isValid(who.workspace, who.link))
        ? undefined
        : credentials.until(who),
    used: credentials.used,
    connected(who) {
      if (who.kind !== 'user') return () => {};
      const ends = [telling?.connected(), desk?.presence.connected(who.id)];
      return () => {
        for (const end of ends) end?.();
      };
    },
    handlers: {
      ...flowLive.handlers,
      ...previews.handlers,
      ...inboxHandlers({
        conversations: store.conversations,
        inbox: inbox.index,
        lists: inbox.lists,
        threads: inbox.threads,
        viewers: inbox.viewers,
        subscriptions: inbox.subscriptions,
        read: (_who, { workspace, id }, upTo) => heard().read(workspace, id, upTo),
        async looked(who, { id }) {
          await audit.once(who, 'conversation.viewed', id);
          await inbox?.looked(id, who.id);
        },
        typing: typingShown,
      }),
    },
    adapter,
    clock,
    report,
  });

  // --- what other processes say ---
  const fresh = createKeepFresh({
    read: {
      [BRAND]: async () => {
        const changed = await brands.refresh();
        await Promise.all(changed.map((brand) => sms.channel.refresh(brand)));
      },
      [FLOW]: () => catalogues.refresh(WORKSPACE),
      [QUEUE]: queues.refresh,
      [SETTING]: queues.refresh,
      [LEVEL]: inbox.levels.refresh,
      [RULES]: automation.rules.refresh,
    },
    clock,
    report,
  });
  const look = async (workspace: string, id: string) => {
    await engine
      ?.look(workspace, id)
      .catch((error: unknown) => report({ kind: 'fault', where: 'wake', error }));
  };
  across.hear({
    drain: ({ workspace, id }) => void look(workspace, id),
    hush: ({ id }) => engine?.stale(id),
    done({ news, steps, rows }, from) {
      for (const told of news as News[]) {
        if (told.kind === 'turn') engine?.heard(told.conversation);
        desk?.heard(told);
        inbox?.heard(told, from);
      }
      for (const [workspace, , brand, phone, rev] of steps) engine?.heard({ workspace, brand, phone, rev });
      inbox?.stepped(steps, from);
      inbox?.written(rows, from);
    },
    changed: ({ what }) => fresh.changed(what),
    erased: ({ workspace, id }) => void inbox?.erased(workspace, id),
  });

  // --- HTTP ---
  const studio = join(PROJECT_ROOT, 'dist', 'studio');
  const media = createMedia({
    folder: join(config.dataDir, 'media'),
    newName: () => randomBytes(24).toString('base64url'),
  });
  const app = createApp({
    routes: [
      ...flowRoutes({
        ...publishing,
        workspace: WORKSPACE,
        conversations: store.conversations,
        tests: previews.tests.verify,
        news: flowLive.news,
        moving,
        clock,
      }),
      ...onboardingRoutes({
        workspace: WORKSPACE,
        store,
        brands,
        catalogues,
        clock,
        invite: rbm.invite,
        platform: {
          channel: channelKind,
          publicUrl,
          serviceAccount: serviceAccount?.client_email,
          webhookReady: clientToken !== undefined,
          demoAgent: 'carillon-demo',
        },
      }),
      ...galleryRoutes({ ...publishing, workspace: WORKSPACE, gallery: createGallery(library), clock }),
      ...previewRoutes({
        ...{ workspace: WORKSPACE, records, brands, clock, publicUrl, previews },
        endLink: (link) => live?.end({ link }),
      }),
      ...ownershipRoutes({
        ...{ workspace: WORKSPACE, store: store.conversations, engine, queues, nameOf, takes, clock },
        intervals: desk.intervals,
      }),
      ...queueRoutes(desk),
      ...operatorRoutes({ desk, nameOf }),
      ...conversationRoutes({
        workspace: WORKSPACE,
        store,
        engine,
        validPhone: isPossiblePhoneNumber,
      }),
      ...media.routes,
      ...inboxRoutes({ workspace: WORKSPACE, inbox, bulk: work.bulk }),
      ...inboxThreadRoutes({ ...work, workspace: WORKSPACE, store, inbox }),
      ...inboxPersonRoutes({ workspace: WORKSPACE, store, samePerson: work.samePerson }),
      ...inboxAgreementsRoutes({
        workspace: WORKSPACE,
        store: store.conversations,
        agreements: createAgreements({
          call: createTimedCall({ call, clock }),
          brands,
          calendars: (workspace) => listCalendars(records, workspace),
          clock,
        }),
      }),
      ...translationRoutes({
        workspace: WORKSPACE,
        store,
        translate:
          config.translation && createTranslate({ fetch: egress.trusted, clock, ...config.translation }),
      }),
      ...inboxWorkRoutes({ ...work, workspace: WORKSPACE, store, inbox }),
      ...ruleRoutes({ ...automation, workspace: WORKSPACE, newId, now: work.now }),
      ...operationRoutes({
        workspace: WORKSPACE,
        store,
        engine,
        brands,
        cases,
        secrets,
        services: serviceSheets,
        linkHosts: (brand) => linkHosts(brand, [publicUrl]),
      }),
      ...brandRoutes({
        workspace: WORKSPACE,
        brands,
        secrets,
        secret: sms.secret,
        webhookUrl: (provider, brand, key) => smsWebhookUrl(publicUrl, provider, brand, key),
        newKey: () => randomBytes(16).toString('base64url'),
        changed: sms.refresh,
      }),
      ...consentRoutes({
        workspace: WORKSPACE,
        conversations: store.conversations,
        consent,
        brands,
        clock,
        newId,
        heed: engine.heed,
        reachable: async (brand, phones) => (await rbm.reachable?.(brand, phones)) ?? new Set(),
      }),
      ...sessionRoutes({ people, clock, end: (session) => live?.end({ session }) }),
      ...accountRoutes({ people, end: (session) => live?.end({ session }) }),
      ...tokenRoutes({ people, clock, end: (token) => live?.end({ token }) }),
      ...peopleRoutes({
        ...people,
        // Their change holds whatever comes of this, which is tried again by itself.
        changed: async () =>
          desk?.departed
            .look()
            .catch((error: unknown) => report({ kind: 'fault', where: 'departed', error })),
      }),
      ...auditRoutes(people),
    ],
    gate,
    audit,
    deadline: createBodyDeadline(clock),
    version,
    log,
    metrics,
    channel: channelKind,
    ready: async () => ({
      store: await store.ping().then(() => 'ok', sentence),
      ...(config.redis
        ? {
            redis: await jobs.ping().then(
              () => 'ok',
              () => 'Redis does not answer.',
            ),
          }
        : {}),
    }),
    webhooks: {
      rbm: createRbmWebhook({
        engine,
        brands,
        quarantine,
        workspace: WORKSPACE,
        clientToken,
        clock,
        log,
        count: metrics.webhook,
        async typing(brand, phone) {
          if (!subscriptions.watched && !config.redis) return;
          const found = await store.conversations.find(brand.workspace, brand.id, phone);
          if (found) subscriptions.typing(brand.workspace, found.id);
        },
      }),
      sms: createSmsWebhook({
        engine,
        brands,
        readers: SMS_READERS,
        secret: sms.recentSecret,
        quarantine,
        workspace: WORKSPACE,
        publicUrl,
        log,
        count: metrics.webhook,
      }),
      payments: (body, headers) => payments.settle({ body, headers }),
    },
    mounted: [
      ...(emulator ? [{ path: '/emulator', app: emulator.router }] : []),
      { path: '/sandbox-pay', app: sandbox.router },
      { path: '/m', app: pages.router },
      { path: MEDIA_PATH, app: media.files },
    ],
    files: [{ path: '/media/library', folder: join(library, 'media') }],
    studio: existsSync(join(studio, 'index.html')) ? studio : undefined,
  });
  listener = app;
  engine.start();
  if (config.mongo) fresh.start();
  jobs.start(({ workspace, id }) => look(workspace, id));
  desk.start();
  inbox.start();
  // Somebody may speak again whom a process that died left silent; what cannot be ended now is at the next start.
  await work.samePerson
    .recover()
    .catch((error: unknown) => report({ kind: 'fault', where: 'one person', error }));
  await sms.start((brand, error) =>
    log.error({ brand: brand.id, err: describe(error) }, 'SMS cannot be sent or heard'),
  );
  emulator?.start();
  await sandbox.start();
  await moving.resume(WORKSPACE);
  const { gc } = globalThis;
  const stopGivingBack = gc && giveBack({ clock, load: createLoad(), collect: () => void gc() });
  const pruning = setInterval(() => {
    for (const pruned of [store.prune(clock.now()), pages.prune(), people.prune()]) {
      pruned.catch((error: unknown) => log.error({ err: describe(error) }, 'prune failed'));
    }
  }, PRUNE_MS).unref();

  announce({
    publicUrl,
    channel: channelKind,
    rootUrl,
    welcome: await people.welcomeUrl(),
  });
  if (config.mongo && emulator) {
    log.warn({}, 'The emulator and its phones are in this process alone: use it with one server.');
  }
  if (config.mongo && !config.redis) {
    log.warn({}, 'Without REDIS_URL, screens do not see at once what other servers on this MongoDB do.');
  }
  log.info({ port, channel: channelKind, version }, 'started');

  /** Whatever comes now is told to come again; what was accepted is finished first. */
  function refuseNew(): void {
    listener = notReady.listener;
  }

  async function closeHttp(): Promise<void> {
    const closed = new Promise((resolve) => http.close(resolve));
    http.closeIdleConnections();
    const hurry = setTimeout(() => http.closeAllConnections(), 1000).unref();
    await closed;
    clearTimeout(hurry);
  }

  const ending = createEnding(
    [
      ['the way in', refuseNew],
      ['what runs now and then', () => clearInterval(pruning)],
      ['memory', () => stopGivingBack?.()],
      ['the emulator', () => emulator?.stop()],
      ['screens', () => live?.close()],
      ['moves between versions', () => moving.stop()],
      ['previews', () => previews.stop()],
      ['work on many conversations', () => work?.bulk.stop()],
      ['rules', () => automation?.stop()],
      ['what is kept in memory', () => fresh.stop()],
      ['the desk', () => desk?.stop()],
      ['turns and messages under way', () => engine?.stop()],
      ['the inbox', () => inbox?.stop()],
      ['the sandbox', () => sandbox.stop()],
      ['requests under way', closeHttp],
      ['SMS', () => sms.close()],
      ['the thread of the channel', () => threaded?.close()],
      ['requests to others', () => egress.close()],
      ['what others are told', () => telling?.stop()],
      ['what others say', () => across.stop()],
      ['Redis', () => jobs.stop()],
      ['the store', () => store.close()],
      ['the log', () => log.info('stopped')],
    ],
    (part, error) => log.error({ part, err: describe(error) }, 'a part could not be stopped'),
  );
  return {
    url: own,
    stop: ending.end,
    abandon(why) {
      const waitingFor = ending.awaited;
      log.error(
        { waitingFor },
        `${why}: what was accepted is stored, and goes on at the next start or elsewhere`,
      );
    },
  };
}

/** One name for all processes on a store: the first of them gives it. */
async function systemOf(records: RecordStore, fresh: string): Promise<string> {
  await records.insert(WORKSPACE, 'system', 'name', { name: fresh });
  const found = await records.get<{ name: string }>(WORKSPACE, 'system', 'name');
  return found?.data.name ?? fresh;
}

/** How busy the event loop was since it was last asked. */
function createLoad(): () => number {
  let last = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    return utilization;
  };
}

/** The address under which this process reaches itself. */
function ownHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

function sentence(error: unknown): string {
  return error instanceof CodedError ? error.message : 'The database does not answer.';
}

/** What the person who started the server reads. */
function announce(started: {
  publicUrl: string;
  channel: string;
  rootUrl: string | undefined;
  /** Where the owner is created, as long as there is none. */
  welcome: string | undefined;
}): void {
  const { publicUrl, channel, rootUrl, welcome } = started;
  const messages = {
    emulator: `Messages   go to the built-in emulator: no real phone is reached`,
    'stand-in': `Messages   go to ${rootUrl ?? ''}`,
    google: `Messages   go to Google`,
  }[channel];
  const lines = [
    `Carillon   ${publicUrl}`,
    ...(channel === 'emulator' ? [`Handset    ${publicUrl}/handset`] : []),
    messages,
    ...(welcome === undefined
      ? []
      : [
          ``,
          `Begin here: create the owner's account. The link works until that is done, and nothing is open before.`,
          welcome,
        ]),
  ];
  process.stdout.write(`\n${lines.map((line) => `  ${line}`).join('\n')}\n\n`);
}

const CANNOT_LISTEN: Record<string, string> = {
  EADDRINUSE: 'The port is taken: set PORT to another one, or stop what listens there.',
  EACCES: 'The port is not open to this user: set PORT to one above 1023.',
  EADDRNOTAVAIL: 'HOST is not an address of this machine.',
  ENOTFOUND: 'HOST is not an address of this machine.',
};

async function run(): Promise<void> {
  let running: Running | undefined;
  let asked = 0;
  const abandon = (why: string) => {
    running?.abandon(why);
    process.exit(UNFINISHED);
  };
  const finish = (server: Running) => {
    setTimeout(() => abandon(`not stopped within ${GRACE_MS / 1000} s`), GRACE_MS).unref();
    server.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  const stop = () => {
    asked += 1;
    if (asked > 1) abandon('asked to stop twice');
    if (running) finish(running);
    // A start that waits for a database has accepted nothing yet.
    else setTimeout(() => running ?? abandon('asked to stop while it starts'), STARTING_MS).unref();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  try {
    running = await startServer(readConfig(), { thread: true });
    if (asked > 0) finish(running);
  } catch (error) {
    const known = error instanceof ConfigError || error instanceof CodedError;
    const text =
      CANNOT_LISTEN[(error as NodeJS.ErrnoException).code ?? ''] ??
      (known ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.stderr.write(`Carillon cannot start. ${text}\n`);
    process.exit(1);
  }
}

if (process.argv[1]?.endsWith('main.js')) await run();
