/** The cards of a carousel as a strip of small pictures, one of them open for editing. */
import { ArrowLeft, ArrowRight, Copy, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { LIMITS } from '../../flows/limits.ts';
import type { DraftCard, DraftMessage } from '../../flows/message.ts';
import { safeUrl } from '../phone/safe-url.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Meter } from '../ui/meter.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { CardEditor } from './card-editor.tsx';
import css from './carousel-editor.module.css';
import { useEditing } from './editing.ts';
import { saidIn } from './local-text.ts';
import { emptyCard } from './message-kind.ts';
import { messageWords, useMessageTexts } from './message-texts.ts';
import { inserted, item, moved, part, type Slot, without } from './slot.ts';
import { Sortable } from './sortable.tsx';

type Carousel = Extract<DraftMessage, { kind: 'carousel' }>;

export function CarouselEditor({ slot }: { slot: Slot<Carousel> }) {
  const say = useMessageTexts();
  const { readOnly, shown, locales, faults } = useEditing();
  const [wanted, setOpen] = useState(0);
  const cards = part(slot, 'cards');
  const list = cards.value;
  const open = Math.min(wanted, list.length - 1);
  const language = shown[0] ?? locales[0] ?? '';
  const titleOf = (card: DraftCard, n: number) =>
    saidIn(card.title ?? card.description, language) || say('untitledCard', { n: n + 1 });
  const change = (
    next: DraftCard[],
    at: number,
    key: 'addCard' | 'duplicateCard' | 'removeCard' | 'moveCard',
  ) => {
    setOpen(at);
    cards.put(next, messageWords(key), null);
  };
  const hasError = (n: number) => {
    const at = `${cards.at}.${n}`;
    return ['', '.title', '.description', '.media.url', '.media.height'].some((tail) =>
      faults(at + tail).some(({ severity }) => severity === 'error'),
    );
  };
  return (
    <div className={css.carousel}>
      <Segmented
        label={say('width')}
        value={slot.value.width}
        disabled={readOnly}
        options={[
          { value: 'medium', label: say('medium') },
          { value: 'small', label: say('small') },
        ]}
        onChange={(width) => slot.put(widened(slot.value, width), messageWords('width'), null)}
      />
      <div className={css.strip}>
        <header className={css.head}>
          <h4 className={css.heading}>{say('cards')}</h4>
          <Meter label={say('cards')} value={list.length} max={LIMITS.carouselMaxCards} compact />
        </header>
        <Sortable
          items={list}
          label={say('cards')}
          nameOf={titleOf}
          direction="row"
          disabled={readOnly}
          onMove={(from, to) => change(moved(list, from, to), to, 'moveCard')}
        >
          {(card, index, handle) => (
            <div className={css.small} data-open={index === open || undefined}>
              <button
                type="button"
                className={css.pick}
                aria-pressed={index === open}
                aria-label={`${say('cardN', { n: index + 1 })}: ${titleOf(card, index)}`}
                onClick={() => setOpen(index)}
              >
                <Thumb card={card} language={language} />
                <span className={css.name} dir="auto">
                  {saidIn(card.title ?? card.description, language) || say('cardN', { n: index + 1 })}
                </span>
                {hasError(index) ? <span className={css.mark} aria-hidden /> : null}
              </button>
              {handle ? <span className={css.handle}>{handle}</span> : null}
            </div>
          )}
        </Sortable>
        {readOnly ? null : (
          <IconButton
            className={css.add}
            label={list.length >= LIMITS.carouselMaxCards ? say('cardsAtMost') : say('addCard')}
            icon={<Plus size={16} aria-hidden />}
            disabled={list.length >= LIMITS.carouselMaxCards}
            onClick={() =>
              change([...list, { ...emptyCard(), ...likeness(list.at(-1)) }], list.length, 'addCard')
            }
          />
        )}
      </div>
      <div className={css.card}>
        <header className={css.head}>
          <h4 className={css.heading}>{say('cardN', { n: open + 1 })}</h4>
          {readOnly ? null : (
            <span className={css.tools}>
              <IconButton
                label={say('moveBack')}
                icon={<ArrowLeft size={14} aria-hidden />}
                disabled={open === 0}
                onClick={() => change(moved(list, open, open - 1), open - 1, 'moveCard')}
              />
              <IconButton
                label={say('moveOn')}
                icon={<ArrowRight size={14} aria-hidden />}
                disabled={open === list.length - 1}
                onClick={() => change(moved(list, open, open + 1), open + 1, 'moveCard')}
              />
              <IconButton
                label={say('duplicateCard')}
                icon={<Copy size={14} aria-hidden />}
                disabled={list.length >= LIMITS.carouselMaxCards}
                onClick={() => {
                  const card = list[open];
                  if (card) change(inserted(list, open + 1, card), open + 1, 'duplicateCard');
                }}
              />
              <IconButton
                label={list.length <= LIMITS.carouselMinCards ? say('cardsAtLeast') : say('removeCard')}
                icon={<Trash2 size={14} aria-hidden />}
                disabled={list.length <= LIMITS.carouselMinCards}
                onClick={() => change(without(list, open), Math.max(0, open - 1), 'removeCard')}
              />
            </span>
          )}
        </header>
        <CardEditor slot={item(cards, open)} place={{ in: 'carousel', width: slot.value.width }} />
      </div>
    </div>
  );
}

function Thumb({ card, language }: { card: DraftCard; language: string }) {
  const address = saidIn(card.media?.thumbnail ?? card.media?.url, language);
  const url = address.includes('{{') ? undefined : safeUrl(address, location.href)?.href;
  return (
    <span className={css.thumb}>
      {url && address !== '' ? <img src={url} alt="" loading="lazy" /> : null}
    </span>
  );
}

/** A new card has a picture where its neighbour has one: cards of one height look tidy. */
function likeness(card: DraftCard | undefined): Partial<DraftCard> {
  return card?.media ? { media: { url: '', height: card.media.height } } : {};
}

/** Narrow cards take no tall pictures: those become medium. */
function widened(carousel: Carousel, width: Carousel['width']): Carousel {
  if (width === 'medium') return { ...carousel, width };
  const cards = carousel.cards.map((card) =>
    card.media?.height === 'tall' ? { ...card, media: { ...card.media, height: 'medium' as const } } : card,
  );
  return { ...carousel, width, cards };
}
