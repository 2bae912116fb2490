/** One rich card: picture, title, description and its buttons, upright or lying. */

import type { Card } from '../../flows/message.ts';
import { useTexts } from '../ui/i18n.ts';
import { CardMedia } from './card-media.tsx';
import { LinkedText } from './linked-text.tsx';
import { usePhone } from './phone-context.ts';
import { phoneTexts } from './phone-texts.ts';
import css from './rich-card.module.css';
import { SuggestionList } from './suggestion-list.tsx';

interface Props {
  card: Card;
  orientation: 'vertical' | 'horizontal';
  /** The side of the picture; lying cards only. */
  align?: 'left' | 'right';
}

/** About the length of six lines on a phone: iOS cuts there and opens the whole text on a tap. */
const LONG_ON_IOS = 230;

export function RichCard({ card, orientation, align = 'left' }: Props) {
  const say = useTexts(phoneTexts);
  const { platform, open } = usePhone();
  const cut = platform === 'ios' && (card.description?.length ?? 0) > LONG_ON_IOS;
  return (
    <article className={css.card} data-orientation={orientation} data-align={align}>
      {card.media ? (
        <CardMedia media={card.media} titled={Boolean(card.title)} lying={orientation === 'horizontal'} />
      ) : null}
      <div className={css.body}>
        {card.title || card.description ? (
          <div className={css.text}>
            {card.title ? (
              <h3 className={css.title} dir="auto">
                {card.title}
              </h3>
            ) : null}
            {card.description ? (
              <p className={css.description} data-cut={cut} dir="auto">
                <LinkedText text={card.description} />
              </p>
            ) : null}
            {cut ? (
              <button
                type="button"
                className={css.more}
                aria-haspopup="dialog"
                onClick={() => open({ kind: 'article', card })}
              >
                {say('readAll')}
              </button>
            ) : null}
          </div>
        ) : null}
        <SuggestionList suggestions={card.suggestions} look="card" />
      </div>
    </article>
  );
}
