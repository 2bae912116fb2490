/**
 * Brings callbacks to a webhook: queue, retries, faults; knows neither what a callback means nor how it is signed.
 *
 * As at Google (guide "Webhooks"): an answer other than the one asked for is a failure, tried again with growing pauses
 * up to ten minutes for seven days; one queue for all, so a slow webhook holds up the others. First attempts for one
 * phone go one after the other; a failed one does not hold up what follows. Nobody may rely on order.
 */
import { LIMITS } from '../../flows/limits.ts';
import type { Clock } from '../clock.ts';
import type { SideFaults } from './faults.ts';
import { createFifo, type Fifo } from './fifo.ts';
import type { EmulatorLog } from './log.ts';

export interface CourierSettings {
  /** Calls under way at once. */
  maxInFlight: number;
  timeoutMs: number;
  firstPauseMs: number;
  /** Callbacks held in memory; past this the platform accepts nothing more (429). */
  maxPending: number;
}

export const COURIER_SETTINGS: CourierSettings = {
  maxInFlight: 64,
  timeoutMs: 10_000,
  firstPauseMs: 1_000,
  maxPending: 200_000,
};

export interface CourierStats {
  /** Callbacks not yet acknowledged, retries included. */
  pending: number;
  inFlight: number;
  /** Waiting for another attempt. */
  retrying: number;
  acknowledged: number;
  /** Failed attempts. */
  failures: number;
  /** Given up after seven days. */
  abandoned: number;
  /** `to`: whose webhook it was. */
  lastFailure: { at: string; to: string; reason: string } | null;
}

/** One callback, signed. */
export interface Parcel {
  /** Whose webhook it goes to, by name. */
  to: string;
  phone: string;
  /** Asked at each attempt; nothing if there is nobody any more. */
  address(): string | undefined;
  body: string;
  headers: Record<string, string>;
}

export interface Courier {
  /** Until then, and after `stop`, callbacks wait. */
  start(): void;
  stop(): void;
  /** Queues one callback. */
  send(parcel: Parcel): void;
  /** Whether nothing more may be accepted. */
  full(): boolean;
  /** Makes every waiting retry now. */
  flush(): void;
  stats(): CourierStats;
  /** Forgets all callbacks; calls under way are cut off. */
  reset(): void;
}

interface Delivery extends Parcel {
  firstAt: number;
  attempts: number;
}

const REORDER_HOLD_MS = 500;
const MOST_PAUSE_MS = LIMITS.webhookBackoffMaxSeconds * 1000;
const LIFE_MS = LIMITS.webhookRetryDays * 24 * 3600 * 1000;

export function createCourier({
  clock,
  fetch,
  faults,
  log,
  taken,
  settings = COURIER_SETTINGS,
}: {
  clock: Clock;
  fetch: typeof globalThis.fetch;
  faults: SideFaults;
  log: EmulatorLog;
  /** Whether an answer of this status means that the webhook took the callback. */
  taken(status: number): boolean;
  settings?: CourierSettings;
}): Courier {
  /** First attempts by phone, present while the phone has any; a phone stands in `ready` unless one is under way. */
  let lanes = new Map<string, Fifo<Delivery>>();
  let ready = createFifo<string>();
  let due = createFifo<Delivery>();
  /** Held back by a fault, by phone. */
  let held = new Map<string, Set<Delivery>>();
  let retries = new Map<Delivery, () => void>();
  let delays = new Set<() => void>();
  let calls = new Set<AbortController>();
  let stats = emptyStats();
  let running = false;

  function enter(delivery: Delivery): void {
    let lane = lanes.get(delivery.phone);
    if (!lane) {
      lane = createFifo();
      lanes.set(delivery.phone, lane);
      ready.push(delivery.phone);
    }
    lane.push(delivery);
    pump();
  }

  /** Passes a callback on, or keeps it until the phone's next one has gone ahead. */
  function release(delivery: Delivery): void {
    if (faults.strikes('reorder')) {
      const heldHere = held.get(delivery.phone) ?? new Set();
      held.set(delivery.phone, heldHere.add(delivery));
      after(REORDER_HOLD_MS, () => {
        if (held.get(delivery.phone)?.delete(delivery)) enter(delivery);
      });
      return;
    }
    const overtaken = held.get(delivery.phone);
    held.delete(delivery.phone);
    enter(delivery);
    for (const late of overtaken ?? []) enter(late);
  }

  function after(ms: number, callback: () => void): void {
    const off = clock.alarm(clock.now() + ms, () => {
      delays.delete(off);
      callback();
    });
    delays.add(off);
  }

  function pump(): void {
    while (running && calls.size < settings.maxInFlight) {
      const retry = due.shift();
      if (retry) {
        void attempt(retry);
        continue;
      }
      const phone = ready.shift();
      if (phone === undefined) break;
      const delivery = lanes.get(phone)?.shift();
      if (delivery) void attempt(delivery, phone);
      else lanes.delete(phone);
    }
  }

  /** `lane`: the phone whose turn this is; none for a retry. */
  async function attempt(delivery: Delivery, lane?: string): Promise<void> {
    const run = calls;
    const abort = new AbortController();
    run.add(abort);
    const failure = await call(delivery, abort);
    run.delete(abort);
    // After a reset the platform has forgotten this call: nothing of it may reach the new state.
    if (run !== calls) return;
    if (failure === undefined) {
      stats.acknowledged += 1;
      stats.pending -= 1;
    } else fail(delivery, failure);
    if (lane !== undefined) ready.push(lane);
    pump();
  }

  /** Why the webhook did not take it; nothing if it did. */
  async function call(delivery: Delivery, abort: AbortController): Promise<string | undefined> {
    if (faults.webhookDown()) return 'webhook down';
    const address = delivery.address();
    if (address === undefined) return 'no such webhook';
    const disarm = clock.alarm(clock.now() + settings.timeoutMs, () => abort.abort());
    try {
      const response = await fetch(address, {
        method: 'POST',
        headers: delivery.headers,
        body: delivery.body,
        redirect: 'manual',
        signal: abort.signal,
      });
      // Read to its end, else the connection cannot be used again.
      await response.arrayBuffer();
      return taken(response.status) ? undefined : `status ${response.status}`;
    } catch (error) {
      return abort.signal.aborted ? 'timeout' : reasonOf(error);
    } finally {
      disarm();
    }
  }

  function fail(delivery: Delivery, reason: string): void {
    const now = clock.now();
    stats.failures += 1;
    stats.lastFailure = { at: new Date(now).toISOString(), to: delivery.to, reason };
    const pause = Math.min(MOST_PAUSE_MS, settings.firstPauseMs * 2 ** delivery.attempts);
    delivery.attempts += 1;
    if (now + pause > delivery.firstAt + LIFE_MS) {
      stats.abandoned += 1;
      stats.pending -= 1;
      log.warn({ to: delivery.to, reason }, 'a callback was given up after seven days');
      return;
    }
    retries.set(
      delivery,
      clock.alarm(now + pause, () => retryNow(delivery)),
    );
  }

  function retryNow(delivery: Delivery): void {
    retries.delete(delivery);
    due.push(delivery);
    pump();
  }

  return {
    start() {
      running = true;
      pump();
    },
    stop() {
      running = false;
    },
    send(parcel) {
      const firstAt = clock.now();
      const copies = faults.strikes('duplicate') ? 2 : 1;
      for (let copy = 0; copy < copies; copy += 1) {
        const delivery: Delivery = { ...parcel, firstAt, attempts: 0 };
        stats.pending += 1;
        const delay = faults.delay();
        if (delay > 0) after(delay, () => release(delivery));
        else release(delivery);
      }
    },
    full: () => stats.pending >= settings.maxPending,
    flush() {
      for (const [delivery, off] of retries) {
        off();
        retryNow(delivery);
      }
    },
    stats: () => ({ ...stats, inFlight: calls.size, retrying: retries.size }),
    reset() {
      const cut = calls;
      calls = new Set();
      for (const abort of cut) abort.abort();
      for (const off of [...retries.values(), ...delays]) off();
      lanes = new Map();
      ready = createFifo();
      due = createFifo();
      held = new Map();
      retries = new Map();
      delays = new Set();
      stats = emptyStats();
    },
  };
}

function emptyStats(): CourierStats {
  return {
    pending: 0,
    inFlight: 0,
    retrying: 0,
    acknowledged: 0,
    failures: 0,
    abandoned: 0,
    lastFailure: null,
  };
}

/** The code of the driver's error ("ECONNREFUSED"), which the global `fetch` hides behind "fetch failed". */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  for (const one of [error, error.cause]) {
    if (one instanceof Error && 'code' in one) return String(one.code);
  }
  return error.message;
}
