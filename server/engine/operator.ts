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
import { isAnswer, plannedFor, UNDO_MS } from './planned.ts';
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
  /** The ids of its parts. What has been said under the first of them is not said again. */
  idOf?: (part: number) => string;
  /** They lead the team: only so does who has joined an operator speak. */
  assigns?: boolean;
  /** The newest message of the customer that the author saw. */
  seen?: string;
  /** The newest message of a colleague that the author saw: one more answer to the same line is refused without it. */
  seenReply?: string;
  /** Said although somebody said something newer. */
  anyway?: boolean;
  /** When it is to leave, in milliseconds since the epoch. */
  at?: number;
  /** For how long it can be taken back, in milliseconds. */
  undoMs?: number;
}

/** Commands that need no flow to go on; the others are in `engine.ts`. */
export type DeskCommand = Exclude<
  Command,
  { kind: 'handoff' | 'handback' | 'close' | 'speak' | 'heard' | 'answered' }
>;

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

  /**
   * Whoever has it gives it away, or who joined them leaves: what they can still take back leaves before anybody else
   * speaks. What others have said beside the one who gives it away, and has not left, stays here. Only while hushed.
   */
  async function release(conversation: Conversation, command: Command, now: number): Promise<void> {
    const { owner, workspace, id, voice } = conversation;
    const by = 'by' in command ? command.by?.operator : undefined;
    if (owner.kind !== 'operator' || by === undefined) return;
    const leaves = command.kind === 'leave';
    // A supervisor interrupts: the protocol silences what is here.
    if (!leaves && owner.operator !== by) return;
    const because = { at: now, code: 'withheld', detail: leaves ? owner.operator : nextOf(command) };
    for (const item of await store.pending(workspace, id)) {
      if (item.voice !== voice) continue;
      const own = owner.joined === undefined || (await authorOf(item)) === by;
      if (own && item.lane === 'later' && item.dueAt <= now + UNDO_MS) {
        const again = { outcome: 'again', dueAt: now, attempts: 0, lane: 'say' } as const;
        await store.settle({ workspace, conversation: id, item: item.id, ...again });
      } else if (own ? leaves && item.lane === 'later' : !leaves) {
        await outbox.takeBack(conversation, item.id, because, true);
      }
    }
  }

  async function authorOf({ workspace, id }: OutboxItem): Promise<string | undefined> {
    const author = (await store.message(workspace, id))?.author;
    return author?.kind === 'operator' ? author.operator : undefined;
  }

  /** What was said that the author of an answer does not know of, as far as they say what they know. */
  async function unseen(
    { workspace, id, owner }: Conversation,
    operator: string,
    { seen, seenReply }: SayOptions,
  ): Promise<{ id: string; at: number; by?: string } | undefined> {
    const shared = owner.kind === 'operator' && owner.joined !== undefined;
    if (seen === undefined && !shared) return undefined;
    const { items } = await store.thread(workspace, id, { limit: LATEST });
    const heard = items.findLast(({ direction }) => direction === 'in');
    if (seen !== undefined && heard && heard.id !== seen) return { id: heard.id, at: heard.at };
    if (!shared) return undefined;
    const since = owner.at ?? owner.since;
    const known = seenReply === undefined ? -1 : items.findIndex((line) => line.id === seenReply);
    const reply = answersIn(items).findLast(
      (line) =>
        line.author?.kind === 'operator' &&
        line.author.operator !== operator &&
        line.at >= since &&
        items.indexOf(line) > known,
    );
    return reply?.author?.kind === 'operator'
      ? { id: reply.id, at: reply.at, by: reply.author.operator }
      : undefined;
  }

  /** When the customer wrote what nobody has answered, if this message is no answer. */
  async function unanswered({ workspace, id }: Conversation, message: string): Promise<number | undefined> {
    const { items } = await store.thread(workspace, id, { limit: LATEST });
    const answered = answersIn(items).some((line) => line.id !== message);
    return answered ? undefined : items.findLast(({ direction }) => direction === 'in')?.at;
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

  /** What the bot says beside any flow, in the name of `node`, as lines and the work of sending them. */
  function spoken(
    conversation: Conversation,
    message: Message,
    node: string,
    now: number,
  ): { messages: StoredMessage[]; outbox: OutboxItem[] } {
    const { workspace, id, voice } = conversation;
    const shared = { workspace, conversation: id };
    const { channel } = deps.route(conversation, { traffic: 'service-request' });
    const lines = fit(message).map((part) => ({ id: newId(), part }));
    return {
      messages: lines.map((line) => ({
        ...{ ...shared, id: line.id, direction: 'out', at: now, channel, content: line.part },
        author: { kind: 'bot', node },
        state: 'queued',
      })),
      outbox: lines.map((line) => ({
        ...{ ...shared, id: line.id, lane: 'say', voice, attempts: 0, dueAt: now },
        ...(channel === 'rbm' ? {} : { via: channel }),
        work: { kind: 'send', message: line.part, traffic: 'service-request' },
      })),
    };
  }

  return {
    change,
    release,
    hushed,
    spoken,

    /** Does what a command says. Errors: "not_found", and those of `own`. */
    own(workspace: string, id: string, command: DeskCommand): Promise<Conversation> {
      return change(
        workspace,
        id,
        async (conversation, now) => {
          const decided = decide(conversation, timed(rules, conversation, command, now), now);
          if (decided.state === conversation) return undefined;
          if (command.kind === 'give' || command.kind === 'leave') await release(conversation, command, now);
          const messages = happeningLines(conversation, decided.facts, now, newId);
          return { conversation: decided.state, messages, quiet: decided.facts.length === 0 };
        },
        hushed,
      );
    },

    /**
     * Says something as the operator who has the conversation, or who joined them. Errors: "forbidden" while nobody has it,
     * "owned_by_other", "newer_message" with the message, "contact_opted_out".
     */
    say(
      workspace: string,
      id: string,
      operator: string,
      message: Message,
      options: SayOptions = {},
    ): Promise<Conversation> {
      const { idOf } = options;
      return change(workspace, id, async (conversation, now) => {
        // The answer to the first time was lost: it is not said again, whatever has happened since.
        if (idOf && (await store.message(workspace, idOf(0)))) return undefined;
        const by = { operator, ...(options.assigns ? { assigns: true } : {}) };
        const { state } = decide(conversation, { kind: 'speak', by }, now);
        if (await refusesMessages(conversation)) throw new CodedError('contact_opted_out');
        const newer = options.anyway ? undefined : await unseen(conversation, operator, options);
        if (newer) {
          const detail = newer.by === undefined ? undefined : 'A colleague has answered already.';
          throw new CodedError('newer_message', detail, [], { message: newer });
        }
        const dueAt = Math.max(now, options.at ?? 0, now + (options.undoMs ?? 0));
        const planned = options.at !== undefined && options.at > now + UNDO_MS;
        const shared = { workspace, conversation: id };
        const { channel, code } = deps.route(conversation, { traffic: 'service-request' });
        const said = fit(message).map((part, place) => ({ id: idOf?.(place) ?? newId(), part }));
        const because = [
          ...(code === undefined ? [] : [{ at: now, code }]),
          ...(dueAt > now ? [{ at: now, code: 'later', detail: new Date(dueAt).toISOString() }] : []),
        ];
        return {
          // What is planned for tomorrow is no answer until it has left.
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

    /** A message has left that was not said just now: if it was planned, the customer is answered by it. */
    async left({ workspace, conversation: id, id: message, voice }: OutboxItem): Promise<void> {
      const line = await store.message(workspace, message);
      const planned = line && plannedFor(line);
      if (planned === undefined || line?.author?.kind !== 'operator') return;
      const { operator } = line.author;
      await change(workspace, id, async (conversation, now) => {
        if (conversation.voice !== voice) return undefined;
        const { items } = await store.thread(workspace, id, { limit: LATEST });
        // A long message leaves in parts, and one that was sent and not written down leaves again.
        const told = items.some(
          ({ content }) =>
            content.kind === 'happening' &&
            content.what === 'sent-later' &&
            content.by === operator &&
            content.until === planned,
        );
        if (told) return undefined;
        const { state, facts } = decide(conversation, { kind: 'answered', by: { operator }, planned }, now);
        return { conversation: state, messages: happeningLines(conversation, facts, now, newId) };
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
          if (!taken) throw new CodedError('already_left', 'It has left already.');
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
        return {
          conversation,
          ...spoken(conversation, { kind: 'text', text, suggestions: [] }, '$queue', now),
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

/** What people have said to the customer's newest message, in the order of the thread. */
function answersIn(items: readonly StoredMessage[]): StoredMessage[] {
  const wrote = items.findLastIndex(({ direction }) => direction === 'in');
  const at = items[wrote]?.at ?? 0;
  return items.filter((line, place) => isAnswer(line) && (place > wrote || (plannedFor(line) ?? 0) > at));
}

/** Who has the conversation after it was given away, as reasons name them. */
function nextOf(command: Command): string {
  if (command.kind !== 'give') return 'bot';
  return 'queue' in command.to ? 'queue' : command.to.operator;
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
