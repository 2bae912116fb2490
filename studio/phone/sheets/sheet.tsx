/** A panel that rises over the phone's screen; takes the keyboard, closes on Escape. Whoever opened it gets the focus back from the phone. */
import { X } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTexts } from '../../ui/i18n.ts';
import { phoneTexts } from '../phone-texts.ts';
import css from './sheet.module.css';

interface Props {
  title: string;
  /** How much of the screen it takes; "content" is as high as what it holds. */
  height?: 'content' | 'half' | 'tall' | 'full';
  onClose: () => void;
  children: ReactNode;
  /** Stands beside the title, before the closing button. */
  tools?: ReactNode;
}

export function Sheet({ title, height = 'content', onClose, children, tools }: Props) {
  const say = useTexts(phoneTexts);
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    panel.current?.focus({ preventScroll: true });
  }, []);
  // A button that is gone after it was pressed takes the keyboard with it: Escape would be heard by nobody.
  useEffect(() => {
    if (document.activeElement === document.body) panel.current?.focus({ preventScroll: true });
  });
  return (
    <div className={css.cover}>
      {/* For the pointer only: the keyboard has Escape and the closing button. */}
      <div className={css.shade} onClick={onClose} aria-hidden="true" />
      <div
        ref={panel}
        role="dialog"
        aria-label={title}
        tabIndex={-1}
        className={css.panel}
        data-height={height}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          onClose();
        }}
      >
        <div className={css.head}>
          <h2 className={css.title} dir="auto">
            {title}
          </h2>
          {tools}
          <button type="button" className={css.close} onClick={onClose} aria-label={say('close')}>
            <X size={20} aria-hidden />
          </button>
        </div>
        <div className={css.body}>{children}</div>
      </div>
    </div>
  );
}
