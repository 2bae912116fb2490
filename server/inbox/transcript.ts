/** A thread as a file to keep: a page, JSON, or a table. What customers wrote stays text, whatever it looks like. Pure. */
import type { z } from 'zod';
import type { Row } from '../contract/inbox-list.ts';
import type { Line } from '../contract/inbox-live.ts';
import type { transcriptQuerySchema } from '../contract/inbox-work.ts';
import { html, printMarkup } from '../pages/html.ts';
import { printCsv } from './csv.ts';
import { wordsOfLine } from './line-words.ts';
import { createRedact } from './redact.ts';

export type TranscriptHow = z.output<typeof transcriptQuerySchema>;
export interface TranscriptFile {
  name: string;
  text: string;
  type: string;
}

const WORDS = {
  en: {
    title: 'Conversation',
    with: 'With',
    exported: 'Exported',
    customer: 'Customer',
    bot: 'Bot',
    note: 'Note',
    whisper: 'Whisper',
    event: 'Event',
  },
  fr: {
    title: 'Conversation',
    with: 'Avec',
    exported: 'Exportée le',
    customer: 'Client',
    bot: 'Robot',
    note: 'Note',
    whisper: 'Chuchoté',
    event: 'Événement',
  },
} as const;

/** `brand`: how the brand is called. */
export function writeTranscript(
  { row, lines, brand, now }: { row: Row; lines: readonly Line[]; brand: string; now: number },
  how: TranscriptHow,
): TranscriptFile {
  const { format, locale, timezone, redact, notes } = how;
  const hide = redact ? createRedact([row.name, row.phone]) : (text: string) => text;
  const words = WORDS[locale];
  const shown = lines
    .filter(({ type }) => notes || type === 'message')
    .map((line) => ({ ...partsOf(line), line }));
  const when = new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'medium',
    timeZone: timezone,
  });
  const name = `conversation-${row.id.slice(0, 8)}`;

  function partsOf(line: Line): { who: string; text: string; state: string; channel: string } {
    const text = hide(wordsOfLine(line, locale));
    if (line.type === 'note')
      return { who: `${words.note}: ${line.author.name}`, text, state: '', channel: '' };
    if (line.type === 'whisper') {
      return { who: `${words.whisper}: ${line.author.name} → ${line.to.name}`, text, state: '', channel: '' };
    }
    if (line.type === 'event') return { who: words.event, text, state: '', channel: '' };
    const { direction, author, state, channel } = line;
    const speaker =
      author?.kind === 'operator' ? (author.name ?? author.operator) : `${brand} (${words.bot})`;
    return { who: direction === 'in' ? words.customer : speaker, text, state, channel };
  }

  if (format === 'json') {
    const body = {
      conversation: row.id,
      brand: row.brand,
      phone: hide(row.phone),
      ...(row.name === undefined ? {} : { name: hide(row.name) }),
      exportedAt: new Date(now).toISOString(),
      lines: shown.map(({ line, who, text, state, channel }) => ({
        id: line.id,
        at: new Date(line.at).toISOString(),
        type: line.type,
        who,
        text,
        ...(channel ? { channel, state } : {}),
      })),
    };
    return { name: `${name}.json`, text: `${JSON.stringify(body, null, 2)}\n`, type: 'application/json' };
  }
  if (format === 'csv') {
    const head = ['at', 'type', 'who', 'channel', 'state', 'text'];
    const rows = shown.map(({ line, who, text, state, channel }) => [
      new Date(line.at).toISOString(),
      line.type,
      who,
      channel,
      state,
      text,
    ]);
    return { name: `${name}.csv`, text: printCsv([head, ...rows]), type: 'text/csv; charset=utf-8' };
  }
  const page = html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${words.title} ${hide(row.name ?? row.phone)}</title>
<style>
body{font:15px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1a1a1e;background:#fff}
h1{font-size:1.25rem;margin:0 0 .25rem}header p{color:#5c5c66;margin:0 0 1.5rem}
ol{list-style:none;margin:0;padding:0}li{padding:.5rem 0;border-top:1px solid #e6e6ea}
.who{font-weight:600}time,.state{color:#5c5c66;font-size:.8125rem;margin-left:.5rem}
p.text{margin:.125rem 0 0;white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:plaintext}
.note,.whisper{background:#fff8e1;padding:.5rem}.event{color:#5c5c66}
@media print{body{margin:0}li{break-inside:avoid}}
</style>
</head>
<body>
<header><h1>${words.title} · ${brand}</h1>
<p>${words.with} <bdi>${hide(row.name ?? row.phone)}</bdi> · ${words.exported} ${when.format(now)}</p></header>
<ol>${shown.map(
    ({ line, who, text, state, channel }) =>
      html`<li class="${line.type}"><span class="who"><bdi>${who}</bdi></span><time datetime="${new Date(line.at).toISOString()}">${when.format(line.at)}</time><span class="state">${channel === '' ? '' : `${channel === 'rbm' ? 'RCS' : channel.toUpperCase()} · ${state}`}</span><p class="text" dir="auto">${text}</p></li>
`,
  )}</ol>
</body>
</html>
`;
  return { name: `${name}.html`, text: printMarkup(page), type: 'text/html; charset=utf-8' };
}
