/** What each kind of button is called, how it is drawn and what a new one holds. Knows no form. */
import {
  CalendarPlus,
  ExternalLink,
  type LucideIcon,
  MapPin,
  MessageSquareReply,
  Navigation,
  PenLine,
  Phone,
} from 'lucide-react';
import type { DraftSuggestion } from '../../flows/message.ts';
import { wordsFor } from './editing.ts';
import { type MessageKey, messageWords } from './message-texts.ts';

export type SuggestionKind = DraftSuggestion['kind'];
export type SuggestionOf<K extends SuggestionKind> = Extract<DraftSuggestion, { kind: K }>;

/** One line a kind; a missing line does not compile. */
export const SUGGESTIONS: Record<
  SuggestionKind,
  { icon: LucideIcon; name: MessageKey; about: MessageKey; label: MessageKey }
> = {
  reply: { icon: MessageSquareReply, name: 'kindReply', about: 'aboutReply', label: 'newReply' },
  'open-url': { icon: ExternalLink, name: 'kindOpen', about: 'aboutOpen', label: 'newOpen' },
  dial: { icon: Phone, name: 'kindDial', about: 'aboutDial', label: 'newDial' },
  'view-location': { icon: MapPin, name: 'kindPlace', about: 'aboutPlace', label: 'newPlace' },
  'share-location': { icon: Navigation, name: 'kindShare', about: 'aboutShare', label: 'newShare' },
  calendar: { icon: CalendarPlus, name: 'kindCalendar', about: 'aboutCalendar', label: 'newCalendar' },
  compose: { icon: PenLine, name: 'kindCompose', about: 'aboutCompose', label: 'newCompose' },
};

export const SUGGESTION_KINDS = Object.keys(SUGGESTIONS) as SuggestionKind[];

/** A new button with words in the flow's languages; `choice` is what a reply answers with. */
export function blankSuggestion(
  kind: SuggestionKind,
  locales: readonly string[],
  choice?: string,
): DraftSuggestion {
  const label = wordsFor(locales, messageWords(SUGGESTIONS[kind].label));
  switch (kind) {
    case 'reply':
      return choice === undefined ? { kind, label, data: 'go:' } : { kind, choice };
    case 'dial':
      return { kind, label, phone: locales.length > 0 ? '{{brand.phone}}' : '' };
    case 'view-location':
    case 'share-location':
      return { kind, label };
    case 'calendar':
      return { kind, label, title: '', start: '', end: '' };
    case 'open-url':
      return { kind, label, url: 'https://', view: 'browser' };
    case 'compose':
      return { kind, label, phone: locales.length > 0 ? '{{brand.phone}}' : '' };
  }
}
