/** What a template or a condition can see at one moment, and how a path finds a value in it; knows not how to print it. */
import { printDate, printInstant, wallOf } from './moment.ts';

/** A way to reach a phone. */
export type ChannelName = 'rbm' | 'sms' | 'web';

/** Things about the conversation that are not the flow's variables. Set by the shell, never by an author. */
export interface Facts {
  contact: { phone: string; name?: string; locale: string };
  brand: { id: string; name: string; phone?: string; website?: string };
  conversation: { id: string };
  channel: ChannelName;
}

export interface Scope {
  vars: Record<string, unknown>;
  facts: Facts;
  /** Milliseconds since the epoch, from the event being processed. */
  now: number;
  locale: string;
  /** An IANA zone, such as "Europe/Paris". */
  timezone: string;
}

/** Names that answer even if the flow has no variable of that name. A variable of the same name wins. */
export const SYSTEM_ROOTS: readonly string[] = [
  'contact',
  'brand',
  'conversation',
  'channel',
  'now',
  'today',
  'locale',
];

/**
 * The value at a dotted path such as "slot.start", "items.0.name" or "items.length"; undefined where there is none.
 * Reads own properties only, so that no path leads out of the data into the language.
 */
export function readPath(scope: Scope, path: string): unknown {
  const dot = path.indexOf('.');
  if (dot < 0) return readRoot(scope, path);
  let value = readRoot(scope, path.slice(0, dot));
  for (const segment of path.slice(dot + 1).split('.')) {
    if (value === undefined || value === null) return undefined;
    value = readMember(value, segment);
  }
  return value;
}

/** One own member of a value: an object's property, an array's item by index, an array's length. */
export function readMember(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || isForbidden(name)) return undefined;
  if (Array.isArray(value)) {
    if (name === 'length') return value.length;
    return /^\d{1,9}$/.test(name) ? value[Number(name)] : undefined;
  }
  return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}

function readRoot(scope: Scope, name: string): unknown {
  if (isForbidden(name)) return undefined;
  if (Object.hasOwn(scope.vars, name)) {
    const value = scope.vars[name];
    if (value !== undefined) return value;
  }
  switch (name) {
    case 'contact':
      return scope.facts.contact;
    case 'brand':
      return scope.facts.brand;
    case 'conversation':
      return scope.facts.conversation;
    case 'channel':
      return scope.facts.channel;
    case 'now':
      return printInstant(scope.now);
    case 'today':
      return printDate(wallOf(scope.now, scope.timezone));
    case 'locale':
      return scope.locale;
    default:
      return undefined;
  }
}

/** Names refused even as own properties: JSON.parse makes an own "__proto__", and nothing good is called that. */
export function isForbidden(name: string): boolean {
  return name === '__proto__' || name === 'constructor' || name === 'prototype';
}

/** True for what counts as "no value" everywhere in the language: undefined, null and the empty text. */
export function isMissing(value: unknown): value is undefined | null | '' {
  return value === undefined || value === null || value === '';
}
