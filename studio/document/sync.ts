/**
 * Keeps one open document and the server's together: sends what I change, takes in what others change, goes on after a
 * lost connection. Knows when to ask; the merging is the replica's. One for each opening of a flow.
 */
import type { Flow } from '../../flows/flow.ts';
import type { Keep } from './keep.ts';
import {
  acknowledged,
  changed,
  edited,
  interrupted,
  isDirty,
  keptOf,
  type Replica,
  refused,
  reopened,
  replicaOf,
  restored,
  sending,
  settled,
  withdrawn,
} from './replica.ts';
import { type Failure, failureOf, type Opened, type Transport } from './transport.ts';

export interface Timer {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls once after so many milliseconds, unless the function it gives is called before. */
  after(ms: number, run: () => void): () => void;
}

export interface SyncDeps {
  transport: Transport;
  timer: Timer;
  keep: Keep;
  newId(): string;
}

export interface SyncState {
  /** undefined until the document has been opened once. */
  replica: Replica | undefined;
  isConnected: boolean;
  /** What the server refused for good; the document waits for another edit, or for `retry`. */
  failure: Failure | undefined;
  /** False while this browser could not write down what has not been sent: leaving would lose it. */
  isKept: boolean;
}

export interface Sync {
  state(): SyncState;
  /** My document is this one now. */
  edit(flow: Flow): void;
  /** Conflicts that have been decided. */
  settle(keys: ReadonlySet<string>): void;
  /** After a failure. */
  retry(): void;
  /** Writes down what has not been sent. */
  keepNow(): void;
  /** Sends what is left, then lets the document go; what could not be sent is kept for the next opening. */
  close(): Promise<void>;
}

/** Several edits in a row are sent together. */
const SEND_AFTER_MS = 350;
const KEEP_AFTER_MS = 150;
const DRAIN_LOOK_MS = 30;
const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 15_000;
/** Answers after which to ask again makes sense: the server is away, busy, or knows more than we do. */
const PASSING = new Set([
  'offline',
  'stale',
  'conflict',
  'too_many_requests',
  'internal',
  'not_ready',
  'storage_unavailable',
]);

export function createSync(
  flow: string,
  { transport, timer, keep, newId }: SyncDeps,
  on: { changed(state: SyncState): void; opened(opened: Opened): void },
): Sync {
  let replica: Replica | undefined;
  let isConnected = false;
  let failure: Failure | undefined;
  let isKept = true;
  let isOpening = false;
  let isClosed = false;
  let retryMs = FIRST_RETRY_MS;
  let stopSending: (() => void) | undefined;
  let stopKeeping: (() => void) | undefined;
  let stopRetrying: (() => void) | undefined;

  const state = (): SyncState => ({ replica, isConnected, failure, isKept });
  const tell = () => {
    if (!isClosed) on.changed(state());
  };

  function take(next: Replica): void {
    if (next === replica) return;
    replica = next;
    stopKeeping ??= timer.after(KEEP_AFTER_MS, save);
    tell();
  }

  /** Written at once: a page that goes away takes everything else with it. */
  function save(): void {
    stopKeeping?.();
    stopKeeping = undefined;
    if (!replica) return;
    const before = isKept;
    isKept = keep.write(flow, keptOf(replica));
    if (isKept !== before) tell();
  }

  async function open(): Promise<void> {
    if (isOpening || isClosed || !isConnected) return;
    isOpening = true;
    try {
      const kept = replica ? undefined : await keep.read(flow);
      const sent = replica?.sent ?? kept?.sent;
      const opened = await transport.open(flow, sent ? [sent.id] : []);
      if (isClosed) return;
      failure = undefined;
      // Not after an edit that was refused for now: opening works while storing may not.
      if (!replica || !isDirty(replica)) retryMs = FIRST_RETRY_MS;
      on.opened(opened);
      if (replica) take(reopened(replica, opened));
      else take(kept ? restored(kept, opened) : replicaOf(opened.rev, opened.flow));
    } catch (error) {
      failed(error);
    } finally {
      isOpening = false;
    }
    soon(0);
  }

  function soon(ms: number): void {
    stopSending?.();
    stopSending = timer.after(ms, () => {
      stopSending = undefined;
      void send();
    });
  }

  async function send(): Promise<void> {
    if (!replica || !isConnected || failure || isOpening) return;
    if (replica.isBehind) return open();
    const next = sending(replica, newId());
    if (!next) return;
    take(next.replica);
    const { id, changes } = next.sent;
    try {
      const answer = await transport.edit({ flow, base: next.replica.rev, changes, id });
      // A lost connection may have ended this request before its answer came, and the document been opened again.
      if (replica.sent?.id !== id) return;
      retryMs = FIRST_RETRY_MS;
      take(answer.ok ? acknowledged(replica, answer) : refused(replica, answer));
      soon(0);
    } catch (error) {
      if (replica.sent?.id !== id) return;
      failed(error);
    }
  }

  function failed(error: unknown): void {
    const why = failureOf(error);
    if (replica?.sent) {
      // Refused for good: it is not there. Else it may be, which opening the document again will tell.
      replica = PASSING.has(why.code) ? interrupted(replica) : withdrawn(replica);
    }
    if (PASSING.has(why.code)) later();
    else failure = why;
    save();
    tell();
  }

  function later(): void {
    if (isClosed) return;
    stopRetrying?.();
    stopRetrying = timer.after(retryMs, () => {
      stopRetrying = undefined;
      void (replica && !replica.isBehind ? send() : open());
    });
    retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
  }

  const canSend = () => isConnected && !isClosed && !failure && replica?.isBehind === false;

  const stopListening = transport.listen({
    changed(push) {
      if (push.flow !== flow || !replica) return;
      take(changed(replica, push));
      if (replica.isBehind && !replica.sent) void open();
    },
    people() {},
    published() {},
    connected(isUp) {
      isConnected = isUp;
      if (!isUp) {
        if (replica) replica = interrupted(replica);
        return tell();
      }
      tell();
      void open();
    },
  });

  return {
    state,
    edit(next) {
      if (!replica) return;
      // What was refused may fit now.
      if (failure && failure.code !== 'not_found') failure = undefined;
      take(edited(replica, next));
      soon(SEND_AFTER_MS);
    },
    settle(keys) {
      if (replica) take(settled(replica, keys));
      save();
    },
    retry() {
      failure = undefined;
      retryMs = FIRST_RETRY_MS;
      tell();
      void (replica && !replica.isBehind ? send() : open());
    },
    keepNow: save,
    async close() {
      if (isClosed) return;
      save();
      stopSending?.();
      // What is on its way, then the rest; whatever goes wrong is kept, and sent at the next opening.
      while (canSend() && replica?.sent) {
        await new Promise<void>((resolve) => timer.after(DRAIN_LOOK_MS, resolve));
      }
      if (canSend() && replica && isDirty(replica)) await send();
      save();
      isClosed = true;
      stopSending?.();
      stopKeeping?.();
      stopRetrying?.();
      stopListening();
      transport.close(flow);
    },
  };
}
