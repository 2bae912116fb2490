/**
 * What a phone cannot show, said in a way it can; knows Google's feature names, not its wire format.
 *
 * Google does not degrade a message itself: one unsupported feature and the whole message is a 400 (guide "Send
 * messages"). Nothing an author wrote is dropped: what cannot be a button becomes a line of text, a reply, or both.
 */
import { LIMITS } from '../../../flows/limits.ts';
import type { Card, Message, Suggestion } from '../../../flows/message.ts';
import { clip } from './clip.ts';
import type { Feature } from './schema.ts';

export interface Place {
  /** Makes "/media/a.png" absolute. */
  absolute(url: string): string;
  /** For dates in a text: the brand's own. */
  locale: string;
  timezone: string;
}

/** True if the message uses anything a phone may lack; text and replies work on all. */
export function needsFeatures(message: Message): boolean {
  if (message.kind === 'card' || message.kind === 'carousel') return true;
  return message.suggestions.some(({ kind }) => kind !== 'reply');
}

/** The message as a phone with these features can show it; unchanged if nothing is missing. */
export function degrade(message: Message, features: ReadonlySet<string>, place: Place): Message {
  const { suggestions, lines } = fitSuggestions(message.suggestions, features, place);
  switch (message.kind) {
    case 'text':
      return { ...message, text: appended(message.text, lines, LIMITS.text), suggestions };
    case 'media':
      if (lines.length === 0) return { ...message, suggestions };
      // A file has no room for text, so the text carries the file.
      return { kind: 'text', text: joined(message.alt, place.absolute(message.url), ...lines), suggestions };
    case 'card': {
      const card = fitCard(message.card, features, place);
      if (features.has(RICH_CARD)) {
        return { ...message, card: withLines(card, lines), suggestions };
      }
      return flatCard(card, lines, suggestions, place);
    }
    case 'carousel': {
      const cards = message.cards.map((card) => fitCard(card, features, place));
      const [last] = cards.slice(-1);
      if (features.has(CAROUSEL) && last) {
        return { ...message, cards: [...cards.slice(0, -1), withLines(last, lines)], suggestions };
      }
      return flatCarousel(cards, lines, suggestions, place);
    }
  }
}

const RICH_CARD: Feature = 'RICHCARD_STANDALONE';
const CAROUSEL: Feature = 'RICHCARD_CAROUSEL';
const OPEN_URL: Feature = 'ACTION_OPEN_URL';

// --- suggestions -----------------------------------------------------------------------------------------------

type Action = Exclude<Suggestion, { kind: 'reply' }>;

/** "compose" has no feature of its own. */
const FEATURE_OF: Record<Action['kind'], Feature | undefined> = {
  dial: 'ACTION_DIAL',
  'view-location': 'ACTION_VIEW_LOCATION',
  'share-location': 'ACTION_SHARE_LOCATION',
  calendar: 'ACTION_CREATE_CALENDAR_EVENT',
  'open-url': OPEN_URL,
  compose: undefined,
};

function fitSuggestions(suggestions: Suggestion[], features: ReadonlySet<string>, place: Place) {
  const kept: Suggestion[] = [];
  const lines: string[] = [];
  for (const suggestion of suggestions) {
    const { chip, line } = fitSuggestion(suggestion, features, place);
    if (chip) kept.push(chip);
    if (line) lines.push(line);
  }
  return { suggestions: kept, lines };
}

function fitSuggestion(
  suggestion: Suggestion,
  features: ReadonlySet<string>,
  place: Place,
): { chip?: Suggestion; line?: string } {
  if (suggestion.kind === 'reply') return { chip: suggestion };
  const feature = FEATURE_OF[suggestion.kind];
  if (!feature || features.has(feature)) {
    const noWebview = suggestion.kind === 'open-url' && !features.has('ACTION_OPEN_URL_IN_WEBVIEW');
    return { chip: noWebview ? { ...suggestion, view: 'browser' } : suggestion };
  }
  const { label, data, fallbackUrl } = suggestion;
  if (fallbackUrl && suggestion.kind !== 'open-url' && features.has(OPEN_URL)) {
    return { chip: { kind: 'open-url', label, data, url: fallbackUrl, view: 'browser' } };
  }
  const instead = inWords(suggestion, place);
  if (instead === undefined) return { chip: { kind: 'reply', label, data: data ?? label } };
  // A flow that waits for the tap still gets it: from a reply with the same postback.
  return {
    line: `${label}: ${instead}`,
    ...(data ? { chip: { kind: 'reply', label, data } } : {}),
  };
}

/** What the action would have done, as something to read or tap in a text; undefined if words cannot replace it. */
function inWords(action: Action, place: Place): string | undefined {
  if (action.fallbackUrl && action.kind !== 'open-url') return place.absolute(action.fallbackUrl);
  switch (action.kind) {
    case 'open-url':
      return place.absolute(action.url);
    case 'dial':
    case 'compose':
      return action.phone;
    case 'view-location': {
      const { latitude, longitude } = action;
      const spot = latitude !== undefined && longitude !== undefined ? `${latitude},${longitude}` : undefined;
      const query = spot ?? action.query ?? action.place ?? action.label;
      return `https://www.google.com/maps/search/?api=1&query=${encodeURIComponent(query)}`;
    }
    case 'calendar':
      return `${action.title}, ${span(action.start, action.end, place)}`;
    case 'share-location':
      return undefined;
  }
}

function span(start: string, end: string, { locale, timezone }: Place): string {
  const [from, to] = [new Date(start), new Date(end)];
  if (Number.isNaN(from.getTime()) || Number.isNaN(to.getTime())) return `${start} – ${end}`;
  try {
    return new Intl.DateTimeFormat(locale, {
      dateStyle: 'full',
      timeStyle: 'short',
      timeZone: timezone,
    }).formatRange(from, to);
  } catch {
    // A locale or time zone this machine does not know.
    return `${from.toISOString()} – ${to.toISOString()}`;
  }
}

// --- cards -----------------------------------------------------------------------------------------------------

/** A card's own buttons and picture, fitted. */
function fitCard(card: Card, features: ReadonlySet<string>, place: Place): Card {
  const { suggestions, lines } = fitSuggestions(card.suggestions, features, place);
  const fitted = withLines({ ...card, suggestions }, lines);
  const pdf = card.media && extension(card.media.url) === 'pdf';
  return pdf && !features.has('PDF_IN_RICH_CARDS') ? withoutMedia(fitted, place) : fitted;
}

/** The card with its file as a link in the description. */
export function withoutMedia(card: Card, place: Pick<Place, 'absolute'>): Card {
  if (!card.media) return card;
  const { media, ...rest } = card;
  return withLines(rest, [[media.alt, place.absolute(media.url)].filter(Boolean).join(': ')]);
}

/** The letters after the last dot of an address's path, in lower case. */
export function extension(url: string): string | undefined {
  return /\.([a-z0-9]+)$/.exec((url.split(/[?#]/, 1)[0] ?? '').toLowerCase())?.[1];
}

function withLines(card: Card, lines: string[]): Card {
  return lines.length === 0
    ? card
    : { ...card, description: appended(card.description, lines, LIMITS.cardDescription) };
}

/** A card for a phone without cards: a text; or the bare file, if the card was nothing else. */
function flatCard(card: Card, lines: string[], chips: Suggestion[], place: Place): Message {
  const suggestions = [...card.suggestions, ...chips].slice(0, LIMITS.suggestionsPerMessage);
  if (card.media && !card.title && !card.description && lines.length === 0) {
    const { url, thumbnail, alt } = card.media;
    return { kind: 'media', url, thumbnail, alt, suggestions };
  }
  const link = card.media && place.absolute(card.media.url);
  const ending = link ? [link, ...lines] : lines;
  return {
    kind: 'text',
    text: appended(joined(card.title, card.description), ending, LIMITS.text),
    suggestions,
  };
}

/** A carousel for a phone without: a numbered list, and the cards' buttons with the same numbers. */
function flatCarousel(cards: Card[], lines: string[], chips: Suggestion[], place: Place): Message {
  const items = cards.map((card, index) => {
    const link = card.media && place.absolute(card.media.url);
    return `${index + 1}. ${joined(card.title, card.description, link)}`;
  });
  const buttons = cards.flatMap((card, index) =>
    card.suggestions.map((suggestion) => ({ suggestion, number: index + 1 })),
  );
  const seen = new Map<string, number>();
  for (const { suggestion } of buttons) seen.set(suggestion.label, (seen.get(suggestion.label) ?? 0) + 1);
  const numbered = buttons.map(({ suggestion, number }) =>
    (seen.get(suggestion.label) ?? 0) > 1
      ? { ...suggestion, label: withNumber(suggestion.label, number) }
      : suggestion,
  );
  // What is said under the carousel leads on ("Show more", "Back"): it keeps its place, at most half of them.
  const under = chips.slice(0, Math.max(Math.floor(LIMITS.suggestionsPerMessage / 2), room(numbered)));
  return {
    kind: 'text',
    text: appended(items.join('\n\n'), lines, LIMITS.text),
    suggestions: [...numbered.slice(0, LIMITS.suggestionsPerMessage - under.length), ...under],
  };
}

function room(taken: unknown[]): number {
  return Math.max(0, LIMITS.suggestionsPerMessage - taken.length);
}

function withNumber(label: string, number: number): string {
  const suffix = ` ${number}`;
  return label.slice(0, LIMITS.suggestionLabel - suffix.length).trimEnd() + suffix;
}

/** If it is too long together, the text gives way: a link cut short leads nowhere. */
function appended(text: string | undefined, lines: string[], max: number): string {
  const ending = lines.join('\n');
  return ending ? joined(clip(text ?? '', Math.max(1, max - ending.length - 1)), ending) : (text ?? '');
}

function joined(...parts: (string | undefined)[]): string {
  return parts.filter(Boolean).join('\n');
}
