/**
 * One phone in one conversation: draws what it is given and calls back what its owner does. Knows no transport, so the
 * same phone serves the emulator's handset and a preview.
 */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Suggestion } from '../../flows/message.ts';
import { useTexts } from '../ui/i18n.ts';
import { BrandBar } from './brand-bar.tsx';
import { Chips } from './chips.tsx';
import { Composer } from './composer.tsx';
import type { Brand, Entry, PaymentOutcome, PhoneLook, PhonePage, Platform, Utterance } from './entry.ts';
import css from './phone.module.css';
import { type PhoneHands, PhoneProvider, type SheetRequest } from './phone-context.ts';
import { phoneTexts } from './phone-texts.ts';
import { PhoneSheet } from './sheets/phone-sheet.tsx';
import { StatusBar } from './status-bar.tsx';
import { Thread } from './thread.tsx';

export interface PhoneProps {
  platform: Platform;
  brand: Brand;
  /** Oldest first. */
  entries: readonly Entry[];
  /** The brand is writing. */
  typing: boolean;
  rcs: boolean;
  online: boolean;
  /** Milliseconds since the epoch, for the status bar and the names of days. */
  now: number;
  onSay: (utterance: Utterance) => void;
  /** Sends an entry whose state is "failed" once more. */
  onRetry: (id: string) => void;
  /** The person is writing; called at each change of the text. */
  onTyping?: () => void;
  onSubscription?: (wanted: boolean) => void;
  look?: PhoneLook;
  /** Where the phone is, for its hours and days (IANA); the reader's own zone if left out. */
  timeZone?: string;
  /** What was written before, oldest first: the arrow up brings it back. */
  history?: readonly string[];
  /** What this phone shows itself instead of following an address. */
  pageAt?: (url: string) => PhonePage | undefined;
  onPay?: (payment: string, outcome: PaymentOutcome) => void;
}

export function Phone(props: PhoneProps) {
  const { platform, brand, entries, rcs, onSay, look, timeZone, pageAt = noPage, onPay = noPayment } = props;
  const say = useTexts(phoneTexts);
  const { sheet, open, close } = useSheet();
  const chips = useRef<HTMLDivElement>(null);

  // Without RCS a page or a map still opens, and the brand does not hear of it.
  const tapOnly = useCallback(
    (suggestion: Suggestion) => {
      if (rcs) onSay({ kind: 'tap', suggestion });
    },
    [rcs, onSay],
  );
  const tap = useCallback(
    (suggestion: Suggestion) => {
      if (suggestion.kind === 'reply') {
        tapOnly(suggestion);
        close();
        // The chip just tapped is about to vanish: keep the keyboard's place where the next chips appear.
        chips.current?.focus({ preventScroll: true });
        return;
      }
      // A calendar entry is agreed to in the sheet, and only then told to the brand.
      if (suggestion.kind !== 'calendar') tapOnly(suggestion);
      // What this phone shows itself it never loads, not even when it is gone by the time it is looked at.
      if (suggestion.kind === 'open-url' && pageAt(suggestion.url)) {
        open({ kind: 'page', url: suggestion.url, view: suggestion.view });
        return;
      }
      open({ kind: 'action', suggestion });
    },
    [tapOnly, open, close, pageAt],
  );
  const hands = useMemo<PhoneHands>(
    () => ({ platform, brand, timeZone, rcs, tap, tapOnly, open, pageAt, pay: onPay }),
    [platform, brand, timeZone, rcs, tap, tapOnly, open, pageAt, onPay],
  );

  return (
    <PhoneProvider value={hands}>
      <section
        className={css.device}
        data-platform={platform}
        data-theme={look?.theme}
        data-text={look?.text}
        dir={look?.direction}
        style={{ '--brand': brand.colour }}
        aria-label={say('phone', { platform: platform === 'ios' ? 'iOS' : 'Android' })}
      >
        <div className={css.screen}>
          <div className={css.content} inert={sheet !== undefined}>
            <StatusBar now={props.now} online={props.online} />
            <BrandBar />
            <Thread
              entries={entries}
              typing={props.typing}
              rcs={rcs}
              online={props.online}
              now={props.now}
              onRetry={props.onRetry}
            >
              {platform === 'android' ? <Chips entries={entries} ref={chips} /> : null}
            </Thread>
            <Composer
              onText={(text) => onSay({ kind: 'text', text })}
              onTyping={rcs ? props.onTyping : undefined}
              history={props.history}
            />
          </div>
          {sheet ? (
            <PhoneSheet
              request={sheet}
              now={props.now}
              onSay={onSay}
              onSubscription={props.onSubscription}
              onClose={close}
            />
          ) : null}
        </div>
      </section>
    </PhoneProvider>
  );
}

function noPage(): undefined {}

function noPayment(): void {}

/** The open sheet, and the place the keyboard returns to when it closes. */
function useSheet() {
  const [sheet, setSheet] = useState<SheetRequest>();
  const opener = useRef<Element>(null);
  const open = useCallback((request: SheetRequest) => {
    // A sheet that follows another was opened by what opened the first.
    opener.current ??= document.activeElement;
    setSheet(request);
  }, []);
  const close = useCallback(() => setSheet(undefined), []);
  useEffect(() => {
    if (sheet) return;
    const before = opener.current;
    opener.current = null;
    if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
  }, [sheet]);
  return { sheet, open, close };
}
