/**
 * Which wordings may no longer fit: a translation whose original was changed after it, an SMS whose message was. Kept in
 * this browser for what is edited here; for the rest, what was last published tells.
 */
import { create } from 'zustand';
import { messagesOf, textsInMessage, textsOf } from '../../../flows/checks/texts.ts';
import type { Flow } from '../../../flows/flow.ts';
import type { DraftMessage, LocalText } from '../../../flows/message.ts';
import type { Node } from '../../../flows/nodes/registry.ts';
import { readLocal } from '../../message/local-text.ts';

/** By "nodes.greet.ask.sms/fr": what the wording's companion was when the wording was last written or accepted. */
export type Records = Readonly<Record<string, string>>;

interface Wording {
  text: string;
  /** The text it goes with: the original of a translation, the message of an SMS. Undefined for an original. */
  companion: string | undefined;
}

/** Every wording of a node, by its place inside the node and its language. */
export function wordingsOf(node: Node, locales: readonly string[]): Map<string, Wording> {
  const [main = ''] = locales;
  const messages = new Map(messagesOf(node).map(({ at, utterance }) => [`${at}.sms`, utterance.message]));
  const found = new Map<string, Wording>();
  for (const { at, text, spoken } of textsOf(node)) {
    if (!spoken) continue;
    const message = messages.get(at);
    for (const locale of locales) {
      found.set(`${at}/${locale}`, {
        text: readLocal(text, locale, locales),
        companion: companionOf(text, message, locale, main, locales),
      });
    }
  }
  return found;
}

function companionOf(
  text: LocalText,
  message: DraftMessage | undefined,
  locale: string,
  main: string,
  locales: readonly string[],
): string | undefined {
  if (message) return wordsIn(message, locale, locales);
  return locale === main ? undefined : readLocal(text, main, locales);
}

function wordsIn(message: DraftMessage, locale: string, locales: readonly string[]): string {
  return textsInMessage(message)
    .filter(({ spoken }) => spoken)
    .map(({ text }) => readLocal(text, locale, locales))
    .join('\n');
}

/** The records after an edit: what was rewritten fits again; what stayed goes on being compared with what it was for. */
export function recorded(
  records: Records,
  id: string,
  before: Node,
  after: Node,
  locales: readonly string[],
): Records {
  const old = wordingsOf(before, locales);
  let next: Record<string, string> | undefined;
  for (const [place, { text, companion }] of wordingsOf(after, locales)) {
    const was = old.get(place);
    if (companion === undefined || was?.companion === undefined) continue;
    const key = `nodes.${id}.${place}`;
    const isRewritten = was.text !== text;
    if (!isRewritten && (was.companion === companion || text === '' || Object.hasOwn(records, key))) continue;
    const print = fingerprint(isRewritten ? companion : was.companion);
    if (records[key] === print) continue;
    next ??= { ...records };
    next[key] = print;
  }
  return next ?? records;
}

/** Whether a wording may no longer fit. `published` is the step as customers have it now. */
export function isOutdated(
  records: Records,
  id: string,
  node: Node,
  place: string,
  locales: readonly string[],
  published: Node | undefined,
): boolean {
  const now = wordingsOf(node, locales).get(place);
  if (!now || now.text === '' || now.companion === undefined || now.companion === '') return false;
  const key = `nodes.${id}.${place}`;
  if (Object.hasOwn(records, key)) return records[key] !== fingerprint(now.companion);
  const then = published && wordingsOf(published, locales).get(place);
  return then?.companion !== undefined && then.companion !== now.companion && then.text === now.text;
}

/** Short and stable; not a secret. */
export function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  const plain = text.trim().replace(/\s+/g, ' ');
  for (let at = 0; at < plain.length; at += 1) hash = Math.imul(hash ^ plain.charCodeAt(at), 0x01000193);
  return `${(hash >>> 0).toString(36)}.${plain.length}`;
}

// --- kept in this browser ----------------------------------------------------------------------------------------

interface Kept {
  flow: string;
  records: Records;
}

/** What a storage can hold of one flow without pushing out other things. */
const MOST = 3000;

export const useWordings = create<Kept>(() => ({ flow: '', records: {} }));

/** The records of a flow, read when it is first asked for. */
export function openWordings(flow: string): void {
  if (useWordings.getState().flow !== flow) useWordings.setState({ flow, records: read(flow) });
}

export function noteEdit(flow: Flow, id: string, before: Node, after: Node): void {
  openWordings(flow.id);
  const { records } = useWordings.getState();
  const next = recorded(records, id, before, after, flow.locales);
  if (next !== records) keep(flow.id, next);
}

/** Says that a wording fits as it is. */
export function acceptWording(flow: Flow, id: string, place: string): void {
  openWordings(flow.id);
  const node = Object.hasOwn(flow.nodes, id) ? flow.nodes[id] : undefined;
  const companion = node && wordingsOf(node, flow.locales).get(place)?.companion;
  if (companion === undefined) return;
  keep(flow.id, { ...useWordings.getState().records, [`nodes.${id}.${place}`]: fingerprint(companion) });
}

function keep(flow: string, records: Records): void {
  const entries = Object.entries(records);
  const kept = entries.length > MOST ? Object.fromEntries(entries.slice(-MOST)) : records;
  useWordings.setState({ flow, records: kept });
  try {
    localStorage.setItem(keyOf(flow), JSON.stringify(kept));
  } catch {
    // Storage is full or refused: what is outdated is known until the page is closed.
  }
}

function read(flow: string): Records {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(keyOf(flow)) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return {};
    return Object.fromEntries(
      Object.entries(stored).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  } catch {
    return {};
  }
}

function keyOf(flow: string): string {
  return `carillon.wordings.${flow}`;
}
