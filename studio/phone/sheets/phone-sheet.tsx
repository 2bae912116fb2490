/** Chooses the sheet for what was asked; knows no sheet's inside. */
import type { Utterance } from '../entry.ts';
import { type SheetRequest, usePhone } from '../phone-context.ts';
import { ArticleSheet } from './article-sheet.tsx';
import { AttachSheet } from './attach-sheet.tsx';
import { CalendarSheet } from './calendar-sheet.tsx';
import { ComposeSheet } from './compose-sheet.tsx';
import { DialSheet } from './dial-sheet.tsx';
import { LocationSheet } from './location-sheet.tsx';
import { MapSheet } from './map-sheet.tsx';
import { MenuSheet } from './menu-sheet.tsx';
import { OptionsSheet } from './options-sheet.tsx';
import { PageSheet } from './page-sheet.tsx';
import { WebSheet } from './web-sheet.tsx';

interface Props {
  request: SheetRequest;
  now: number;
  onSay: (utterance: Utterance) => void;
  onSubscription?: (wanted: boolean) => void;
  onClose: () => void;
}

export function PhoneSheet({ request, now, onSay, onSubscription, onClose }: Props) {
  const { tapOnly } = usePhone();
  const shareLocation = (latitude: number, longitude: number) => {
    onSay({ kind: 'location', latitude, longitude });
    onClose();
  };
  switch (request.kind) {
    case 'page':
      return <PageSheet url={request.url} view={request.view} onClose={onClose} />;
    case 'options':
      return <OptionsSheet suggestions={request.suggestions} onClose={onClose} />;
    case 'article':
      return <ArticleSheet card={request.card} onClose={onClose} />;
    case 'attach':
      return <AttachSheet onSay={onSay} onClose={onClose} />;
    case 'location':
      return <LocationSheet onShare={shareLocation} onClose={onClose} />;
    case 'menu':
      return <MenuSheet onSubscription={onSubscription} onClose={onClose} />;
    case 'action':
      switch (request.suggestion.kind) {
        case 'dial':
          return <DialSheet phone={request.suggestion.phone} onClose={onClose} />;
        case 'view-location':
          return <MapSheet suggestion={request.suggestion} onClose={onClose} />;
        case 'share-location':
          return <LocationSheet onShare={shareLocation} onClose={onClose} />;
        case 'calendar': {
          const { suggestion } = request;
          return (
            <CalendarSheet
              suggestion={suggestion}
              now={now}
              onAdd={() => {
                tapOnly(suggestion);
                onClose();
              }}
              onClose={onClose}
            />
          );
        }
        case 'open-url':
          return <WebSheet suggestion={request.suggestion} onClose={onClose} />;
        case 'compose':
          return <ComposeSheet suggestion={request.suggestion} onClose={onClose} />;
      }
  }
}
