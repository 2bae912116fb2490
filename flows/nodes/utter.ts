/** The actions by which nodes speak and ask again; shared by the nodes that say something. */
import { toMs } from '../duration.ts';
import type { SendEffect } from '../effect.ts';
import { LIMITS } from '../limits.ts';
import { fold } from '../match.ts';
import type { LocalText, Message, Suggestion } from '../message.ts';
import { afterOpenTime } from '../opening-hours.ts';
import { type PhraseKey, phrase, smsPhrase } from '../phrases.ts';
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

/** Says an utterance. `buttons` are made from what is known at that moment; `typed` if what follows is a typed answer. */
export function send(
  site: Site,
  utterance: Utterance,
  delivery: Delivery | undefined,
  buttons?: (memory: Memory, at: number) => Buttons | 'nothing',
  typed?: true,
): Action {
  return {
    type: 'send',
    params: ({ context, event }) => {
      const shown = buttons?.(context, event.at);
      if (shown === 'nothing') return undefined;
      const scope = scopeAt(site, context, event.at);
      // A wording that turns out empty is none: the message is then written as an SMS by itself.
      const sms = utterance.sms === undefined ? '' : expand(utterance.sms, scope);
      return {
        node: site.key,
        message: speak(utterance.message, scope, shown),
        ...(sms.trim() === '' ? {} : { sms }),
        ...carriage(site, delivery, scope),
        ...(typed ? { typed } : {}),
      } satisfies Sending;
    },
  };
}

function carriage(
  site: Site,
  delivery: Delivery | undefined,
  scope: Scope,
): Pick<Sending, 'traffic' | 'ttl' | 'expires' | 'fallback'> {
  const traffic = delivery?.traffic ?? site.flow.settings.traffic;
  const ttl = delivery?.ttl ? Math.round(toMs(delivery.ttl) / 1000) : undefined;
  const instant = delivery?.expires ? Date.parse(expand(delivery.expires, scope)) : Number.NaN;
  return {
    traffic,
    ...(ttl === undefined ? {} : { ttl }),
    // An instant that cannot be read is none; one that is past, or almost, leaves the time a phone needs.
    ...(Number.isNaN(instant)
      ? {}
      : { expires: Math.max(instant, scope.now + LIMITS.ttlAdvisedSeconds * 1000) }),
    ...(delivery?.sms === undefined ? {} : { fallback: delivery.sms }),
  };
}

/** A plain text, and how an SMS says it if not by the same words. */
export interface Wording {
  text: LocalText;
  sms?: string;
}

/** What the product itself says. */
export function builtIn(key: PhraseKey, locale: string): Wording {
  const sms = smsPhrase(key, locale);
  return { text: phrase(key, locale), ...(sms === undefined ? {} : { sms }) };
}

/** Says one plain text, the author's wording or a built-in phrase. */
export function sendText(
  site: Site,
  wording: (memory: Memory, move: Move) => Wording,
  suggestions?: (memory: Memory, move: Move) => Suggestion[],
  typed?: true,
): Action {
  return {
    type: 'send',
    params: ({ context, event }) => {
      const scope = scopeAt(site, context, event.at);
      const { text, sms } = wording(context, event);
      const message: Message = {
        kind: 'text',
        text: expand(text, scope),
        suggestions: suggestions?.(context, event) ?? [],
      };
      return {
        node: site.key,
        message,
        ...(sms === undefined ? {} : { sms: expand(sms, scope) }),
        ...carriage(site, undefined, scope),
        ...(typed ? { typed } : {}),
      } satisfies Sending;
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
  /** The answer is typed. */
  typed?: true;
}

/** Asks the question again, whole: after help, after a language change, after a stale button. */
export function repeatTransitions(question: Question): Record<string, Transition[]> {
  const { site, ask, delivery, buttons, typed } = question;
  return { repeat: [{ actions: [send(site, ask, delivery, buttons, typed)] }] };
}

/**
 * An answer that is not understood: the author's wording or ours, with the buttons again; after `max` misses the
 * author's exit, or the offer of a person.
 */
export function missedTransitions(question: Question): Record<string, Transition[]> {
  const { site, ask, delivery, retry, buttons, typed } = question;
  const max = retry?.max ?? 2;
  const plain = ask.message.kind === 'text' || ask.message.kind === 'media';
  const chips = (memory: Memory, move: Move): Suggestion[] => {
    const shown = buttons(memory, move.at);
    const asked = shown === 'nothing' ? undefined : speak(ask.message, scopeAt(site, memory, move.at), shown);
    return asked?.suggestions ?? [];
  };
  const wording = (memory: Memory, move: Move): Wording => {
    const own = retry?.say[Math.min(memory.misses, retry.say.length - 1)];
    if (own !== undefined) {
      // What an author asks a phone to do with its buttons, an SMS cannot do.
      const { why } = move;
      const impossible = why === 'not-a-file' || why === 'not-a-location';
      return { text: own, ...(impossible ? { sms: smsPhrase(`why:${why}`, memory.locale) } : {}) };
    }
    if (move.why && move.why !== 'unknown') return builtIn(`why:${move.why}`, memory.locale);
    return builtIn(memory.misses === 0 ? 'notUnderstood' : 'notUnderstoodAgain', memory.locale);
  };
  const again: Action[] = plain
    ? [sendText(site, wording, chips, typed)]
    : [sendText(site, wording), send(site, ask, delivery, buttons, typed)];
  const offer = sendText(
    site,
    (memory) => builtIn('offerPerson', memory.locale),
    (memory, move) => {
      const asked = chips(memory, move);
      // An author's own chip of that name leads to the person the author meant, and need not stand there twice.
      const ours = (['person', 'restart'] as const).map((way): Suggestion => {
        const label = phrase(`${way}Chip`, memory.locale);
        const own = asked.find((chip) => chip.kind === 'reply' && fold(chip.label) === fold(label));
        return own ?? { kind: 'reply', label, data: GLOBAL_TAPS[way] };
      });
      return [...ours, ...asked.filter((chip) => !ours.includes(chip))];
    },
    typed,
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

/**
 * Milliseconds until a timeout fires; NaN, so never, where its instant cannot be read. Opening hours that a flow does not
 * state are all hours.
 */
export function timeoutMs(
  site: Pick<Site, 'prefix' | 'flow'>,
  timeout: Timeout,
  memory: Memory,
  at: number,
): number {
  if ('after' in timeout) {
    const span = toMs(timeout.after);
    const { hours, timezone } = site.flow.settings;
    return timeout.inOpeningHours && hours ? afterOpenTime({ ...hours, timezone }, span, at) - at : span;
  }
  const instant = Date.parse(expand(timeout.at, scopeAt(site, memory, at)));
  return Math.max(0, instant + (timeout.offset ? toMs(timeout.offset) : 0) - at);
}
