/** A card's whole text, as iOS opens it: without picture and buttons. */
import type { Card } from '../../../flows/message.ts';
import { useTexts } from '../../ui/i18n.ts';
import { LinkedText } from '../linked-text.tsx';
import { phoneTexts } from '../phone-texts.ts';
import css from './sheet.module.css';
import { Sheet } from './sheet.tsx';

export function ArticleSheet({ card, onClose }: { card: Card; onClose: () => void }) {
  const say = useTexts(phoneTexts);
  return (
    <Sheet title={card.title ?? say('message')} height="tall" onClose={onClose}>
      <p className={css.note} dir="auto">
        <LinkedText text={card.description ?? ''} />
      </p>
    </Sheet>
  );
}
