/** Makes a message keep RBM's limits, or says which it breaks. Knows the limits, not how a channel writes them. */
import { LIMITS } from './limits.ts';
import type { Card, Message, Suggestion } from './message.ts';

export interface OverLimit {
  /** Where: "text", "suggestions.3.label", "cards.0.title". */
  path: string;
  limit: number;
  actual: number;
}

/**
 * The messages that say what one message says within the limits: nearly always the message itself, untouched. A long
 * text becomes several, its suggestions under the last; labels, titles and descriptions are cut with an ellipsis;
 * suggestions and cards too many are dropped from the end; characters no phone shows are removed. Addresses and
 * postbacks are never cut: a shortened one would lead elsewhere.
 */
export function fit(message: Message): Message[] {
  if (isClean(message) && overLimits(message).length === 0) return [message];
  switch (message.kind) {
    case 'text': {
      const pieces = split(readable(message.text), LIMITS.text);
      const last = pieces.length - 1;
      return pieces.map((text, index) => ({
        ...message,
        text,
        suggestions: index === last ? chips(message.suggestions, LIMITS.suggestionsPerMessage) : [],
      }));
    }
    case 'media':
      return [
        {
          ...message,
          ...(message.alt === undefined ? {} : { alt: readable(message.alt) }),
          suggestions: chips(message.suggestions, LIMITS.suggestionsPerMessage),
        },
      ];
    case 'card':
      return [
        {
          ...message,
          card: fitCard(message.card),
          suggestions: chips(message.suggestions, LIMITS.suggestionsPerMessage),
        },
      ];
    case 'carousel': {
      const cards = message.cards.slice(0, LIMITS.carouselMaxCards).map(fitCard);
      const suggestions = chips(message.suggestions, LIMITS.suggestionsPerMessage);
      const [only] = cards;
      // RBM refuses a carousel of one card.
      return cards.length === 1 && only
        ? [{ kind: 'card', orientation: 'vertical', align: 'left', card: only, suggestions }]
        : [{ ...message, cards, suggestions }];
    }
  }
}

/** Every limit of RBM a message breaks, in reading order; lengths in UTF-16 units. */
export function overLimits(message: Message): OverLimit[] {
  const over: OverLimit[] = [];
  const check = (path: string, actual: number, limit: number) => {
    if (actual > limit) over.push({ path, limit, actual });
  };
  const checkText = (path: string, text: string | undefined, limit: number) => {
    if (text !== undefined) check(path, text.length, limit);
  };
  const checkChips = (path: string, suggestions: Suggestion[], limit: number) => {
    check(path, suggestions.length, limit);
    suggestions.forEach((item, index) => {
      const at = `${path}.${index}`;
      checkText(`${at}.label`, item.label, LIMITS.suggestionLabel);
      checkText(`${at}.data`, item.data, LIMITS.postbackData);
      if (item.kind !== 'reply') checkText(`${at}.fallbackUrl`, item.fallbackUrl, LIMITS.url);
      if (item.kind === 'open-url') checkText(`${at}.url`, item.url, LIMITS.url);
      if (item.kind === 'calendar') {
        checkText(`${at}.title`, item.title, LIMITS.calendarTitle);
        checkText(`${at}.description`, item.description, LIMITS.calendarDescription);
      }
    });
  };
  const checkCard = (path: string, card: Card) => {
    checkText(`${path}.title`, card.title, LIMITS.cardTitle);
    checkText(`${path}.description`, card.description, LIMITS.cardDescription);
    checkText(`${path}.media.url`, card.media?.url, LIMITS.url);
    checkText(`${path}.media.thumbnail`, card.media?.thumbnail, LIMITS.url);
    checkChips(`${path}.suggestions`, card.suggestions, LIMITS.suggestionsPerCard);
  };
  switch (message.kind) {
    case 'text':
      checkText('text', message.text, LIMITS.text);
      break;
    case 'media':
      checkText('url', message.url, LIMITS.url);
      checkText('thumbnail', message.thumbnail, LIMITS.url);
      break;
    case 'card':
      checkCard('card', message.card);
      break;
    case 'carousel': {
      const { length } = message.cards;
      if (length < LIMITS.carouselMinCards) {
        over.push({ path: 'cards', limit: LIMITS.carouselMinCards, actual: length });
      }
      check('cards', length, LIMITS.carouselMaxCards);
      message.cards.forEach((card, index) => {
        checkCard(`cards.${index}`, card);
      });
    }
  }
  checkChips('suggestions', message.suggestions, LIMITS.suggestionsPerMessage);
  return over;
}

function fitCard(card: Card): Card {
  return {
    ...card,
    ...(card.title === undefined ? {} : { title: cut(readable(card.title), LIMITS.cardTitle) }),
    ...(card.description === undefined
      ? {}
      : { description: cut(readable(card.description), LIMITS.cardDescription) }),
    ...(card.media?.alt === undefined ? {} : { media: { ...card.media, alt: readable(card.media.alt) } }),
    suggestions: chips(card.suggestions, LIMITS.suggestionsPerCard),
  };
}

function chips(suggestions: Suggestion[], most: number): Suggestion[] {
  return suggestions.slice(0, most).map((item) => {
    const label = cut(readable(item.label), LIMITS.suggestionLabel);
    switch (item.kind) {
      case 'calendar':
        return {
          ...item,
          label,
          title: cut(readable(item.title), LIMITS.calendarTitle),
          ...(item.description === undefined
            ? {}
            : { description: cut(readable(item.description), LIMITS.calendarDescription) }),
        };
      case 'compose':
        return { ...item, label, ...(item.text === undefined ? {} : { text: readable(item.text) }) };
      default:
        return { ...item, label };
    }
  });
}

// --- texts -----------------------------------------------------------------------------------------------------

/** Controls other than newline and tab, and halves of surrogate pairs. */
const UNREADABLE = /(?![\n\t])[\p{Cc}\p{Cs}]/u;
const CONTROLS = /(?![\n\t])\p{Cc}/gu;
const HALVES = /\p{Cs}/gu;

/** Well-formed and without control characters; a half surrogate becomes U+FFFD. */
function readable(text: string): string {
  return UNREADABLE.test(text) ? text.replace(CONTROLS, '').replace(HALVES, '\ufffd') : text;
}

/** True where every text that `fit` may change is readable as it is. */
function isClean(message: Message): boolean {
  if (message.kind === 'text' && UNREADABLE.test(message.text)) return false;
  if (message.kind === 'media' && UNREADABLE.test(message.alt ?? '')) return false;
  const cards = message.kind === 'card' ? [message.card] : message.kind === 'carousel' ? message.cards : [];
  return cards.every(isCleanCard) && message.suggestions.every(isCleanSuggestion);
}

function isCleanCard({ title = '', description = '', media, suggestions }: Card): boolean {
  return (
    !UNREADABLE.test(title) &&
    !UNREADABLE.test(description) &&
    !UNREADABLE.test(media?.alt ?? '') &&
    suggestions.every(isCleanSuggestion)
  );
}

function isCleanSuggestion(item: Suggestion): boolean {
  if (UNREADABLE.test(item.label)) return false;
  if (item.kind === 'compose') return !UNREADABLE.test(item.text ?? '');
  return (
    item.kind !== 'calendar' || !(UNREADABLE.test(item.title) || UNREADABLE.test(item.description ?? ''))
  );
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const ELLIPSIS = '…';

/** The text, or its beginning with an ellipsis, within so many UTF-16 units; never ends inside a grapheme. */
function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return text.slice(0, graphemeEnd(text, limit - ELLIPSIS.length)).trimEnd() + ELLIPSIS;
}

/**
 * The last place at or before a limit where one grapheme ends and another begins. A single grapheme larger than the
 * limit, which only mischief makes, is cut between code points.
 */
function graphemeEnd(text: string, limit: number): number {
  // A little beyond the limit shows whether the last grapheme goes on there.
  const end = segmenter.segment(text.slice(0, limit + 64)).containing(limit)?.index ?? limit;
  if (end > 0) return end;
  return /[\ud800-\udbff]/.test(text[limit - 1] ?? '') ? limit - 1 : limit;
}

/** A text longer than this many messages is an accident of some service's answer; nobody reads on. */
const MAX_PIECES = 10;

/** The text in pieces of at most so many units, cut where reading pauses: paragraph, line, sentence, word, grapheme. */
function split(text: string, limit: number): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > limit) {
    if (pieces.length === MAX_PIECES - 1) {
      rest = cut(rest, limit);
      break;
    }
    const end = pause(rest, limit);
    const piece = rest.slice(0, end).trimEnd();
    if (piece) pieces.push(piece);
    rest = rest.slice(end).trimStart();
  }
  if (rest || pieces.length === 0) pieces.push(rest);
  return pieces;
}

function pause(text: string, limit: number): number {
  // One unit further: a pause that begins exactly at the limit still counts.
  const window = text.slice(0, limit + 1);
  const half = limit / 2;
  for (const mark of ['\n\n', '\n']) {
    const at = window.lastIndexOf(mark);
    if (at >= half) return at;
  }
  let sentence = 0;
  for (const match of window.matchAll(/[.!?…。！？]["'»”)\]]*(?=\s)/gu))
    sentence = match.index + match[0].length;
  if (sentence >= half) return Math.min(sentence, limit);
  for (let at = window.length - 1; at >= half; at--) {
    if (/\s/u.test(window[at] ?? '')) return at;
  }
  return graphemeEnd(text, limit);
}
