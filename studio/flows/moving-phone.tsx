/** A recorded conversation that plays itself on a small phone: to be looked at, nothing in it can be touched. */
import { useEffect, useRef, useState } from 'react';
import type { GalleryItem } from '../../server/contract.ts';
import type { Entry } from '../phone/entry.ts';
import { Phone } from '../phone/phone.tsx';
import css from './moving-phone.module.css';
import { useBrandLook } from './use-brand-look.ts';

type Line = GalleryItem['conversation']['en'][number];

interface Props {
  label: string;
  lines: readonly Line[];
  playing: boolean;
}

const TYPING_MS = 700;
const READING_MS = 1_300;
const END_MS = 3_500;
/** The clock of every phone in an advertisement. */
const HOUR = { hours: 9, minutes: 41 };

/** Standing still it shows all; playing, a line after the other, again and again. */
export function MovingPhone({ label, lines, playing }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const seen = useSeen(frame);
  const brand = useBrandLook();
  const { shown, typing } = usePlay(lines, playing && seen);
  const [start] = useState(() => new Date().setHours(HOUR.hours, HOUR.minutes, 0, 0));
  const entries = lines.slice(0, shown).map((line): Entry => ({ ...line, at: start }));
  return (
    <div ref={frame} className={css.frame} role="img" aria-label={label}>
      {seen ? (
        <div className={css.phone} inert>
          <Phone
            platform="android"
            brand={brand}
            entries={entries}
            typing={typing}
            rcs
            online
            now={start}
            onSay={nothing}
            onRetry={nothing}
          />
        </div>
      ) : null}
    </div>
  );
}

function usePlay(lines: readonly Line[], playing: boolean): { shown: number; typing: boolean } {
  const [state, setState] = useState({ shown: lines.length, typing: false });
  useEffect(() => {
    if (!playing) return setState({ shown: lines.length, typing: false });
    let timer: ReturnType<typeof setTimeout>;
    const show = (shown: number) => {
      const next = lines[shown];
      setState({ shown, typing: false });
      if (!next) timer = setTimeout(() => show(1), END_MS);
      else if (next.from === 'person') timer = setTimeout(() => show(shown + 1), READING_MS);
      else {
        timer = setTimeout(
          () => {
            setState({ shown, typing: true });
            timer = setTimeout(() => show(shown + 1), TYPING_MS);
          },
          lines[shown - 1]?.from === 'brand' ? READING_MS : 300,
        );
      }
    };
    show(Math.min(1, lines.length));
    return () => clearTimeout(timer);
  }, [lines, playing]);
  return state;
}

/** Far down a long gallery no phone is drawn before it comes near. */
function useSeen(element: { current: Element | null }): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const target = element.current;
    if (!target) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) {
          setSeen(true);
          observer.disconnect();
        }
      },
      { rootMargin: '300px' },
    );
    observer.observe(target);
    return () => observer.disconnect();
  }, [element]);
  return seen;
}

function nothing(): void {}
