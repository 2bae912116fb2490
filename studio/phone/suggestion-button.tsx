/** One suggestion to tap, whatever it is drawn as; a page for the browser is a real link. */
import {
  CalendarPlus,
  ExternalLink,
  type LucideIcon,
  MapPin,
  MessageSquarePlus,
  Navigation,
  PanelTop,
  Phone as PhoneIcon,
} from 'lucide-react';
import type { Suggestion } from '../../flows/message.ts';
import { useTexts } from '../ui/i18n.ts';
import { usePhone } from './phone-context.ts';
import { phoneTexts } from './phone-texts.ts';
import { safeUrl } from './safe-url.ts';

const ICONS: Record<Exclude<Suggestion['kind'], 'reply' | 'open-url'>, LucideIcon> = {
  dial: PhoneIcon,
  'view-location': MapPin,
  'share-location': Navigation,
  calendar: CalendarPlus,
  compose: MessageSquarePlus,
};

interface Props {
  suggestion: Suggestion;
  className?: string;
}

export function SuggestionButton({ suggestion, className }: Props) {
  const say = useTexts(phoneTexts);
  const { rcs, tap, tapOnly, pageAt } = usePhone();
  const label = <bdi>{suggestion.label}</bdi>;
  if (suggestion.kind === 'open-url' && suggestion.view === 'browser' && !pageAt(suggestion.url)) {
    const url = safeUrl(suggestion.url, location.href);
    if (url) {
      return (
        <a
          className={className}
          href={url.href}
          target="_blank"
          rel="noopener noreferrer"
          aria-description={suggestion.description}
          onClick={() => tapOnly(suggestion)}
        >
          <ExternalLink size={16} aria-hidden />
          {label}
          <span className="visually-hidden"> ({say('newTab')})</span>
        </a>
      );
    }
  }
  const Icon = iconOf(suggestion);
  // What does nothing but tell the brand cannot do so without RCS.
  const mute = !rcs && (suggestion.kind === 'reply' || suggestion.kind === 'share-location');
  return (
    <button
      type="button"
      className={className}
      aria-description={suggestion.kind === 'open-url' ? suggestion.description : undefined}
      disabled={mute}
      title={mute ? say('needsRcs') : undefined}
      onClick={() => tap(suggestion)}
    >
      {Icon ? <Icon size={16} aria-hidden /> : null}
      {label}
    </button>
  );
}

function iconOf(suggestion: Suggestion): LucideIcon | undefined {
  if (suggestion.kind === 'reply') return undefined;
  if (suggestion.kind === 'open-url') return suggestion.view === 'browser' ? ExternalLink : PanelTop;
  return ICONS[suggestion.kind];
}
