/** Two to ten cards side by side: swiped by finger, stepped by arrow buttons, scrolled by keyboard. */
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useLayoutEffect, useRef, useState } from 'react';
import type { Card } from '../../flows/message.ts';
import { useTexts } from '../ui/i18n.ts';
import css from './carousel.module.css';
import { phoneTexts } from './phone-texts.ts';
import { RichCard } from './rich-card.tsx';

export function Carousel({ cards, width }: { cards: Card[]; width: 'small' | 'medium' }) {
  const say = useTexts(phoneTexts);
  const track = useRef<HTMLUListElement>(null);
  const [ends, setEnds] = useState({ start: true, end: false });

  useLayoutEffect(() => {
    const box = track.current;
    if (!box) return;
    const look = () => {
      // Right to left it counts down from zero.
      const gone = Math.abs(box.scrollLeft);
      setEnds({ start: gone < 8, end: gone + box.clientWidth > box.scrollWidth - 8 });
    };
    look();
    box.addEventListener('scroll', look, { passive: true });
    return () => box.removeEventListener('scroll', look);
  }, []);

  const step = (direction: 1 | -1) => {
    const box = track.current;
    const card = box?.firstElementChild;
    if (!box || !card) return;
    const sign = getComputedStyle(box).direction === 'rtl' ? -1 : 1;
    box.scrollBy({ left: sign * direction * (card.clientWidth + 8) });
  };

  return (
    <div className={css.carousel}>
      <ul
        ref={track}
        className={css.track}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={say('cards', { count: cards.length })}
      >
        {cards.map((card, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a message's cards never change order
          <li key={index} className={css.slot} data-width={width}>
            <span className="visually-hidden">{say('card', { index: index + 1, count: cards.length })}</span>
            <RichCard card={card} orientation="vertical" />
          </li>
        ))}
      </ul>
      <button
        type="button"
        className={css.arrow}
        data-side="start"
        aria-label={say('previous')}
        disabled={ends.start}
        onClick={() => step(-1)}
      >
        <ChevronLeft size={20} aria-hidden />
      </button>
      <button
        type="button"
        className={css.arrow}
        data-side="end"
        aria-label={say('next')}
        disabled={ends.end}
        onClick={() => step(1)}
      >
        <ChevronRight size={20} aria-hidden />
      </button>
    </div>
  );
}
