/**
 * What people do in a conversation beside the flow: take it, speak in it, give it on, put it aside. Every change is one
 * commit, decided by the protocol of `ownership.ts`. Knows no queue, no screen and no channel.
 */
import { fit } from '../../flows/fit.ts';
import type { Message } from '../../flows/message.ts';
import type { Clock } from '../clock.ts';
import { CodedError } from '../errors.ts';
import type {
  Conversation,
  ConversationStore,
  Happening,
  OutboxItem,
  StoredMessage,
} from '../stores/port.ts';
import { type DeskRules, timed } from './desk-rules.ts';
import type { Outbox } from './outbox.ts';
import { type By, type Command, own, type Refusal } from './ownership.ts';
import type { Route, Wishes } from './route.ts';
import type { Serial } from './serial.ts';

export interface OperatorDeps {
  store: ConversationStore;
  clock: Clock;
  newId(): string;
  serial: Serial;
  rules: DeskRules;
  outbox: Pick<Outbox, 'hush' | 'takeBack' | 'drain'>;
  /** The channel by which something leaves now. */
  route(conversation: Conversation, wishes: Wishes): Route;
  /** An alarm of this conversation shall ring at this time. */
  wakeAt(at: number): void;
}

export interface SayOptions {
  assigns?: boolean;
  /** The newest message of the customer that the author saw. */
  seen?: string;
  /** Said although the customer wrote something newer. */
  anyway?: boolean;
  /** When it is to leave, in milliseconds since the epoch. */
  at?: number;
  /** For how long it can be taken back, in milliseconds. */
  undoMs?: number;
}

/** Commands that need no flow to go on; the others are in `engine.ts`. */
export type DeskCommand = Exclude<Command, { kind: 'handoff' | 'handback' | 'close' | 'speak' | 'heard' }>;

export interface Change {
  conversation: Conversation;
  messages?: StoredMessage[];
  outbox?: OutboxItem[];
  /** It is no news in a list: the time of the last change stays. */
  quiet?: boolean;
}

/** What somebody makes of a conversation; undefined leaves it as it is. It may be asked several times. */
export type Make = (
  conversation: Conversation,
  now: number,
) => Change | undefined | Promise<Change | undefined>;

const MAX_CONFLICTS = 10;
/** Lines looked at for the customer's newest message. */
const LATEST = 50;
/** What can be taken back for so long is said, in the author's mind, and is not planned for later. */
export const UNDO_MS = 60_000;

export function createOperator(deps: OperatorDeps) {
  const { store, clock, newId, serial, rules, outbox } = deps;

  /** Changes a conversation by hand, one at a time with everything else that happens in it. */
  async function change(
    workspace: string,
    id: string,
    make: Make,
    around: (conversation: Conversation, task: () => Promise<Conversation>) => Promise<Conversation> = (
      _conversation,
      task,
    ) => task(),
  ): Promise<Conversation> {
    const found = await store.get(workspace, id);
    if (!found) throw new CodedError('not_found');
    return serial(`${workspace}/${found.brand}/${found.phone}`, () =>
      around(found, async () => {
        for (let tries = 0; tries < MAX_CONFLICTS; tries += 1) {
          const current = await store.get(workspace, id);
          if (!current) throw new CodedError('not_found');
          const now = clock.now();
          const made = await make(current, now);
          if (!made) return current;
          const { conversation, messages = [], outbox: items = [], quiet } = made;
          const next = quiet ? conversation : { ...conversation, updatedAt: now };
          if ((await store.commit({ conversation: next, messages, outbox: items })) === 'committed') {
            const committed = { ...next, rev: next.rev + 1 };
            for (const { at } of committed.alarms) deps.wakeAt(at);
            if (items.length > 0) outbox.drain(committed, items);
            return committed;
          }
        }
        throw new CodedError('conflict');
      }),
    );
  }

  /** Nothing leaves while who may speak changes; what may not leave after it is put aside right away. */
  async function hushed(
    conversation: Conversation,
    task: () => Promise<Conversation>,
  ): Promise<Conversation> {
    const after = await outbox.hush(conversation, task);
    outbox.drain(after);
    return after;
  }

  /** The author of what can still be taken back gives the conversation away: it leaves before anybody else speaks. */
  async function release(conversation: Conversation, by: By | undefined, now: number): Promise<void> {
    const { owner, workspace, id, voice } = conversation;
    if (owner.kind !== 'operator' || owner.operator !== by?.operator) return;
    for (const item of await store.pending(workspace, id)) {
      if (item.lane !== 'later' || item.voice !== voice || item.dueAt > now + UNDO_MS) continue;
      const again = { outcome: 'again', dueAt: now, attempts: 0, lane: 'say' } as const;
      await store.settle({ workspace, conversation: id, item: item.id, ...again });
    }
  }

  async function newestHeard({ workspace, id }: Conversation): Promise<StoredMessage | undefined> {
    const { items } = await store.thread(workspace, id, { limit: LATEST });
    return items.findLast(({ direction }) => direction === 'in');
  }

  /** When the customer wrote what nobody has answered, if this message is no answer. */
  async function unanswered({ workspace, id }: Conversation, message: string): Promise<number | undefined> {
    const { items } = await store.thread(workspace, id, { limit: LATEST });
    const wrote = items.findLastIndex(({ direction }) => direction === 'in');
    const answered = items
      .slice(wrote + 1)
      .some(
        (line) =>
          line.author?.kind === 'operator' &&
          line.direction === 'out' &&
          line.id !== message &&
          line.state !== 'withheld' &&
          !isPlanned(line),
      );
    return answered ? undefined : items[wrote]?.at;
  }

  /** Who asked for no more messages is not written to, unless they wrote again after it was confirmed. */
  async function refusesMessages({ workspace, id, optedOut }: Conversation): Promise<boolean> {
    if (!optedOut) return false;
    const { items } = await store.thread(workspace, id, { limit: LATEST });
    const confirmed = items.findLastIndex(
      ({ author }) => author?.kind === 'bot' && author.node === '$consent',
    );
    return confirmed < 0 || !items.slice(confirmed).some(({ direction }) => direction === 'in');
  }

  return {
    change,
    release,
    hushed,

    /** Does what a command says. Errors: "not_found", and those of `own`. */
    own(workspace: string, id: string, command: DeskCommand): Promise<Conversation> {
      return change(
        workspace,
        id,
        async (conversation, now) => {
          const decided = decide(conversation, timed(rules, conversation, command, now), now);
          if (decided.state === conversation) return undefined;
          if (command.kind === 'give') await release(conversation, command.by, now);
          const messages = happeningLines(conversation, decided.facts, now, newId);
          return { conversation: decided.state, messages, quiet: decided.facts.length === 0 };
        },
        hushed,
      );
    },

    /**
     * Says something as the operator who has the conversation. Errors: "forbidden" while nobody has it, "owned_by_other",
     * "newer_message", "contact_opted_out".
     */
    say(
      workspace: string,
      id: string,
      operator: string,
      message: Message,
      options: SayOptions = {},
    ): Promise<Conversation> {
      return change(workspace, id, async (conversation, now) => {
        const { state } = decide(conversation, { kind: 'speak', by: { operator } }, now);
        if (await refusesMessages(conversation)) throw new CodedError('contact_opted_out');
        if (options.seen !== undefined && !options.anyway) {
          const newest = await newestHeard(conversation);
          if (newest && newest.id !== options.seen) {
            const { id: message, at } = newest;
            throw new CodedError('newer_message', undefined, [], { message: { id: message, at } });
          }
        }
        const dueAt = Math.max(now, options.at ?? 0, now + (options.undoMs ?? 0));
        const planned = options.at !== undefined && options.at > now + UNDO_MS;
        const shared = { workspace, conversation: id };
        const { channel, code } = deps.route(conversation, { traffic: 'service-request' });
        const said = fit(message).map((part) => ({ id: newId(), part }));
        const because = [
          ...(code === undefined ? [] : [{ at: now, code }]),
          ...(dueAt > now ? [{ at: now, code: 'later', detail: new Date(dueAt).toISOString() }] : []),
        ];
        return {
          // What is planned for tomorrow is no answer yet.
          conversation: planned ? conversation : state,
          messages: said.map(
            (line): StoredMessage => ({
              ...shared,
              id: line.id,
              direction: 'out',
              at: now,
              channel,
              content: line.part,
              author: { kind: 'operator', operator },
              state: 'queued',
              ...(because.length === 0 ? {} : { because }),
            }),
          ),
          outbox: said.map(
            (line): OutboxItem => ({
              ...shared,
              id: line.id,
              lane: dueAt > now ? 'later' : 'say',
              voice: conversation.voice,
              ...(channel === 'rbm' ? {} : { via: channel }),
              attempts: 0,
              dueAt,
              work: { kind: 'send', message: line.part, traffic: 'service-request' },
            }),
          ),
        };
      });
    },

    /**
     * Takes a message back that has not left. Errors: "not_found", "forbidden" for what somebody else wrote, "conflict"
     * once it has left.
     */
    async unsay(workspace: string, id: string, message: string, by: By): Promise<void> {
      const line = await store.message(workspace, message);
      if (line?.conversation !== id) throw new CodedError('not_found');
      const own = line.author?.kind === 'operator' && line.author.operator === by.operator;
      if (!own && !(by.assigns && line.author?.kind === 'operator')) {
        throw new CodedError('forbidden', 'Only what you wrote yourself can be taken back.');
      }
      let taken = false;
      await change(
        workspace,
        id,
        async (conversation, at) => {
          const because = { at, code: 'taken_back', detail: by.operator };
          taken ||= await outbox.takeBack(conversation, message, because);
          if (!taken) throw new CodedError('conflict', 'It has left already.');
          const waitingSince = await unanswered(conversation, message);
          const { desk, owner } = conversation;
          if (waitingSince === undefined || desk.waitingSince !== undefined || owner.kind === 'bot')
            return undefined;
          return { conversation: { ...conversation, desk: { ...desk, waitingSince } }, quiet: true };
        },
        hushed,
      );
    },

    async announce(workspace: string, id: string, voice: number, text: string): Promise<boolean> {
      let said = false;
      await change(workspace, id, (conversation, now) => {
        said =
          conversation.voice === voice && conversation.owner.kind !== 'operator' && !conversation.optedOut;
        if (!said) return undefined;
        const shared = { workspace, conversation: id };
        const { channel } = deps.route(conversation, { traffic: 'service-request' });
        const lines = fit({ kind: 'text', text, suggestions: [] }).map((part) => ({ id: newId(), part }));
        return {
          conversation,
          messages: lines.map((line) => ({
            ...{ ...shared, id: line.id, direction: 'out', at: now, channel, content: line.part },
            author: { kind: 'bot', node: '$queue' },
            state: 'queued',
          })),
          outbox: lines.map((line) => ({
            ...{ ...shared, id: line.id, lane: 'say', voice, attempts: 0, dueAt: now },
            ...(channel === 'rbm' ? {} : { via: channel }),
            work: { kind: 'send', message: line.part, traffic: 'service-request' },
          })),
        };
      });
      return said;
    },

    /** A person has read everything up to a message. Resolves with the customer's messages that are read now. */
    async read(workspace: string, id: string, upTo: string): Promise<StoredMessage[]> {
      const { items } = await store.thread(workspace, id, { limit: LATEST * 4 });
      const line = items.find((one) => one.id === upTo);
      if (!line) throw new CodedError('not_found', 'There is no such message among the latest.');
      let before = 0;
      await change(workspace, id, (conversation) => {
        before = conversation.desk.readTo ?? 0;
        if (before >= line.at) return undefined;
        return {
          conversation: { ...conversation, desk: { ...conversation.desk, readTo: line.at } },
          quiet: true,
        };
      });
      return items.filter(({ direction, at }) => direction === 'in' && at > before && at <= line.at);
    },
  };
}

/** It was written to leave much later, and is no answer to what the customer wrote. */
function isPlanned({ because = [] }: StoredMessage): boolean {
  return because.some(({ code, at, detail }) => code === 'later' && Date.parse(detail ?? '') > at + UNDO_MS);
}

/** The next state, or the refusal as an error. */
export function decide(
  conversation: Conversation,
  command: Command,
  now: number,
): { state: Conversation; facts: Happening[] } {
  const decided = own(conversation, command, now);
  if ('refused' in decided) throw refusal(decided);
  return decided;
}

function refusal({ refused, detail, operator }: Refusal): CodedError {
  return new CodedError(refused, detail, [], operator === undefined ? undefined : { operator });
}

/** What happened as lines of the thread. */
export function happeningLines(
  { workspace, id, channel }: Pick<Conversation, 'workspace' | 'id' | 'channel'>,
  facts: readonly Happening[],
  at: number,
  newId: () => string,
): StoredMessage[] {
  return facts.map(
    (content): StoredMessage => ({
      id: newId(),
      workspace,
      conversation: id,
      direction: 'event',
      at,
      channel,
      content,
      ...(content.by === undefined ? {} : { author: { kind: 'operator', operator: content.by } }),
      state: 'received',
    }),
  );
}
