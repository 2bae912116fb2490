/** Every text of a flow in which an author may write {{templates}}, with its place. Knows no rule about them. */
import type { Condition } from '../condition.ts';
import type { DraftCard, DraftMessage, DraftSuggestion, LocalText } from '../message.ts';
import type { InputValue } from '../nodes/call.ts';
import type { Node } from '../nodes/registry.ts';
import type { SignalExit, Utterance } from '../nodes/shape.ts';

export interface PlacedText {
  /** Inside the node. */
  at: string;
  text: LocalText;
  /** True for words that somebody reads, so that each language needs them. */
  spoken: boolean;
  /** Names that mean something here only: "item" in options, "signal" in a signal's condition. */
  local?: string;
}

export interface PlacedMessage {
  at: string;
  utterance: Utterance;
}

export interface PlacedCondition {
  at: string;
  condition: Condition;
  local?: string;
}

/** The messages a node sends, in the order it sends them. */
export function messagesOf(node: Node): PlacedMessage[] {
  switch (node.kind) {
    case 'say':
      return node.say.map((utterance, n) => ({ at: `say.${n}`, utterance }));
    case 'choose':
    case 'ask':
      return [{ at: 'ask', utterance: node.ask }];
    case 'handoff':
    case 'end':
      return node.say ? [{ at: 'say', utterance: node.say }] : [];
    default:
      return [];
  }
}

/** Every text of a node. */
export function textsOf(node: Node): PlacedText[] {
  return [
    ...messagesOf(node).flatMap(({ at, utterance }) => [
      ...textsInMessage(utterance.message).map((text) => ({ ...text, at: `${at}.message.${text.at}` })),
      ...(utterance.sms === undefined ? [] : [{ at: `${at}.sms`, text: utterance.sms, spoken: true }]),
    ]),
    ...ownTexts(node),
    ...conditionsOf(node).flatMap(({ at, condition, local }) =>
      literalsIn(condition, at).map((text) => ({ ...text, ...(local ? { local } : {}) })),
    ),
  ];
}

/** The conditions of a node: of a branch's cases and of signals. */
export function conditionsOf(node: Node): PlacedCondition[] {
  if (node.kind === 'branch') {
    return node.cases.map((item, n) => ({ at: `cases.${n}.when`, condition: item.when }));
  }
  if (node.kind !== 'choose' && node.kind !== 'wait') return [];
  return node.on.flatMap((item: SignalExit, n) =>
    item.when ? [{ at: `on.${n}.when`, condition: item.when, local: 'signal' }] : [],
  );
}

/** Every text of a message, those nobody reads (links, coordinates) included. */
export function textsInMessage(message: DraftMessage): PlacedText[] {
  const chips = textsInSuggestions(message.suggestions, 'suggestions');
  switch (message.kind) {
    case 'text':
      return [spoken('text', message.text), ...chips];
    case 'media':
      return [...textsInMedia(message, ''), ...chips];
    case 'card':
      return [...textsInCard(message.card, 'card'), ...chips];
    case 'carousel':
      return [...message.cards.flatMap((card, n) => textsInCard(card, `cards.${n}`)), ...chips];
  }
}

function textsInCard(card: DraftCard, at: string): PlacedText[] {
  return [
    ...some(`${at}.title`, card.title, true),
    ...some(`${at}.description`, card.description, true),
    ...(card.media ? textsInMedia(card.media, `${at}.media.`) : []),
    ...textsInSuggestions(card.suggestions, `${at}.suggestions`),
  ];
}

function textsInMedia(
  media: { url: LocalText; thumbnail?: LocalText; alt?: LocalText },
  at: string,
): PlacedText[] {
  return [
    silent(`${at}url`, media.url),
    ...some(`${at}thumbnail`, media.thumbnail, false),
    ...some(`${at}alt`, media.alt, true),
  ];
}

const SPOKEN_FIELDS = new Set(['label', 'title', 'description', 'text', 'place']);
const PLAIN_FIELDS = new Set(['kind', 'choice', 'view', 'recording']);

function textsInSuggestions(suggestions: DraftSuggestion[], at: string): PlacedText[] {
  return suggestions.flatMap((suggestion, n) =>
    Object.entries(suggestion).flatMap(([field, value]) => {
      if (PLAIN_FIELDS.has(field) || value === undefined || typeof value === 'number') return [];
      return [{ at: `${at}.${n}.${field}`, text: value as LocalText, spoken: SPOKEN_FIELDS.has(field) }];
    }),
  );
}

function ownTexts(node: Node): PlacedText[] {
  const retry = 'retry' in node ? (node.retry?.say ?? []) : [];
  const again = retry.map((text, n) => spoken(`retry.say.${n}`, text));
  const timeout = 'timeout' in node && typeof node.timeout === 'object' ? node.timeout : undefined;
  const until = timeout && 'at' in timeout ? [silent('timeout.at', timeout.at)] : [];
  switch (node.kind) {
    case 'choose':
      return [
        ...node.choices.map((choice, n) => spoken(`choices.${n}.label`, choice.label)),
        ...(node.options
          ? [
              { ...spoken('options.label', node.options.label), local: 'item' },
              { ...silent('options.value', node.options.value), local: 'item' },
            ]
          : []),
        ...again,
        ...until,
      ];
    case 'ask': {
      const { expect } = node;
      const bounds = expect.type === 'date' || expect.type === 'time' ? expect : undefined;
      return [
        ...node.skip.map((skip, n) => spoken(`skip.${n}.label`, skip.label)),
        ...some('expect.from', bounds?.from, false),
        ...some('expect.until', bounds?.until, false),
        ...(expect.type === 'choice'
          ? expect.of.map((item, n) => spoken(`expect.of.${n}.label`, item.label))
          : []),
        ...again,
        ...until,
      ];
    }
    case 'wait':
      return until;
    case 'set':
      return node.assign.flatMap((line, n) =>
        typeof line.to === 'string' ? [silent(`assign.${n}.to`, line.to)] : [],
      );
    case 'call':
      return textsInInput(node.input, 'input');
    case 'subflow':
      return Object.entries(node.input).map(([name, text]) => silent(`input.${name}`, text));
    case 'handoff':
      return [silent('summary', node.summary)];
    default:
      return [];
  }
}

function textsInInput(value: InputValue, at: string): PlacedText[] {
  if (typeof value === 'string') return [silent(at, value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => textsInInput(item, `${at}.${key}`));
}

function literalsIn(condition: Condition, at: string): PlacedText[] {
  if ('all' in condition) return condition.all.flatMap((part, n) => literalsIn(part, `${at}.all.${n}`));
  if ('any' in condition) return condition.any.flatMap((part, n) => literalsIn(part, `${at}.any.${n}`));
  if ('not' in condition) return literalsIn(condition.not, `${at}.not`);
  if (condition.is === 'exists') return [];
  const than = condition.is === 'one-of' ? condition.than : [condition.than];
  return than.flatMap((value) => (typeof value === 'string' ? [silent(`${at}.than`, value)] : []));
}

function spoken(at: string, text: LocalText): PlacedText {
  return { at, text, spoken: true };
}

function silent(at: string, text: LocalText): PlacedText {
  return { at, text, spoken: false };
}

function some(at: string, text: LocalText | undefined, isSpoken: boolean): PlacedText[] {
  return text === undefined ? [] : [{ at, text, spoken: isSpoken }];
}
