/** A message in Google's wire format, exactly; knows the format and the phone's features, never sends. */
import { LIMITS } from '../../../flows/limits.ts';
import type { Card, Media, Message, Suggestion, TrafficType } from '../../../flows/message.ts';
import type { Outbound } from '../port.ts';
import { clip } from './clip.ts';
import { degrade, extension, withoutMedia } from './degrade.ts';
import type {
  MessageTrafficType,
  Schema$AgentContentMessage,
  Schema$AgentMessage,
  Schema$CardContent,
  Schema$ContentInfo,
  Schema$OpenUrlAction,
  Schema$SuggestedAction,
  Schema$Suggestion,
} from './schema.ts';

export interface RenderOptions {
  /** Goes before addresses that begin with "/": "https://chat.example.com". */
  publicUrl: string;
}

/**
 * The body of `phones.agentMessages.create`. `features` is what the phone can show; undefined if nobody knows, and
 * then nothing is held back. Texts beyond Google's limits are shortened, because Google refuses the message else.
 * Source: REST reference `phones.agentMessages`, guides "Send messages" and "Rich cards".
 */
export function render(
  outbound: Pick<Outbound, 'brand' | 'message' | 'traffic' | 'ttl' | 'expires'>,
  features: ReadonlySet<string> | undefined,
  options: RenderOptions,
): Schema$AgentMessage {
  const base = options.publicUrl.replace(/\/+$/, '');
  const absolute: Absolute = (url) => (url.startsWith('/') && !url.startsWith('//') ? base + url : url);
  const { locale, timezone } = outbound.brand;
  const message = features
    ? degrade(outbound.message, features, { absolute, locale, timezone })
    : outbound.message;
  return {
    contentMessage: toContent(message, absolute),
    messageTrafficType: TRAFFIC[outbound.traffic],
    // One of the two, as Google has it.
    ...(outbound.expires !== undefined
      ? { expireTime: new Date(outbound.expires).toISOString() }
      : outbound.ttl === undefined
        ? {}
        : { ttl: toTtl(outbound.ttl) }),
  };
}

type Absolute = (url: string) => string;

const TRAFFIC: Record<TrafficType, MessageTrafficType> = {
  authentication: 'AUTHENTICATION',
  transaction: 'TRANSACTION',
  promotion: 'PROMOTION',
  'service-request': 'SERVICEREQUEST',
  acknowledgement: 'ACKNOWLEDGEMENT',
};

function toTtl(seconds: number): string {
  return `${Math.min(Math.max(1, Math.ceil(seconds)), LIMITS.ttlMaxSeconds)}s`;
}

function toContent(message: Message, absolute: Absolute): Schema$AgentContentMessage {
  const chips = toSuggestions(message.suggestions, LIMITS.suggestionsPerMessage, absolute);
  switch (message.kind) {
    case 'text':
      return { text: clip(message.text, LIMITS.text), ...chips };
    case 'media':
      return { contentInfo: toContentInfo(message, absolute), ...chips };
    case 'card': {
      const cardContent = toCard(message.card, absolute);
      // A horizontal card with a picture and nothing beside it is refused.
      const bare = !cardContent.title && !cardContent.description && !cardContent.suggestions;
      const standaloneCard =
        message.orientation === 'horizontal' && !bare
          ? {
              cardOrientation: 'HORIZONTAL' as const,
              thumbnailImageAlignment: message.align === 'right' ? ('RIGHT' as const) : ('LEFT' as const),
              cardContent,
            }
          : { cardOrientation: 'VERTICAL' as const, cardContent };
      return { richCard: { standaloneCard }, ...chips };
    }
    case 'carousel': {
      const cardContents = message.cards.map((card) => toCard(card, absolute, message.width));
      const cardWidth = message.width === 'small' ? 'SMALL' : 'MEDIUM';
      return { richCard: { carouselCard: { cardWidth, cardContents } }, ...chips };
    }
  }
}

const HEIGHT = { short: 'SHORT', medium: 'MEDIUM', tall: 'TALL' } as const;
const AUDIO = new Set(['aac', 'mp3', 'mpga', 'm4a', '3gp', 'amr', 'ogg', 'oga', 'opus', 'wav']);

function toCard(given: Card, absolute: Absolute, width?: 'small' | 'medium'): Schema$CardContent {
  const audio = given.media && AUDIO.has(extension(given.media.url) ?? '');
  const card = audio ? withoutMedia(given, { absolute }) : given;
  return {
    ...(card.title ? { title: clip(card.title, LIMITS.cardTitle) } : {}),
    ...(card.description ? { description: clip(card.description, LIMITS.cardDescription) } : {}),
    ...(card.media
      ? { media: { height: toHeight(card.media, width), contentInfo: toContentInfo(card.media, absolute) } }
      : {}),
    ...toSuggestions(card.suggestions, LIMITS.suggestionsPerCard, absolute),
  };
}

/** Google refuses tall media in a small carousel. */
function toHeight({ height }: Media, width: 'small' | 'medium' | undefined) {
  return width === 'small' && height === 'tall' ? HEIGHT.medium : HEIGHT[height];
}

function toContentInfo(file: { url: string; thumbnail?: string }, absolute: Absolute): Schema$ContentInfo {
  return {
    fileUrl: absolute(file.url),
    ...(file.thumbnail ? { thumbnailUrl: absolute(file.thumbnail) } : {}),
    // True would make Google fetch the file for every message, and slow each of them.
    forceRefresh: false,
  };
}

function toSuggestions(suggestions: Suggestion[], max: number, absolute: Absolute) {
  if (suggestions.length === 0) return {};
  return { suggestions: suggestions.slice(0, max).map((suggestion) => toSuggestion(suggestion, absolute)) };
}

function toSuggestion(suggestion: Suggestion, absolute: Absolute): Schema$Suggestion {
  const text = clip(suggestion.label, LIMITS.suggestionLabel);
  if (suggestion.kind === 'reply') return { reply: { text, postbackData: suggestion.data } };
  const { data, fallbackUrl } = suggestion;
  return {
    action: {
      text,
      ...(data === undefined ? {} : { postbackData: data }),
      ...(fallbackUrl ? { fallbackUrl: absolute(fallbackUrl) } : {}),
      ...toAction(suggestion, absolute),
    },
  };
}

function toAction(
  action: Exclude<Suggestion, { kind: 'reply' }>,
  absolute: Absolute,
): Omit<Schema$SuggestedAction, 'text' | 'postbackData' | 'fallbackUrl'> {
  switch (action.kind) {
    case 'dial':
      return { dialAction: { phoneNumber: dialable(action.phone) } };
    case 'view-location': {
      const { latitude, longitude, place, query } = action;
      if (latitude !== undefined && longitude !== undefined) {
        const label = place ? { label: place } : {};
        return { viewLocationAction: { latLong: { latitude, longitude }, ...label } };
      }
      return { viewLocationAction: { query: query ?? place ?? action.label } };
    }
    case 'share-location':
      return { shareLocationAction: {} };
    case 'calendar': {
      const { description } = action;
      return {
        createCalendarEventAction: {
          startTime: toTimestamp(action.start),
          endTime: toTimestamp(action.end),
          title: clip(action.title, LIMITS.calendarTitle),
          ...(description ? { description: clip(description, LIMITS.calendarDescription) } : {}),
        },
      };
    }
    case 'open-url':
      return {
        openUrlAction: {
          url: absolute(action.url),
          ...VIEW[action.view],
          ...(action.description ? { description: action.description } : {}),
        },
      };
    case 'compose': {
      const phoneNumber = dialable(action.phone);
      return {
        composeAction: action.recording
          ? { composeRecordingMessage: { phoneNumber, type: action.recording.toUpperCase() } }
          : { composeTextMessage: { phoneNumber, text: action.text ?? '' } },
      };
    }
  }
}

const VIEW: Record<
  Extract<Suggestion, { kind: 'open-url' }>['view'],
  Pick<Schema$OpenUrlAction, 'application' | 'webviewViewMode'>
> = {
  browser: { application: 'BROWSER' },
  'webview-full': { application: 'WEBVIEW', webviewViewMode: 'FULL' },
  'webview-half': { application: 'WEBVIEW', webviewViewMode: 'HALF' },
  'webview-tall': { application: 'WEBVIEW', webviewViewMode: 'TALL' },
};

/** Digits, "+", "*" and "#" are all that Google takes. */
function dialable(phone: string): string {
  return phone.replace(/[^\d+*#]/g, '');
}

/** RFC 3339 in UTC; what is no instant goes as it is, for Google to name the fault. */
function toTimestamp(instant: string): string {
  const date = new Date(instant);
  return Number.isNaN(date.getTime()) ? instant : date.toISOString();
}
