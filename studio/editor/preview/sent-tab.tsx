/** What left the server, exactly: the body given to Google, or the SMS with its parts. The newest stands first. */
import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { PreviewState } from '../../../server/contract.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { useTexts } from '../../ui/i18n.ts';
import css from './inside.module.css';
import { previewTexts } from './preview-texts.ts';
import own from './sent-tab.module.css';
import { Step } from './state-tab.tsx';
import { VirtualTime } from './virtual-time.tsx';

type Sent = PreviewState['wire'][number];

export function SentTab({ state }: { state: PreviewState }) {
  const say = useTexts(previewTexts);
  const sent = [...state.wire].reverse();
  if (sent.length === 0) return <p className={css.tab}>{say('wireEmpty')}</p>;
  const all = state.wire.map(({ step, at, via, request }) => ({
    step,
    at: new Date(at).toISOString(),
    via,
    request,
  }));
  return (
    <div className={css.tab}>
      <div className={css.ways}>
        <CopyButton text={JSON.stringify(all, null, 2)} label={say('copyAll')} />
      </div>
      {sent.map((line, index) => (
        <One key={`${line.via} ${line.id}`} line={line} now={state.now} open={index === 0} />
      ))}
    </div>
  );
}

function One({ line, now, open }: { line: Sent; now: number; open: boolean }) {
  const say = useTexts(previewTexts);
  const { via, at, node, request } = line;
  const json = JSON.stringify(request, null, 2);
  return (
    <details className={own.one} open={open}>
      <summary>
        <Badge tone={via === 'rcs' ? 'accent' : 'neutral'}>{via === 'rcs' ? 'RCS' : 'SMS'}</Badge>
        <span className={own.words} dir="auto">
          {firstWords(request)}
        </span>
        <VirtualTime at={at} beside={now} seconds className={own.time} />
      </summary>
      <div className={own.body}>
        <div className={css.row}>
          <span className={css.grow}>{node === undefined ? null : <Step node={node} />}</span>
          <CopyButton text={via === 'sms' ? smsText(request) : json} label={say('copy')} />
        </div>
        {via === 'sms' ? <Sms request={request} /> : <pre className={own.json}>{json}</pre>}
      </div>
    </details>
  );
}

function Sms({ request }: { request: unknown }) {
  const say = useTexts(previewTexts);
  const { from, segments, encoding, left } = (request ?? {}) as Record<string, unknown>;
  const parts = Number(segments ?? 1);
  const facts = [
    say('from', { from: String(from ?? '') }),
    parts === 1 ? say('onePart') : say('parts', { count: parts }),
    ...(encoding === 'ucs2' ? [say('unicode')] : []),
    ...(typeof left === 'number' ? [say('left', { count: left })] : []),
  ];
  return (
    <>
      <p className={own.sms} dir="auto">
        {smsText(request)}
      </p>
      <p className={css.fine}>{facts.join(' · ')}</p>
    </>
  );
}

function CopyButton({ text, label }: { text: string; label: string }) {
  const say = useTexts(previewTexts);
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      // The browser refuses without asking (no https, no focus): the text can still be marked by hand.
    }
  };
  const Icon = copied ? Check : Copy;
  return (
    <Button size="s" look="quiet" onClick={() => void copy()}>
      <Icon size={14} aria-hidden />
      <span aria-live="polite">{copied ? say('copied') : label}</span>
    </Button>
  );
}

function smsText(request: unknown): string {
  const { text } = (request ?? {}) as { text?: unknown };
  return typeof text === 'string' ? text : '';
}

/** Enough of a message to know it again: its first text, wherever it stands. */
function firstWords(request: unknown): string {
  const queue: unknown[] = [request];
  const wanted = ['text', 'title', 'description', 'fileUrl'];
  for (let count = 0; queue.length > 0 && count < 200; count += 1) {
    const value = queue.shift();
    if (typeof value !== 'object' || value === null) continue;
    for (const name of wanted) {
      const found = (value as Record<string, unknown>)[name];
      if (typeof found === 'string' && found.trim() !== '') return found.replace(/\s+/g, ' ').slice(0, 120);
    }
    queue.push(...Object.values(value));
  }
  return '';
}
