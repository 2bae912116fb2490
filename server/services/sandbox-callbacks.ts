/**
 * Telling the sandbox's merchant that a payment is settled, until it listens; knows when, not what a payment is.
 *
 * What is still to be done for a payment is a record of its own, so that a restart finds it without reading them all.
 */

import { dropRecord } from '../change-record.ts';
import type { Clock } from '../clock.ts';
import type { RecordStore } from '../stores/port.ts';
import { signWebhook } from './standard-webhook.ts';

/** That a payment still has to lapse, or its merchant to be told. Removed when neither is left. */
interface Due {
  attempts: number;
  /** Of the next attempt, in milliseconds since the epoch. */
  at: number;
  /** The process that tells the merchant now, where there are several; another may after `until`. */
  teller?: { by: string; until: number };
}

export interface SandboxCallbacksDeps {
  records: RecordStore;
  workspace: string;
  clock: Clock;
  fetch: typeof fetch;
  url: string;
  secret: string;
  log(event: string, fields: Record<string, unknown>): void;
  /** A payment as it stands now, lapsed if its time is over; `openUntil` while it is not settled. */
  look(providerId: string): Promise<{ status: string; openUntil: number | undefined } | undefined>;
  /** What this process is called, where others share the records. */
  by?: string;
}

export interface SandboxCallbacks {
  /** Comes back to a payment when it lapses. */
  remember(providerId: string, expiresAt: number): Promise<void>;
  /** Does now what is due for a payment. Never rejects. */
  pursue(providerId: string): void;
  /** Takes up what an earlier process left undone. */
  start(): Promise<void>;
  /** Calls off what waits, and waits for callbacks that are under way. */
  stop(): Promise<void>;
}

const DUE_KIND = 'sandbox-payment-due';
/** Seconds between attempts; some two days in all. */
const BACKOFF = [2, 10, 60, 300, 1800, 7200, 18_000, 36_000, 50_000, 60_000];
const TIMEOUT_MS = 15_000;
/** Longer than telling takes. */
const TELLER_MS = TIMEOUT_MS + 5000;
/** Payments that another process knew of are looked for this often. */
const LOOK_MS = 5000;

export function createSandboxCallbacks(deps: SandboxCallbacksDeps): SandboxCallbacks {
  const { records, workspace, clock, log, by } = deps;
  let callOffLook: (() => void) | undefined;
  const alarms = new Map<string, () => void>();
  const underWay = new Map<string, Promise<void>>();
  let stopped = false;

  function callAt(providerId: string, at: number): void {
    alarms.get(providerId)?.();
    alarms.delete(providerId);
    if (stopped) return;
    const callOff = clock.alarm(at, () => {
      alarms.delete(providerId);
      pursue(providerId);
    });
    alarms.set(providerId, callOff);
  }

  /** One after another for each payment, so that no callback is sent twice at a time. */
  function pursue(providerId: string): void {
    const before = underWay.get(providerId) ?? Promise.resolve();
    const work = before
      .then(() => (stopped ? undefined : attend(providerId)))
      .catch((error: unknown) => {
        log('sandbox_callback_failed', { payment: providerId, error: String(error) });
        callAt(providerId, clock.now() + 60_000);
      })
      .finally(() => {
        if (underWay.get(providerId) === work) underWay.delete(providerId);
      });
    underWay.set(providerId, work);
  }

  async function attend(providerId: string): Promise<void> {
    const due = await records.get<Due>(workspace, DUE_KIND, providerId);
    if (!due) return;
    const payment = await deps.look(providerId);
    // Remembered, but never made: its time has no one to lapse for.
    if (!payment) return drop(providerId);
    if (payment.openUntil !== undefined) return callAt(providerId, payment.openUntil);
    if (due.data.attempts > 0 && due.data.at > clock.now()) return callAt(providerId, due.data.at);
    const { teller } = due.data;
    if (teller && teller.by !== by && teller.until > clock.now()) return callAt(providerId, teller.until);
    let { rev } = due;
    if (by !== undefined) {
      const own: Due = { ...due.data, teller: { by, until: clock.now() + TELLER_MS } };
      // Another process was faster: looked at again, it is told or about to be.
      if (!(await records.update(workspace, DUE_KIND, providerId, rev, own)))
        return callAt(providerId, clock.now() + TELLER_MS);
      rev += 1;
    }
    if (await tell(providerId, payment.status)) return drop(providerId);
    const attempts = due.data.attempts + 1;
    const pause = BACKOFF[attempts - 1];
    if (pause === undefined) {
      log('sandbox_callback_given_up', { payment: providerId, attempts });
      return drop(providerId);
    }
    const at = clock.now() + pause * 1000;
    await records.update(workspace, DUE_KIND, providerId, rev, { attempts, at } satisfies Due);
    callAt(providerId, at);
  }

  function drop(providerId: string): Promise<void> {
    return dropRecord(records, { workspace, kind: DUE_KIND, key: providerId });
  }

  /** True once there is nothing more to say: the merchant took it, or wants no more. */
  async function tell(providerId: string, status: string): Promise<boolean> {
    const body = JSON.stringify({ type: 'payment.updated', data: { payment: providerId, status } });
    const patience = new AbortController();
    const callOff = clock.alarm(clock.now() + TIMEOUT_MS, () => patience.abort());
    try {
      const answer = await deps.fetch(deps.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          // The same id at every attempt, so that the receiver can tell a repetition.
          ...signWebhook(`evt_${providerId}_${status}`, body, deps.secret, clock.now()),
        },
        body,
        redirect: 'manual',
        signal: patience.signal,
      });
      await answer.body?.cancel();
      return answer.ok || answer.status === 410;
    } catch (error) {
      log('sandbox_callback_failed', { payment: providerId, error: String(error) });
      return false;
    } finally {
      callOff();
    }
  }

  /** What is due, but for what this process knows of. */
  async function takeUp(): Promise<void> {
    let cursor: string | undefined;
    do {
      const page = await records.list<Due>(workspace, DUE_KIND, {
        limit: 200,
        ...(cursor ? { cursor } : {}),
      });
      for (const { key } of page.items) if (!alarms.has(key) && !underWay.has(key)) pursue(key);
      cursor = page.cursor;
    } while (cursor);
  }

  function lookLater(): void {
    if (by === undefined || stopped) return;
    callOffLook = clock.alarm(clock.now() + LOOK_MS, () => {
      takeUp()
        .catch((error: unknown) => log('sandbox_callback_failed', { error: String(error) }))
        .finally(lookLater);
    });
  }

  return {
    async remember(providerId, expiresAt) {
      const due: Due = { attempts: 0, at: expiresAt };
      if (await records.insert(workspace, DUE_KIND, providerId, due)) callAt(providerId, expiresAt);
    },
    pursue,
    async start() {
      await takeUp();
      lookLater();
    },
    async stop() {
      stopped = true;
      callOffLook?.();
      for (const callOff of alarms.values()) callOff();
      alarms.clear();
      await Promise.all(underWay.values());
    },
  };
}
