/** The actions by which nodes speak and ask again; shared by the nodes that say something. */
import { toMs } from '../duration.ts';
import type { SendEffect } from '../effect.ts';
import { LIMITS } from '../limits.ts';
import type { LocalText, Message, Suggestion } from '../message.ts';
import { phrase } from '../phrases.ts';
import type { Scope } from '../scope.ts';
import { type Buttons, speak } from '../speak.ts';
import { GLOBAL_TAPS, writeTap } from '../tap.ts';
import { expand } from '../template.ts';
import {
  type Action,
  type Memory,
  type Move,
  remember,
  type Site,
  scopeAt,
  type Transition,
} from './plan.ts';
import type { Delivery, Retry, Timeout, Utterance } from './shape.ts';

/** What a "send" action carries; the step gives it an id. */
export type Sending = Omit<SendEffect, 'kind' | 'id'>;

/** First thing of every state: a new node has no misses and no list. */
export function enter(site: Pick<Site, 'key'>): Action[] {
  return [
    { type: 'enter', params: () => ({ node: site.key }) },
    remember(() => ({ misses: 0, offered: undefined })),
  ];
}

/** Says an utterance. `buttons` are made from what is known at that moment. */
export function send(
  site: Site,
  utterance: Utterance,
  delivery: Delivery | undefined,
  buttons?: (memory: Memory, at: number) => Buttons | 'nothing',
): Action {
  return {
    type: 'send',
    params: ({ context, event }) => {
      const shown = buttons?.(context, event.at);
      if (shown === 'nothing') return undefined;
      const scope = scopeAt(site, context, event.at);
      return {
        node: site.key,
        message: speak(utterance.message, scope, shown),
        ...(utterance.sms === undefined ? {} : { sms: expand(utterance.sms, scope) }),
        ...carriage(site, delivery, scope),
      } satisfies Sending;
    },
  };
}

function carriage(
  site: Site,
  delivery: Delivery | undefined,
  scope: Scope,
): Pick<Sending, 'traffic' | 'ttl' | 'expires'> {
  const traffic = delivery?.traffic ?? site.flow.settings.traffic;
  const ttl = delivery?.ttl ? Math.round(toMs(delivery.ttl) / 1000) : undefined;
  const instant = delivery?.expires ? Date.parse(expand(delivery.expires, scope)) : Number.NaN;
  // An instant that cannot be read is none; one that is past, or almost, leaves the time a phone needs.
  if (Number.isNaN(instant)) return { traffic, ...(ttl === undefined ? {} : { ttl }) };
  const latest = ttl === undefined ? instant : Math.min(instant, scope.now + ttl * 1000);
  return { traffic, expires: Math.max(latest, scope.now + LIMITS.ttlAdvisedSeconds * 1000) };
}

/** Says one plain text, the author's wording or a built-in phrase. */
export function sendText(
  site: Site,
  text: (memory: Memory, move: Move) => string | LocalText,
  suggestions?: (memory: Memory, move: Move) => Suggestion[],
): Action {
  return {
    type: 'send',
    params: ({ context, event }) => {
      const scope = scopeAt(site, context, event.at);
      const message: Message = {
        kind: 'text',
        text: expand(text(context, event), scope),
        suggestions: suggestions?.(context, event) ?? [],
      };
      return { node: site.key, message, ...carriage(site, undefined, scope) } satisfies Sending;
    },
  };
}

/** A chip that carries a choice of this node. */
export function button(site: Pick<Site, 'key'>, choice: string, label: string) {
  return { kind: 'reply', label, data: writeTap({ node: site.key, choice }) } as const;
}

interface Question {
  site: Site;
  ask: Utterance;
  delivery: Delivery | undefined;
  retry: Retry | undefined;
  buttons: (memory: Memory, at: number) => Buttons | 'nothing';
}

/** Asks the question again, whole: after help, after a language change, after a stale button. */
export function repeatTransitions(question: Question): Record<string, Transition[]> {
  const { site, ask, delivery, buttons } = question;
  return { repeat: [{ actions: [send(site, ask, delivery, buttons)] }] };
}

/**
 * An answer that is not understood: the author's wording or ours, with the buttons again; after `max` misses the
 * author's exit, or the offer of a person.
 */
export function missedTransitions(question: Question): Record<string, Transition[]> {
  const { site, ask, delivery, retry, buttons } = question;
  const max = retry?.max ?? 2;
  const plain = ask.message.kind === 'text' || ask.message.kind === 'media';
  const chips = (memory: Memory, move: Move): Suggestion[] => {
    const shown = buttons(memory, move.at);
    const asked = shown === 'nothing' ? undefined : speak(ask.message, scopeAt(site, memory, move.at), shown);
    return asked?.suggestions ?? [];
  };
  const wording = (memory: Memory, move: Move) => {
    const own = retry?.say[Math.min(memory.misses, retry.say.length - 1)];
    if (own !== undefined) return own;
    if (move.why && move.why !== 'unknown') return phrase(`why:${move.why}`, memory.locale);
    return phrase(memory.misses === 0 ? 'notUnderstood' : 'notUnderstoodAgain', memory.locale);
  };
  const again: Action[] = plain
    ? [sendText(site, wording, chips)]
    : [sendText(site, wording), send(site, ask, delivery, buttons)];
  const offer = sendText(
    site,
    (memory) => phrase('offerPerson', memory.locale),
    (memory, move) => [
      { kind: 'reply', label: phrase('personChip', memory.locale), data: GLOBAL_TAPS.person },
      { kind: 'reply', label: phrase('restartChip', memory.locale), data: GLOBAL_TAPS.restart },
      ...chips(memory, move),
    ],
  );
  const miss = remember((memory) => ({ misses: memory.misses + 1 }));
  return {
    missed: [
      { guard: ({ context }) => context.misses < max, actions: [...again, miss] },
      retry?.to ? { target: site.target(retry.to) } : { actions: [offer, miss] },
    ],
  };
}

/** The delay's name in the machine; `compile.ts` gives it its length. */
export function timeoutName(key: string): string {
  return `timeout:${key}`;
}

export function timeoutTransitions(site: Site, timeout: Timeout | undefined): Record<string, Transition[]> {
  return timeout ? { [timeoutName(site.key)]: [{ target: site.target(timeout.to) }] } : {};
}

/** Milliseconds until a timeout fires; NaN, so never, where its instant cannot be read. */
export function timeoutMs(
  site: Pick<Site, 'prefix' | 'flow'>,
  timeout: Timeout,
  memory: Memory,
  at: number,
): number {
  if ('after' in timeout) return toMs(timeout.after);
  const instant = Date.parse(expand(timeout.at, scopeAt(site, memory, at)));
  return Math.max(0, instant + (timeout.offset ? toMs(timeout.offset) : 0) - at);
}
