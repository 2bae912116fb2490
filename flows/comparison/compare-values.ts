/** Two values of a document side by side: what of them differs, told in words. Knows fields by their keys, no step. */
import { same } from '../change.ts';
import type { Wording } from '../checks/finding.ts';
import type { Condition } from '../condition.ts';
import type { DraftMessage, LocalText } from '../message.ts';
import type { Shifts } from '../opening-hours.ts';
import { fieldName, itemName, type Way } from './field-names.ts';
import { caseWords, inBoth, labelOf, quotedWords, textOf } from './names.ts';
import {
  chosenWords,
  conditionWords,
  excerpts,
  quoted,
  shiftWords,
  spanWords,
  valueWords,
} from './value-words.ts';

export type Collect = (kind: 'added' | 'removed' | 'changed', what: Wording) => void;
type Table = Record<string, unknown>;

/** Goes through two values side by side; where exits lead is told elsewhere. */
export function compareValues(collect: Collect, ways: readonly Way[], old: unknown, now: unknown): void {
  if (same(old, now)) return;
  const last = ways.at(-1);
  const key = last && 'key' in last ? last.key : '';
  if (key === 'sample' && ways.length === 1) {
    collect('changed', {
      en: 'The recorded answer is another one',
      fr: 'La réponse enregistrée est une autre',
    });
  } else if (key === 'when') tell(collect, ways, conditionOf(old), conditionOf(now));
  else if (isDayOfWeek(ways)) tell(collect, ways, shiftsOf(old), shiftsOf(now));
  else if (isTable(old) && isTable(now)) compareTables(collect, ways, old, now);
  else if (isTable(old) !== isTable(now) && (typeof old === 'string' || typeof now === 'string')) {
    // One wording for all languages became one for each, or the other way round.
    const tags = Object.keys(isTable(old) ? old : isTable(now) ? now : {});
    const each = (value: unknown) =>
      isTable(value) ? value : Object.fromEntries(tags.map((tag) => [tag, value]));
    compareTexts(collect, ways, each(old), each(now));
  } else if (Array.isArray(old) && Array.isArray(now) && [...old, ...now].every(isTable)) {
    compareLists(collect, ways, key, old as Table[], now as Table[]);
  } else if (isTable(old) || isTable(now)) tellPart(collect, ways, old, now);
  else tell(collect, ways, leaf(old, key), leaf(now, key), bothTexts(old, now));
}

function compareTables(collect: Collect, ways: readonly Way[], old: Table, now: Table): void {
  if (isTranslated(old) && isTranslated(now)) {
    compareTexts(collect, ways, old, now);
    return;
  }
  if (typeof old.kind === 'string' && old.kind !== now.kind) {
    tellKind(collect, ways, old, now);
    return;
  }
  const last = ways.at(-1);
  const key = last && 'key' in last ? last.key : '';
  for (const name of new Set([...Object.keys(old), ...Object.keys(now)])) {
    if (isExit(ways, name)) continue;
    // What a span counts is told with the span.
    if (key === 'timeout' && (name === 'after' || name === 'inOpeningHours')) continue;
    // A message in a list of messages is that item itself.
    const isItem = name === 'message' && last && 'list' in last;
    compareValues(collect, isItem ? ways : [...ways, { key: name }], own(old, name), own(now, name));
  }
  if (key !== 'timeout') return;
  const [a, b] = [spanWords(old), spanWords(now)];
  if (!same(a, b)) tell(collect, [...ways, { key: 'after' }], a, b);
}

function compareTexts(collect: Collect, ways: readonly Way[], old: Table, now: Table): void {
  for (const locale of new Set([...Object.keys(old), ...Object.keys(now)])) {
    const [a, b] = [own(old, locale), own(now, locale)];
    if (a === b) continue;
    tell(collect, ways, leaf(a), leaf(b), bothTexts(a, b), locale);
  }
}

/** Items that have ids, or dates, by these; others by their place, those that are the same in both first and last left out. */
function compareLists(
  collect: Collect,
  ways: readonly Way[],
  list: string,
  old: Table[],
  now: Table[],
): void {
  const way = (item: Table, place: number): Way[] => [
    ...ways.slice(0, -1),
    { list, place, words: itemWords(item) },
  ];
  const isById = [...old, ...now].every((item) => typeof idOf(item) === 'string');
  const pairs: [old: Table | undefined, now: Table | undefined, place: number][] = [];
  if (isById) {
    for (const [place, item] of now.entries())
      pairs.push([old.find((one) => idOf(one) === idOf(item)), item, place]);
    for (const [place, item] of old.entries()) {
      if (!now.some((one) => idOf(one) === idOf(item))) pairs.push([item, undefined, place]);
    }
    const order = (items: Table[], others: Table[]) =>
      items.flatMap((item) => (others.some((other) => idOf(other) === idOf(item)) ? [idOf(item)] : []));
    if (!same(order(old, now), order(now, old))) {
      const thing = itemName(list);
      collect('changed', {
        en: `The ${thing.en}s are in another order`,
        fr: `L’ordre a changé (${thing.fr})`,
      });
    }
  } else {
    let head = 0;
    while (head < old.length && head < now.length && same(old[head], now[head])) head += 1;
    let tail = 0;
    while (tail < Math.min(old.length, now.length) - head && same(old.at(-1 - tail), now.at(-1 - tail)))
      tail += 1;
    const [mine, theirs] = [old.slice(head, old.length - tail), now.slice(head, now.length - tail)];
    for (let n = 0; n < Math.max(mine.length, theirs.length); n += 1)
      pairs.push([mine[n], theirs[n], head + n]);
  }
  for (const [one, other, place] of pairs) {
    if (one && other) compareValues(collect, way(other, place), one, other);
    else {
      const item = other ?? one ?? {};
      const thing = itemName(list);
      const words = itemWords(item) ?? { en: String(place + 1), fr: String(place + 1) };
      const capital = thing.en.charAt(0).toUpperCase() + thing.en.slice(1);
      if (other) collect('added', added({ en: capital, fr: thing.fr }, words));
      else collect('removed', removed({ en: capital, fr: thing.fr }, words));
    }
  }
}

/** Single days have a date in place of an id. */
function idOf({ id, date }: Table): unknown {
  return id ?? date;
}

/** What an item is known by among its like. */
function itemWords(item: Table): Wording | undefined {
  const label = labelOf(item as { label?: LocalText });
  if (label) return label;
  if ('when' in item) return caseWords(item as { name?: string; when: Condition });
  if (isTable(item.message)) {
    const text = textOf(item.message as unknown as DraftMessage);
    return text === undefined ? undefined : inBoth(text);
  }
  for (const name of ['title', 'signal', 'variable', 'value', 'date', 'id']) {
    const value = item[name];
    if (typeof value === 'string' || isTable(value)) return inBoth(value as LocalText);
  }
  return undefined;
}

const MESSAGES: Readonly<Record<string, Wording>> = {
  text: { en: 'a text', fr: 'un texte' },
  media: { en: 'a picture or file', fr: 'une image ou un fichier' },
  card: { en: 'a card', fr: 'une carte' },
  carousel: { en: 'a carousel', fr: 'un carrousel' },
  reply: { en: 'a reply', fr: 'une réponse' },
  dial: { en: 'a call', fr: 'un appel' },
  'view-location': { en: 'a place on the map', fr: 'un lieu sur la carte' },
  'share-location': { en: 'sharing a location', fr: 'un partage de position' },
  calendar: { en: 'a calendar entry', fr: 'un événement d’agenda' },
  'open-url': { en: 'a link', fr: 'un lien' },
  compose: { en: 'a message to write', fr: 'un message à écrire' },
};

function tellKind(collect: Collect, ways: readonly Way[], old: Table, now: Table): void {
  const name = fieldName(ways);
  const words = (value: unknown) => {
    const kind = String(value);
    return (Object.hasOwn(MESSAGES, kind) ? MESSAGES[kind] : undefined) ?? quoted(kind);
  };
  const [from, to] = [words(old.kind), words(now.kind)];
  collect('changed', {
    en: `${name.en} is now ${to.en} instead of ${from.en}`,
    fr: `${name.fr} : ${to.fr} au lieu de : ${from.fr}`,
  });
}

/** A part that is there in one of both only. */
function tellPart(collect: Collect, ways: readonly Way[], old: unknown, now: unknown): void {
  const name = fieldName(ways);
  const part = (old ?? now) as Table;
  const after = spanWords(part) ?? (isTranslated(part) ? inBoth(part as LocalText) : undefined);
  const shown = after ? { en: `: ${after.en}`, fr: ` : ${after.fr}` } : { en: '', fr: '' };
  if (old === undefined)
    collect('added', { en: `${name.en} added${shown.en}`, fr: `Ajout – ${low(name.fr)}${shown.fr}` });
  else if (now === undefined) {
    collect('removed', {
      en: `${name.en} removed${shown.en}`,
      fr: `Suppression – ${low(name.fr)}${shown.fr}`,
    });
  } else tell(collect, ways, leaf(old), leaf(now));
}

function tell(
  collect: Collect,
  ways: readonly Way[],
  old: Wording | undefined,
  now: Wording | undefined,
  texts?: [string, string],
  locale?: string,
): void {
  const name = fieldName(ways, locale);
  if (old && now) {
    let [from, to] = [old, now];
    if (texts && (from.en === to.en || texts.some((text) => text.length > 70))) {
      const [a, b] = excerpts(texts[0], texts[1]);
      [from, to] = [quoted(a), quoted(b)];
    }
    collect('changed', {
      en: `${name.en} changed from ${from.en} to ${to.en}`,
      fr: `${name.fr} : ${to.fr} au lieu de ${from.fr}`,
    });
  } else if (now) {
    collect('added', { en: `${name.en} added: ${now.en}`, fr: `Ajout – ${low(name.fr)} : ${now.fr}` });
  } else if (old) {
    const what = { en: `${name.en} removed: ${old.en}`, fr: `Suppression – ${low(name.fr)} : ${old.fr}` };
    collect('removed', what);
  }
}

function leaf(value: unknown, key = ''): Wording | undefined {
  return value === undefined ? undefined : (chosenWords(key, value) ?? valueWords(value));
}

function bothTexts(old: unknown, now: unknown): [string, string] | undefined {
  return typeof old === 'string' && typeof now === 'string' ? [old, now] : undefined;
}

function conditionOf(value: unknown): Wording | undefined {
  return value === undefined ? undefined : quotedWords(conditionWords(value as Condition));
}

/** The hours of a day of the week, or of a single day: several times of a day are told as one. */
function isDayOfWeek(ways: readonly Way[]): boolean {
  const [before, last] = [ways.at(-2), ways.at(-1)];
  if (!last || !before || !('key' in last)) return false;
  if ('list' in before) return before.list === 'exceptions' && last.key === 'shifts';
  return before.key === 'week';
}

/** A day of the week that is left out is closed. */
function shiftsOf(value: unknown): Wording {
  return shiftWords(Array.isArray(value) ? (value as Shifts) : []);
}

/** Exits are compared by name, not by where they are written. */
function isExit(ways: readonly Way[], key: string): boolean {
  if (key === 'id' || key === 'kind') return true;
  const last = ways.at(-1);
  if (key === 'to') return !(last && 'list' in last && last.list === 'assign');
  if (key === 'otherwise' || key === 'failed') return ways.length === 0;
  if (!last || !('key' in last)) return false;
  // A call's exits by the code of the failure are a table of their own.
  return (key === 'none' && last.key === 'options') || (last.key === 'on' && ways.length === 1);
}

const TAG = /^[a-z]{2}(-[A-Z]{2})?$/;

function isTranslated(value: Table): boolean {
  const keys = Object.keys(value);
  return keys.length > 0 && keys.every((key) => TAG.test(key) && typeof value[key] === 'string');
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function added(thing: Wording, name: Wording): Wording {
  return { en: `${thing.en} added: ${name.en}`, fr: `Ajout – ${thing.fr} ${name.fr}` };
}

export function removed(thing: Wording, name: Wording): Wording {
  return { en: `${thing.en} removed: ${name.en}`, fr: `Suppression – ${thing.fr} ${name.fr}` };
}

function low(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** An own member: a variable may be called "constructor". */
function own(table: Table, key: string): unknown {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
