/**
 * One message to one channel: what must be asked before it leaves, and what the channel's answer means for it. Knows
 * the ports and the rules of routes; writes nothing down but what must be durable before it leaves.
 */
import type { SendEffect } from '../../flows/effect.ts';
import type { ChannelName } from '../../flows/scope.ts';
import { choicesOf } from '../../flows/sms/choices.ts';
import type { Brand, Channel, Outbound, Outcome } from '../channels/port.ts';
import type { Clock } from '../clock.ts';
import type { Rule } from '../consent/port.ts';
import type { Conversation, OutboxItem, Reason } from '../stores/port.ts';
import { backoffMs } from './backoff.ts';
import { bySms, canFallBack, isUrgent, isWatched, patienceOf, type Serves, withdrawalOf } from './route.ts';
import { textOf } from './text-of.ts';
import { OPTED_OUT, UNANSWERED, unsureCode, type Verdict } from './verdict.ts';

export type SendWork = Omit<SendEffect, 'id' | 'node'>;

/** What the outbox knows of an item it hands over. */
export interface Passage {
  /** Nobody has tried to send it: no channel has it, and its line of the thread names the one it is to leave by. */
  fresh: boolean;
  /** Said at the moment it leaves; false where it must not, because it was taken back meanwhile. */
  leaving(): boolean;
}

export interface SayDeps {
  channel(name: ChannelName): Channel | undefined;
  serves(brand: Brand): Serves;
  rule: Rule;
  clock: Clock;
  /** In [0, 1), for the jitter of retries. */
  random(): number;
  /** Whether the customer wants no more messages, as it is stored now. */
  optedOut(conversation: Conversation): Promise<boolean>;
  /**
   * Writes down that a provider is about to be asked, and in the thread by which channel, unless that stands there;
   * false if there is nothing to ask for any more.
   */
  asking(item: OutboxItem, channel: ChannelName | undefined): Promise<boolean>;
  /** Keeps the provider's ids of a message, by which its receipts name it. */
  remember(conversation: Conversation, channel: ChannelName, item: OutboxItem, refs: string[]): Promise<void>;
  /** A provider knows of an opt-out that we do not. */
  optOut(conversation: Conversation, item: OutboxItem, detail: string): Promise<void>;
  /** When the message was said, in milliseconds since the epoch. */
  saidAt(item: OutboxItem): Promise<number>;
  fault(where: string, error: unknown): void;
}

/** Asked this often without a clear answer, a message waits for a person: some three hours with the backoff. */
export const MAX_SEND_ATTEMPTS = 14;
/** The platform's own word on a message goes first: what it says comes this much later than what it did. */
export const GRACE_MS = 15_000;

export function createSay(deps: SayDeps) {
  const { clock } = deps;

  return async function say(
    conversation: Conversation,
    brand: Brand,
    item: OutboxItem,
    work: SendWork,
    passage: Passage,
  ): Promise<Verdict> {
    const name = item.via ?? 'rbm';
    const channel = deps.channel(name);
    if (!channel?.serves(brand)) {
      return { kind: 'park', code: 'no_channel', detail: `No channel "${name}" is connected.` };
    }
    const now = clock.now();
    if (work.expires !== undefined && work.expires <= now) {
      return { kind: 'park', code: 'expired', detail: 'Its time had passed before it could be sent.' };
    }
    // The wording for SMS of a message in several parts stands in its first.
    if (name === 'sms' && work.sms === '') {
      return { kind: 'done', channel: 'sms', because: [{ at: now, code: 'said_before' }] };
    }
    const once = channel.idempotent(brand);
    if (item.askedAt !== undefined && !once && !mayRepeat(brand, work)) {
      return unsure(name, 'The server stopped before the provider answered.');
    }
    if (name === 'rbm' && item.attempts > 0 && (await isTooLate(brand, item, work, now))) {
      return toSms('rcs_unsure', channel);
    }

    const allowed = work.traffic === 'promotion' ? await ask(conversation, brand, name, work) : UNASKED;
    if ('kind' in allowed) return allowed;
    const { mention } = allowed;
    // It is said all the same: what it tells is worth knowing, and its page, if it has one, can be answered.
    const mute = asksForReply(work) && channel.answerable?.(brand) === false;
    const reasons = mute ? [...allowed.because, { at: now, code: `${name}_unanswerable` }] : allowed.because;
    // From here on the line of the thread says SMS, and a restart knows that it may have left.
    if (name !== 'rbm' && !(once && passage.fresh)) {
      if (!(await deps.asking(item, passage.fresh ? undefined : name))) return { kind: 'gone' };
    }
    // Read last of all, whatever the rule took its time for.
    if (work.traffic === 'promotion' && (await deps.optedOut(conversation))) return OPTED_OUT;
    if (!passage.leaving()) return { kind: 'gone' };

    // With nothing to fall back on, a phone that was out of reach a moment ago is asked for again.
    if (name === 'rbm' && !canFallBack(work, deps.serves(brand), now)) {
      channel.heard?.(brand, conversation.phone);
    }
    const watched = name === 'rbm' && isWatched(work, deps.serves(brand), now);
    const outcome = await send(channel, once, {
      id: item.id,
      brand,
      phone: conversation.phone,
      message: work.message,
      traffic: work.traffic,
      locale: conversation.locale,
      ...(work.sms === undefined ? {} : { sms: work.sms }),
      ...(work.numberFrom === undefined ? {} : { numberFrom: work.numberFrom }),
      ...(work.typed ? { typed: work.typed } : {}),
      ...(mention === undefined ? {} : { mention }),
      ...withdrawalOf(name === 'sms' ? bySms(work) : work, watched, now),
    });
    return judge(outcome);

    async function judge(outcome: Outcome): Promise<Verdict> {
      const because = reasons.length > 0 ? { because: reasons } : {};
      switch (outcome.kind) {
        case 'accepted':
          if (outcome.refs && outcome.refs.length > 0) await remember(outcome.refs);
          return watched
            ? { kind: 'watch', until: clock.now() + patienceOf(work, now) * 1000 + GRACE_MS, ...because }
            : { kind: 'done', ...because };
        case 'again': {
          const { code, detail } = outcome;
          if (outcome.unsure && !once && !mayRepeat(brand, work)) return unsure(name, detail);
          if (item.attempts + 1 >= MAX_SEND_ATTEMPTS) return { kind: 'park', code, detail };
          const doubt = outcome.unsure && name === 'sms' ? [{ at: now, code: UNANSWERED, detail: code }] : [];
          const again = {
            kind: 'again',
            code,
            detail,
            ...(doubt.length > 0 ? { because: doubt } : {}),
          } as const;
          const own = backoffMs(item.attempts, deps.random());
          const afterMs = Math.max(own, outcome.afterMs ?? 0);
          if (!watched || !isUrgent(work)) return { ...again, afterMs };
          const left = (await deps.saidAt(item)) + patienceOf(work, now) * 1000 - clock.now();
          return { ...again, afterMs: Math.min(afterMs, Math.max(0, left)) };
        }
        case 'unreachable':
        case 'refused': {
          const { code, detail } = outcome;
          const lacking = outcome.kind === 'unreachable' || code === 'rbm_invalid';
          if (name === 'rbm' && lacking && canFallBack(work, deps.serves(brand), clock.now())) {
            return toSms(outcome.kind === 'unreachable' ? 'rcs_unreachable' : 'rcs_refused', channel, code);
          }
          return { kind: 'park', code, detail, ...because };
        }
        case 'opted-out': {
          const why: Reason[] = [{ at: clock.now(), code: 'opted_out', detail: outcome.code }];
          // It answers what the customer has just said to us, which is newer than what the provider knows, or the same.
          if (work.traffic === 'acknowledgement') return { kind: 'done', state: 'failed', because: why };
          await deps.optOut(conversation, item, outcome.detail);
          return { ...OPTED_OUT, because: why };
        }
      }
    }

    /** A lost id costs a receipt; failing here would cost a second SMS. */
    async function remember(refs: string[]): Promise<void> {
      try {
        await deps.remember(conversation, name, item, refs);
      } catch (error) {
        deps.fault('refs', error);
      }
    }

    /**
     * RCS gives way. A request before this one may have been taken though no answer was heard: then it is called back,
     * and where twice is worse than late, its receipt gets a moment to arrive.
     */
    async function toSms(code: string, from: Channel | undefined, detail?: string): Promise<Verdict> {
      const tried = item.attempts > 0 || !passage.fresh;
      if (tried) await from?.revoke?.(brand, conversation.phone, item.id).catch(() => 'unknown');
      return {
        kind: 'sms',
        afterMs: tried && !isUrgent(work) ? GRACE_MS : 0,
        because: [{ at: clock.now(), code, ...(detail === undefined ? {} : { detail }) }],
      };
    }
  };

  /** A code that RCS has not taken in its time, for whatever reason, does not wait for it any longer. */
  async function isTooLate(brand: Brand, item: OutboxItem, work: SendWork, now: number): Promise<boolean> {
    if (!isUrgent(work) || !isWatched(work, deps.serves(brand), now)) return false;
    return now >= (await deps.saidAt(item)) + patienceOf(work, now) * 1000;
  }

  /** What the law says to a promotion. */
  async function ask(
    conversation: Conversation,
    brand: Brand,
    channel: ChannelName,
    work: SendWork,
  ): Promise<Verdict | { because: Reason[]; mention?: string }> {
    if (await deps.optedOut(conversation)) return OPTED_OUT;
    const ruling = await deps.rule({
      brand,
      phone: conversation.phone,
      traffic: work.traffic,
      channel,
      text: textOf(work.message, work.sms),
      now: clock.now(),
    });
    const { because } = ruling;
    switch (ruling.kind) {
      case 'go':
        return { because, ...(ruling.mention === undefined ? {} : { mention: ruling.mention }) };
      case 'wait':
        return { kind: 'wait', until: ruling.until, because };
      case 'refuse':
        return { kind: 'park', code: ruling.code, detail: ruling.detail, because };
    }
  }

  /** Where the same id twice is sent twice, an error that nobody foresaw says nothing about whether it left. */
  async function send(channel: Channel, once: boolean, outbound: Outbound): Promise<Outcome> {
    if (once) return channel.send(outbound);
    try {
      return await channel.send(outbound);
    } catch (error) {
      deps.fault('perform send', error);
      const detail = error instanceof Error ? error.message : String(error);
      return { kind: 'again', code: 'fault', detail, unsure: true };
    }
  }
}

function asksForReply({ typed, message }: SendWork): boolean {
  return typed === true || choicesOf(message).length > 0;
}

/** Every other kind of traffic passes. */
const UNASKED: { because: Reason[]; mention?: string } = { because: [] };

/** Whether a message that may have left is sent again: the brand's choice, and always where late is worthless. */
function mayRepeat(brand: Brand, work: SendWork): boolean {
  return brand.sms?.whenUnsure === 'retry' || isUrgent(work);
}

function unsure(channel: ChannelName, detail: string): Verdict {
  const why = detail.endsWith('.') ? detail : `${detail}.`;
  return {
    kind: 'park',
    code: unsureCode(channel),
    detail: `It may have left already. ${why} Put it back only if sending it twice is no harm.`,
  };
}
