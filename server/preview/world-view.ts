/** What stands in a run, as a screen shows it: read from the store and the parts of the run; changes nothing. */
import { IDLE } from '../../flows/compile.ts';
import type { Facts } from '../../flows/scope.ts';
import type { Listed } from '../../flows/turn.ts';
import type { Brand } from '../channels/port.ts';
import type { Clock } from '../clock.ts';
import type { PreviewEntry, PreviewState } from '../contract.ts';
import type { Conversation, ConversationStore } from '../stores/port.ts';
import type { Calls } from './calls.ts';
import type { Checkout } from './checkout.ts';
import type { Chronicle } from './chronicle.ts';
import type { Phone } from './phone.ts';

/** What stands after an input. Lists that only grow are given by their length. */
export interface WorldView
  extends Pick<
    PreviewState,
    | 'now'
    | 'locale'
    | 'rcs'
    | 'online'
    | 'reads'
    | 'http'
    | 'services'
    | 'failing'
    | 'thread'
    | 'typing'
    | 'node'
    | 'elsewhere'
    | 'status'
    | 'outcome'
    | 'people'
    | 'optedOut'
    | 'variables'
    | 'scopes'
    | 'timers'
    | 'nextAt'
    | 'calls'
    | 'payments'
    | 'cases'
    | 'problem'
  > {
  path: number;
  edges: number;
  log: number;
  sent: number;
}

export interface ViewDeps {
  brand: Brand;
  number: string;
  /** What the person is called, where that is known. */
  name: string | undefined;
  main: Listed;
  listed(flow: string): Listed | undefined;
  store: Pick<ConversationStore, 'find' | 'message'>;
  clock: Clock;
  phone: Phone;
  calls: Calls;
  checkout: Checkout;
  chronicle: Chronicle;
  cases: ReadonlyMap<string, PreviewState['cases'][number]>;
  nextAt(): Promise<number | undefined>;
}

export interface View {
  (): Promise<WorldView>;
  /** The node that said a message, as far as one was looked at. */
  saidBy(message: string): string | undefined;
}

export function createView(deps: ViewDeps): View {
  const { brand, number, name, main, listed, store, clock, phone, calls, checkout, chronicle, cases } = deps;
  const nodes = new Map<string, string | undefined>();
  const lines = new WeakMap<PreviewEntry, PreviewEntry>();

  async function view(): Promise<WorldView> {
    const current = await store.find(brand.workspace, brand.id, number);
    const { run, owner } = current ?? {};
    const vars = run?.snapshot.vars ?? {};
    const facts: Facts = {
      contact: {
        phone: number,
        locale: current?.locale ?? brand.locale,
        ...(name === undefined ? {} : { name }),
      },
      brand: { id: brand.id, name: brand.name },
      conversation: { id: current?.id ?? '' },
      channel: current?.channel ?? 'rbm',
    };
    chronicle.settle((site) => ({
      vars: vars[site.prefix] ?? {},
      facts,
      now: clock.now(),
      locale: facts.contact.locale,
      timezone: site.flow.settings.timezone,
    }));
    const here = run?.flow === main.id;
    const { '': own = {}, ...scopes } = vars;
    const next = await deps.nextAt();
    const at = run && run.snapshot.value !== IDLE ? run.snapshot.value : undefined;
    return {
      now: clock.now(),
      locale: current?.locale ?? brand.locale,
      ...phone.settings,
      ...calls.settings,
      thread: await withNodes(),
      typing: phone.typing(),
      ...(here && at !== undefined ? { node: at } : {}),
      ...(run && !here ? { elsewhere: { flow: run.flow, node: at ?? '' } } : {}),
      status: statusOf(current),
      ...(run?.snapshot.outcome === undefined ? {} : { outcome: run.snapshot.outcome }),
      ...(owner?.kind === 'queue'
        ? { people: { queue: owner.queue, reason: owner.reason, summary: owner.summary } }
        : owner?.kind === 'operator'
          ? { people: { operator: owner.operator, reason: '', summary: '' } }
          : {}),
      optedOut: current?.optedOut ?? false,
      variables: own,
      scopes,
      timers: owner?.kind === 'bot' ? timersOf(current) : [],
      ...(next === undefined ? {} : { nextAt: next }),
      calls: calls.open(),
      payments: checkout.payments().map(({ reason: _reason, ...payment }) => payment),
      cases: [...cases.values()],
      ...(chronicle.problem ? { problem: chronicle.problem } : {}),
      path: chronicle.path.length,
      edges: chronicle.edges.length,
      log: chronicle.log.length,
      sent: phone.sent.length,
    };
  }

  function timersOf(current: Conversation | undefined): PreviewState['timers'] {
    const { run } = current ?? {};
    const program = run && listed(run.flow)?.program;
    return Object.entries(run?.snapshot.timers ?? {})
      .map(([token, { at, node, event }]) => {
        const title = program?.stations.get(node)?.node.title ?? node;
        const label =
          event === 'gather'
            ? { en: 'Waits for more words', fr: 'Attend d’autres mots' }
            : { en: `Timeout of “${title}”`, fr: `Délai de « ${title} »` };
        return { token, node, event, at, label };
      })
      .sort((one, other) => one.at - other.at);
  }

  /** The thread's lines with the node each was said by; the same object for the same line, since steps keep them all. */
  async function withNodes(): Promise<PreviewState['thread']> {
    const shown: PreviewState['thread'] = [];
    for (const entry of phone.thread()) {
      const known = lines.get(entry);
      const node = known || entry.direction === 'in' ? undefined : await nodeOf(entry.id);
      const line = known ?? (node === undefined ? entry : { ...entry, node });
      lines.set(entry, line);
      shown.push(line);
    }
    return shown;
  }

  async function nodeOf(message: string): Promise<string | undefined> {
    if (!nodes.has(message)) {
      const author = (await store.message(brand.workspace, message))?.author;
      nodes.set(message, author?.kind === 'bot' ? author.node : undefined);
    }
    return nodes.get(message);
  }

  return Object.assign(view, { saidBy: (message: string) => nodes.get(message) });
}

function statusOf(conversation: Conversation | undefined): PreviewState['status'] {
  const { run, owner } = conversation ?? {};
  if (owner && owner.kind !== 'bot') return 'people';
  if (!run) return 'idle';
  return run.snapshot.status;
}
