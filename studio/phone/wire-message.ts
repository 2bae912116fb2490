/**
 * Reads Google's wire format, as a phone receives it, into what the phone shows. Reads leniently: a part it does not
 * know is left out, a message it cannot read is "unreadable", nothing throws.
 *
 * Source: RBM REST reference v1, AgentMessage and UserMessage.
 */
import type { Card, Media, Suggestion } from '../../flows/message.ts';
import type { Content } from './entry.ts';

type Loose = Record<string, unknown>;

/** What an agent sent: an AgentMessage. `addressOf` finds an uploaded file ("files/1") by its name. */
export function readAgentMessage(message: unknown, addressOf: (name: string) => string | undefined): Content {
  const content = record(record(message)?.contentMessage);
  if (!content) return { kind: 'unreadable' };
  const suggestions = list(content.suggestions).flatMap(readSuggestion);
  const said = text(content.text);
  if (said !== undefined) return { kind: 'text', text: said, suggestions };
  const file = readFile(content, addressOf);
  if (file) return { kind: 'media', ...file, suggestions };
  const rich = record(content.richCard);
  const standalone = record(rich?.standaloneCard);
  if (standalone) {
    return {
      kind: 'card',
      orientation: standalone.cardOrientation === 'HORIZONTAL' ? 'horizontal' : 'vertical',
      align: standalone.thumbnailImageAlignment === 'RIGHT' ? 'right' : 'left',
      card: readCard(standalone.cardContent, addressOf),
      suggestions,
    };
  }
  const carousel = record(rich?.carouselCard);
  if (carousel) {
    return {
      kind: 'carousel',
      width: carousel.cardWidth === 'SMALL' ? 'small' : 'medium',
      cards: list(carousel.cardContents).map((card) => readCard(card, addressOf)),
      suggestions,
    };
  }
  return { kind: 'unreadable' };
}

/** What the person sent: the content of a UserMessage, or the act as it was asked for. */
export function readUserContent(message: unknown): Content {
  const content = record(message);
  const said = text(content?.text);
  if (said !== undefined) return { kind: 'text', text: said, suggestions: [] };
  const tapped = record(content?.suggestionResponse) ?? record(content?.suggestion);
  if (tapped) return { kind: 'text', text: text(tapped.text) ?? '', suggestions: [] };
  const place = readPlace(content?.location);
  if (place) return { kind: 'location', ...place };
  const file = record(record(content?.userFile)?.payload) ?? record(content?.file);
  const url = text(file?.fileUri) ?? text(file?.url);
  if (url) return { kind: 'file', url, name: text(file?.fileName), type: text(file?.mimeType) };
  return { kind: 'unreadable' };
}

function readCard(value: unknown, addressOf: (name: string) => string | undefined): Card {
  const card = record(value);
  const media = record(card?.media);
  const file = media && readFile(media, addressOf);
  return {
    title: text(card?.title),
    description: text(card?.description),
    media: file ? { ...file, height: HEIGHTS[text(media.height) ?? ''] ?? 'medium' } : undefined,
    suggestions: list(card?.suggestions).flatMap(readSuggestion),
  };
}

const HEIGHTS: Record<string, Media['height']> = { SHORT: 'short', MEDIUM: 'medium', TALL: 'tall' };

/** A file by its address (contentInfo) or by its name on the platform (uploadedRbmFile, and the older fileName). */
function readFile(holder: Loose, addressOf: (name: string) => string | undefined) {
  const info = record(holder.contentInfo);
  const uploaded = record(holder.uploadedRbmFile);
  const name = text(uploaded?.fileName) ?? text(holder.fileName);
  const url = text(info?.fileUrl) ?? (name === undefined ? undefined : addressOf(name));
  if (url === undefined) return undefined;
  const thumbnailName = text(uploaded?.thumbnailName);
  return { url, thumbnail: text(info?.thumbnailUrl) ?? (thumbnailName && addressOf(thumbnailName)) };
}

const VIEWS = { FULL: 'webview-full', HALF: 'webview-half', TALL: 'webview-tall' } as const;

function readSuggestion(value: unknown): Suggestion[] {
  const reply = record(record(value)?.reply);
  if (reply) {
    return [{ kind: 'reply', label: text(reply.text) ?? '', data: text(reply.postbackData) ?? '' }];
  }
  const action = record(record(value)?.action);
  if (!action) return [];
  const shared = {
    label: text(action.text) ?? '',
    data: text(action.postbackData),
    fallbackUrl: text(action.fallbackUrl),
  };
  const dial = record(action.dialAction);
  if (dial) return [{ kind: 'dial', ...shared, phone: text(dial.phoneNumber) ?? '' }];
  const view = record(action.viewLocationAction);
  if (view) {
    const place = readPlace(view.latLong);
    return [{ kind: 'view-location', ...shared, ...place, place: text(view.label), query: text(view.query) }];
  }
  if (record(action.shareLocationAction)) return [{ kind: 'share-location', ...shared }];
  const event = record(action.createCalendarEventAction);
  if (event) {
    return [
      {
        kind: 'calendar',
        ...shared,
        title: text(event.title) ?? '',
        description: text(event.description),
        start: text(event.startTime) ?? '',
        end: text(event.endTime) ?? '',
      },
    ];
  }
  const page = record(action.openUrlAction);
  if (page) {
    const mode = text(page.webviewViewMode) ?? '';
    return [
      {
        kind: 'open-url',
        ...shared,
        url: text(page.url) ?? '',
        view: page.application === 'WEBVIEW' ? (isView(mode) ? VIEWS[mode] : 'webview-full') : 'browser',
        description: text(page.description),
      },
    ];
  }
  const compose = record(action.composeAction);
  const recording = record(compose?.composeRecordingMessage);
  const message = recording ?? record(compose?.composeTextMessage);
  if (!message) return [];
  return [
    {
      kind: 'compose',
      ...shared,
      phone: text(message.phoneNumber) ?? '',
      text: text(message.text),
      recording: recording ? (recording.type === 'VIDEO' ? 'video' : 'audio') : undefined,
    },
  ];
}

function isView(mode: string): mode is keyof typeof VIEWS {
  return Object.hasOwn(VIEWS, mode);
}

/** Google's own example prints coordinates as strings. */
function readPlace(value: unknown): { latitude: number; longitude: number } | undefined {
  const place = record(value);
  if (!place) return undefined;
  // A proto leaves out a zero.
  const latitude = Number(place.latitude ?? 0);
  const longitude = Number(place.longitude ?? 0);
  return Number.isFinite(latitude) && Number.isFinite(longitude) ? { latitude, longitude } : undefined;
}

function record(value: unknown): Loose | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
