/** A page this phone shows by itself: a provider's checkout, or the message an SMS only links to. */
import type { Message, Suggestion } from '../../../flows/message.ts';
import { useTexts } from '../../ui/i18n.ts';
import { type Content, chipsOf } from '../entry.ts';
import { EntryContent } from '../entry-content.tsx';
import { usePhone } from '../phone-context.ts';
import { phoneTexts } from '../phone-texts.ts';
import { SuggestionList } from '../suggestion-list.tsx';
import { PaymentSheet } from './payment-sheet.tsx';
import css from './sheet.module.css';
import { Sheet } from './sheet.tsx';
import { SHEET_HEIGHTS } from './web-sheet.tsx';

interface Props {
  url: string;
  view?: keyof typeof SHEET_HEIGHTS | undefined;
  onClose: () => void;
}

export function PageSheet({ url, view = 'webview-tall', onClose }: Props) {
  const say = useTexts(phoneTexts);
  const { pageAt } = usePhone();
  const page = pageAt(url);
  if (page?.kind === 'payment') {
    const height = view === 'browser' ? 'full' : SHEET_HEIGHTS[view];
    return <PaymentSheet payment={page.payment} url={url} height={height} onClose={onClose} />;
  }
  if (!page) {
    return (
      <Sheet title={say('webview')} onClose={onClose}>
        <p className={css.note}>{say('gone')}</p>
      </Sheet>
    );
  }
  const content = withoutReplies(page.content);
  return (
    <Sheet title={say('hosted')} height="tall" onClose={onClose}>
      <EntryContent entry={{ id: url, from: 'brand', via: 'rcs', at: 0, state: 'delivered', content }} />
      <SuggestionList suggestions={chipsOf(content)} look="list" />
    </Sheet>
  );
}

/** A web page cannot answer for the person: what it offers is what can be opened. */
function withoutReplies(content: Content): Content {
  const isOpened = (one: Suggestion) => one.kind !== 'reply' && one.kind !== 'share-location';
  const opened = <T extends { suggestions: Suggestion[] }>(holder: T): T => ({
    ...holder,
    suggestions: holder.suggestions.filter(isOpened),
  });
  if (!('suggestions' in content)) return content;
  const message: Message = opened(content);
  if (message.kind === 'card') return { ...message, card: opened(message.card) };
  return message.kind === 'carousel' ? { ...message, cards: message.cards.map(opened) } : message;
}
