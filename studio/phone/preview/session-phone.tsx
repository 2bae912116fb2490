/** The phone of a preview: shows what stands in its session, and does there what its owner does. Knows no socket. */
import { useCallback, useMemo, useRef, useState } from 'react';
import type { PreviewAct, PreviewState } from '../../../server/contract.ts';
import type { PhoneLook, Utterance } from '../entry.ts';
import { Phone } from '../phone.tsx';
import { createEntryReader, readBrand, readPage } from './preview-entries.ts';
import { useArrivals } from './use-arrivals.ts';
import { useInstant } from './use-instant.ts';

const MINUTE_MS = 60_000;

interface Props {
  state: PreviewState;
  /** When the state came, where its time goes on; without, it stands still. */
  cameAt?: number;
  /** Changes where the thread is another one instead of the same one continued. */
  run: string;
  said: readonly string[];
  look?: PhoneLook;
  timeZone?: string;
  onAct: (act: PreviewAct) => void;
}

export function SessionPhone({ state, cameAt, run, said, look, timeZone, onAct }: Props) {
  const [read] = useState(createEntryReader);
  const entries = useMemo(() => read(state.thread), [read, state.thread]);
  const { shown, typing } = useArrivals(entries, run);
  const brand = useMemo(() => readBrand(state), [state]);
  const act = useRef(onAct);
  act.current = onAct;
  const say = useCallback((utterance: Utterance) => act.current(toAct(utterance)), []);
  const passing = useInstant(state, cameAt ?? 0, MINUTE_MS);
  const pageAt = useCallback((url: string) => readPage(state, url), [state]);
  return (
    <Phone
      platform={state.platform}
      brand={brand}
      entries={shown}
      typing={typing || state.typing}
      rcs={state.rcs}
      online={state.online}
      now={cameAt === undefined ? state.now : passing}
      look={look}
      timeZone={timeZone}
      history={said}
      pageAt={pageAt}
      onSay={say}
      onRetry={nothing}
      onSubscription={(wanted) => onAct({ kind: wanted ? 'subscribe' : 'unsubscribe' })}
      onPay={(payment, outcome) => onAct({ kind: 'pay', payment, outcome })}
    />
  );
}

/** What is said on a phone, as an act of the preview. */
export function toAct(utterance: Utterance): PreviewAct {
  switch (utterance.kind) {
    case 'text':
      return { kind: 'text', text: utterance.text };
    case 'tap': {
      const { label, data } = utterance.suggestion;
      return { kind: 'tap', label, ...(data === undefined ? {} : { data }) };
    }
    case 'location':
      return { kind: 'location', latitude: utterance.latitude, longitude: utterance.longitude };
    case 'file': {
      const { file } = utterance;
      // It never leaves this page: the phone shows it from here, and a flow sees that there is one.
      return {
        kind: 'file',
        url: URL.createObjectURL(file),
        mime: file.type || 'application/octet-stream',
        name: file.name.slice(0, 255),
        bytes: file.size,
      };
    }
  }
}

function nothing(): void {}
