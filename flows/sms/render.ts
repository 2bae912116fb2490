/** A message as an SMS that an ordinary person understands, in few parts; knows no provider and no conversation. */
import { fold } from '../match.ts';
import { type Card, type Message, type Suggestion, suggestionsOf } from '../message.ts';
import { areNumbers, type Choice, choicesOf } from './choices.ts';
import { type Change, plainerCounted, type Smart } from './plainer.ts';
import type { Segments } from './segments.ts';
import { type SmsWords, smsWords } from './sms-words.ts';

export interface SmsOptions {
  /** The author's own wording, used as it is; empty is none. */
  own?: string;
  locale: string;
  /** The page that shows the same message; its calendar files lie at `${link}/<n>.ics`. */
  link?: string;
  smart: Smart;
  /** The number of the first choice; 1 if left out. */
  numberFrom?: number;
  /** The answer is typed: choices are named, not numbered. */
  typed?: true;
  /** What the law wants at the end: "STOP 36111". */
  mention?: string;
}

export interface RenderedSms extends Pick<Segments, 'encoding' | 'segments'> {
  text: string;
  /** What `smart` made of it. */
  changes: Change[];
  /** Whether `link` is in it. */
  linked: boolean;
}

/**
 * The SMS that stands for a message. Its words come first, then what can be called or opened, then the choices, then
 * the page.
 *
 * A picture, a carousel, or two addresses and more are replaced by one link to the page, if there is one. The
 * author's own wording is left as it is; choices are added to it only where it does not say itself how to choose.
 * Empty where the message says nothing an SMS could say. Never throws.
 */
export function renderSms(message: Message, options: SmsOptions): RenderedSms {
  const { locale, link, smart, mention } = options;
  const words = smsWords(locale);
  const own = tidy(options.own ?? '');
  const rich = needsPage(message);
  const body = own ? [own] : [...saidBy(message, options), ...actionsOf(message, options, rich, words)];
  const page = rich && link !== undefined && !own ? [`${words.see} ${link}`] : [];
  const choices = shownAsLines(message, options) && !own ? chipsOf(message) : choicesOf(message);
  const ask =
    own && names(own, choices, options.numberFrom ?? 1) ? [] : asking(message, choices, options, words);
  const write = (block: string | undefined) => {
    const said = together(body, block === undefined ? [] : [block], page);
    const mentioned = !mention || said.includes(mention) ? said : together([said], [mention]);
    return plainerCounted(mentioned, smart);
  };
  let plain = write(ask[0]);
  // A heading that alone would cost a part says nothing the numbers do not say.
  const [headed, bare] = ask;
  if (headed !== undefined && bare !== undefined && couldSave(plain.count, headed.length - bare.length)) {
    const without = write(bare);
    if (without.count.segments < plain.count.segments) plain = without;
  }
  const { encoding, segments } = plain.count;
  const linked = link !== undefined && plain.text.includes(link);
  return { text: plain.text, changes: plain.changes, encoding, segments, linked };
}

/** Whether a text without so many of its characters might have a part fewer. One alone holds a little more. */
function couldSave({ segments, perSegment, left }: Segments, characters: number): boolean {
  return segments > 1 && perSegment - left <= characters + 8;
}

function together(...blocks: string[][]): string {
  let text = '';
  for (const block of blocks) {
    for (const line of block) if (line !== '') text += text === '' ? line : `\n${line}`;
  }
  return text.trimEnd();
}

// --- what is said ------------------------------------------------------------------------------------------------

function saidBy(message: Message, options: SmsOptions): string[] {
  switch (message.kind) {
    case 'text':
      return [tidy(message.text)];
    case 'media':
      return [tidy(message.alt ?? ''), ...(options.link ? [] : [address(message.url)])];
    case 'card':
      return cardLines(message.card);
    case 'carousel':
      return carouselLines(message.cards, options);
  }
}

function cardLines({ title, description, media }: Card): string[] {
  const lines = [tidy(title ?? ''), tidy(description ?? '')];
  return lines.some(Boolean) ? lines : [tidy(media?.alt ?? '')];
}

/** Each card one line, after the number of its reply: "1 Cut and style - 45 min". */
function carouselLines(cards: readonly Card[], { numberFrom = 1, typed }: SmsOptions): string[] {
  let number = numberFrom;
  const bare = typed || cards.some((card) => areNumbers(repliesOf(card)));
  return cards.map((card) => {
    const replies = repliesOf(card);
    const words = cardLines(card).filter(Boolean);
    const title = oneLine(words[0] ?? '');
    const said = words[1] === undefined ? title : `${title} - ${beginning(words[1])}`;
    if (bare) return said;
    const [only] = replies;
    if (only && replies.length === 1) return `${number++} ${said || oneLine(only.label)}`;
    const listed = replies.map(({ label }) => `${number++} ${oneLine(label)}`).join(', ');
    return [said, listed].filter(Boolean).join(': ');
  });
}

function repliesOf(card: Card): Choice[] {
  return card.suggestions.filter((item) => item.kind === 'reply');
}

/** Whether the choices on cards are numbered in the cards' own lines. */
function shownAsLines(message: Message, { typed }: SmsOptions): boolean {
  return message.kind === 'carousel' && !typed && !message.cards.some((card) => areNumbers(repliesOf(card)));
}

function chipsOf(message: Message): Choice[] {
  return message.suggestions.filter((item) => item.kind === 'reply');
}

// --- what can be called, opened, answered ------------------------------------------------------------------------

/** Whether one page is better than what an SMS could hold. */
function needsPage(message: Message): boolean {
  if (message.kind === 'carousel' || message.kind === 'media') return true;
  if (message.kind === 'card' && message.card.media) return true;
  const addresses = suggestionsOf<Suggestion>(message).filter(
    ({ kind }) => kind === 'open-url' || kind === 'view-location' || kind === 'calendar',
  );
  return addresses.length > 1;
}

function actionsOf(message: Message, { link }: SmsOptions, rich: boolean, words: SmsWords): string[] {
  const onPage = rich && link !== undefined;
  const lines: string[] = [];
  suggestionsOf<Suggestion>(message).forEach((item, n) => {
    const label = oneLine(item.label);
    switch (item.kind) {
      case 'dial':
        lines.push(label.includes(item.phone) ? label : tidy(`${label}${words.colon} ${item.phone}`));
        break;
      case 'compose':
        lines.push(composeLine(item, words));
        break;
      case 'share-location':
        lines.push(words.address);
        break;
      case 'open-url':
        if (!onPage) lines.push(linkLine(label, address(item.url), words));
        break;
      case 'view-location':
        if (!onPage) lines.push(linkLine(label, mapAddress(item), words));
        break;
      case 'calendar':
        if (!onPage && link) lines.push(linkLine(label, `${link}/${n}.ics`, words));
    }
  });
  return [...new Set(lines)];
}

function linkLine(label: string, url: string, { colon }: SmsWords): string {
  return url && `${label}${colon} ${url}`;
}

function composeLine({ phone, text }: Extract<Suggestion, { kind: 'compose' }>, words: SmsWords): string {
  const to = tidy(`${words.text} ${phone}`);
  return text ? tidy(`${to}${words.colon} ${oneLine(text)}`) : to;
}

/** Only what a phone can open from anywhere: a path of ours means nothing in an SMS. */
function address(url: string): string {
  return /^https?:\/\/\S+$/i.test(url) ? url : '';
}

function mapAddress(item: Extract<Suggestion, { kind: 'view-location' }>): string {
  const { latitude, longitude, query, place } = item;
  const spot = latitude !== undefined && longitude !== undefined ? `${latitude},${longitude}` : undefined;
  const sought = spot ?? encodeURIComponent(whole(query ?? place ?? ''));
  return sought && `https://maps.google.com/?q=${sought}`;
}

// --- the choices -------------------------------------------------------------------------------------------------

/** Short enough for one sentence. */
const SENTENCE = 80;

/** How to answer; where it has a heading, a second wording without it. */
function asking(
  message: Message,
  choices: readonly Choice[],
  options: SmsOptions,
  words: SmsWords,
): string[] {
  const { typed } = options;
  const labels = choices.map(({ label }) => oneLine(label));
  if (typed) return labels.length ? [`${words.orReply} ${either(labels.map(typedAs), words)}`] : [];
  if (choices.length && areNumbers(choices)) return [`${words.reply} ${either(labels, words)}`];
  const onCards = shownAsLines(message, options) ? choicesOf(message).length - choices.length : 0;
  const first = (options.numberFrom ?? 1) + onCards;
  const numbered = labels.map((label, n) => `${first + n} ${label}`.trimEnd());
  if (onCards) {
    const list = numbered.join('\n');
    return [`${list}${list && '\n'}${words.replyNumber}`, list];
  }
  if (labels.length === 0) return [];
  const sentence = `${words.reply} ${labels.map((label, n) => `${first + n} ${words.for} ${label}`).join(', ')}`;
  const simple =
    labels.length <= 3 && sentence.length <= SENTENCE && !labels.some((label) => label.includes(','));
  if (simple || labels.length === 1) return [sentence];
  return [`${words.replyNumber}${words.colon}\n${numbered.join('\n')}`, numbered.join('\n')];
}

/** SKIP; but a label that capitals would make another word, or that is long or a list, stays as it is written. */
function typedAs(label: string): string {
  const capitals = label.toUpperCase().replace(/[\s?!.…]+$/u, '');
  return label.length <= 20 && !label.includes(',') && fold(capitals) === fold(label)
    ? capitals
    : `"${label}"`;
}

function either(labels: readonly string[], { or }: SmsWords): string {
  const last = labels.at(-1) ?? '';
  return labels.length > 1 ? `${labels.slice(0, -1).join(', ')} ${or} ${last}` : last;
}

const REPLY_WITH =
  /\b(?:reply|answer|text|type|send|press|choose|repondez|reponds|tapez|envoyez|choisissez)\b\W*(?:(?:with|by|the|number|option|par|le|numero|avec)\W+)*(\d{1,3})\b/gi;

/**
 * Whether a wording says itself how to choose: "reply 2", a label in capitals or in quotes. A number or a word alone
 * says nothing: it may be a date, or a sentence.
 */
function names(own: string, choices: readonly Choice[], from: number): boolean {
  if (choices.length === 0) return true;
  const bare = withoutAccents(own);
  for (const [, number] of bare.matchAll(REPLY_WITH)) {
    if (Number(number) >= from && Number(number) < from + choices.length) return true;
  }
  const said = ` ${inWords(bare)} `;
  return choices.some(({ label }) => {
    const capitals = inWords(withoutAccents(label).toUpperCase());
    if (capitals.length > 1 && capitals !== capitals.toLowerCase() && said.includes(` ${capitals} `))
      return true;
    return own.includes(`"${label}"`) || own.includes(`“${label}”`);
  });
}

function withoutAccents(text: string): string {
  return text.normalize('NFD').replace(/[\u0300-\u036f]/g, '');
}

function inWords(text: string): string {
  return text.replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
}

// --- texts -------------------------------------------------------------------------------------------------------

/** Controls but the line break. */
const CONTROLS = /(?!\n)\p{Cc}/gu;

/** Without half surrogates and controls, spaces at ends of lines, and more than one empty line together. */
function tidy(text: string): string {
  if (isTidy(text)) return text;
  let tidied = '';
  let empty = 0;
  for (const line of whole(text).split('\n')) {
    const kept = line.trimEnd();
    empty = kept === '' ? empty + 1 : 0;
    if (empty <= 1) tidied += `${kept}\n`;
  }
  return tidied.trim();
}

/** True for most texts, so that they are not taken apart: one line, without a space at its ends, all printable. */
function isTidy(text: string): boolean {
  const { length } = text;
  for (let at = 0; at < length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x20 || (unit >= 0x7f && unit < 0xa1) || (unit >= 0xd800 && unit < 0xe000)) return false;
  }
  return length === 0 || (text[0] !== ' ' && text[length - 1] !== ' ' && text.trim().length === length);
}

function whole(text: string): string {
  const lines = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  const formed = lines.isWellFormed() ? lines : lines.replace(/\p{Cs}/gu, '');
  return CONTROL.test(formed) ? formed.replace(/\t/g, ' ').replace(CONTROLS, '') : formed;
}

/** Cheaper than `CONTROLS` for the many texts that have none. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it looks for them.
const CONTROL = /[\x00-\x09\x0b-\x1f\x7f-\x9f]/;

function oneLine(text: string): string {
  return tidy(text).replace(/\n+/g, ' ');
}

const BEGINNING = 60;
const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What a description begins with: its first line, cut between words. */
function beginning(description: string): string {
  const line = description.split('\n', 1)[0] ?? '';
  if (line.length <= BEGINNING) return line;
  const space = line.lastIndexOf(' ', BEGINNING);
  const end =
    space > BEGINNING / 2 ? space : (segmenter.segment(line).containing(BEGINNING)?.index ?? BEGINNING);
  return `${line.slice(0, end).replace(/[\s.,;:]+$/u, '')}...`;
}
