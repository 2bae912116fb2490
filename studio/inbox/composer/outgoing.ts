/** What is composed and has not gone: files, cards, what was refused because somebody wrote meanwhile. Pure; sends nothing. */
import type { DraftMessage, Message } from '../../../flows/message.ts';
import type { SayHow } from '../inbox-requests.ts';

export interface HeldFile {
  id: string;
  url: string;
  thumbnail?: string;
  name: string;
}

export interface HeldCard {
  id: string;
  draft: DraftMessage;
  /** The typed words it was begun with: they are sent with it, and leave the field then. */
  typed?: string;
}

/** What a click on Send means: the field with its files, one card, or a message that is said again. */
export type Source =
  | { from: 'field' }
  | { from: 'card'; id: string; message: Message }
  | { from: 'again'; message: Message };

export interface Blocked {
  source: Source;
  how: SayHow;
  /** The colleague who has answered; the customer wrote something, if left out. */
  by?: string;
}

export interface Outgoing {
  files: readonly HeldFile[];
  cards: readonly HeldCard[];
  /** The card that is being written. */
  open?: string;
  blocked?: Blocked;
}

export const NOTHING_HELD: Outgoing = { files: [], cards: [] };

/** One message to be said, and what of the composer it stands for. */
export interface Piece {
  what: { text: string } | { message: Message };
  of: { file: string } | { card: string } | { text: string } | 'again';
}

export type Change =
  | { kind: 'file'; file: HeldFile }
  | { kind: 'drop-file'; id: string }
  /** A new card, which is opened to be written. */
  | { kind: 'card'; card: HeldCard }
  | { kind: 'edit'; id: string; draft: DraftMessage }
  | { kind: 'open'; id: string }
  /** The card that is open is closed and kept. */
  | { kind: 'aside' }
  | { kind: 'drop-card'; id: string }
  /** It is with the server. */
  | { kind: 'said'; piece: Piece }
  | { kind: 'blocked'; blocked: Blocked }
  /** Whoever was stopped reads first, or tries again. */
  | { kind: 'unblocked' };

export function outgoingAfter(before: Outgoing, change: Change): Outgoing {
  switch (change.kind) {
    case 'file':
      return { ...before, files: [...before.files, change.file] };
    case 'drop-file':
      return { ...before, files: before.files.filter(({ id }) => id !== change.id) };
    case 'card':
      return { ...before, cards: [...before.cards, change.card], open: change.card.id };
    case 'edit':
      return {
        ...before,
        cards: before.cards.map((card) => (card.id === change.id ? { ...card, draft: change.draft } : card)),
      };
    case 'open':
      return { ...before, open: change.id };
    case 'aside':
      return closed(before);
    case 'drop-card':
      return withoutCard(before, change.id);
    case 'said': {
      const { of } = change.piece;
      if (of === 'again' || 'text' in of) return before;
      if ('card' in of) return withoutCard(before, of.card);
      return { ...before, files: before.files.filter(({ id }) => id !== of.file) };
    }
    case 'blocked':
      return { ...before, blocked: change.blocked };
    case 'unblocked': {
      const { blocked: _blocked, ...rest } = before;
      return rest;
    }
  }
}

/** What goes out, in this order: the field's files as they were attached, then its words as they stand now. */
export function piecesOf({ files }: Outgoing, source: Source, text: string): Piece[] {
  if (source.from === 'again') return [{ what: { message: source.message }, of: 'again' }];
  if (source.from === 'card') return [{ what: { message: source.message }, of: { card: source.id } }];
  const words = text.trim();
  return [
    ...files.map((file): Piece => ({ what: { message: messageOfFile(file) }, of: { file: file.id } })),
    ...(words === '' ? [] : [{ what: { text: words }, of: { text: words } }]),
  ];
}

/**
 * Says the pieces one after the other. Each that is said is taken away at once, so that what comes to grief later says
 * none of them twice. Rejects with the first failure; what was not said stays.
 */
export async function sayPieces(
  pieces: readonly Piece[],
  say: (what: Piece['what']) => Promise<unknown>,
  said: (piece: Piece) => void,
): Promise<void> {
  for (const piece of pieces) {
    await say(piece.what);
    said(piece);
  }
}

/** What stays in the field once `said` has gone: what was written behind it meanwhile, or all of it if it is another text. */
export function textAfter(now: string, said: string): string {
  const words = now.trimStart();
  if (words.trimEnd() === said) return '';
  return words.startsWith(said) && /^\s/.test(words.slice(said.length))
    ? words.slice(said.length).trimStart()
    : now;
}

/** Where a message that was taken back goes: its words to the field, a file to the files, anything else to a card. */
export function takenBack(
  message: Message,
  id: string,
): { text: string } | { file: HeldFile } | { card: HeldCard } {
  if (message.kind === 'text' && message.suggestions.length === 0) return { text: message.text };
  if (message.kind === 'media' && message.suggestions.length === 0) {
    const { url, thumbnail, alt } = message;
    return { file: { id, url, name: alt ?? nameIn(url), ...(thumbnail ? { thumbnail } : {}) } };
  }
  return { card: { id, draft: message as DraftMessage } };
}

function messageOfFile({ url, thumbnail, name }: HeldFile): Message {
  return { kind: 'media', url, ...(thumbnail ? { thumbnail } : {}), alt: name, suggestions: [] };
}

function nameIn(url: string): string {
  return url.split(/[?#]/)[0]?.split('/').at(-1) || url;
}

function closed({ open: _open, ...rest }: Outgoing): Outgoing {
  return rest;
}

function withoutCard(before: Outgoing, id: string): Outgoing {
  const cards = before.cards.filter((card) => card.id !== id);
  return before.open === id ? { ...closed(before), cards } : { ...before, cards };
}
