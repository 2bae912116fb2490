/** What a line of a thread says, read leniently from what was stored: the shapes of phones, and the buttons apart. Pure. */
import type { Message, Suggestion } from '../../../flows/message.ts';
import { messageSchema } from '../../../flows/message.ts';
import type { MessageLine } from '../../../server/contract/inbox-live.ts';
import type { Content } from '../../phone/entry.ts';

export interface OfferedButton {
  label: string;
  /** What comes back when it is tapped. */
  data: string | undefined;
  /** Where it leads, as far as it leads anywhere. */
  url: string | undefined;
  /** The title of its card. */
  card: string | undefined;
}

/** A customer's tap, or something to be drawn, with its buttons beside it. */
export type Said =
  | { kind: 'tap'; label: string | undefined }
  | { kind: 'content'; content: Content; buttons: OfferedButton[] };

export function saidIn({ content, direction }: MessageLine): Said {
  if (direction === 'out') {
    const read = messageSchema.safeParse(content);
    if (!read.success) return plain({ kind: 'unreadable' });
    return { kind: 'content', content: withoutButtons(read.data), buttons: buttonsOf(read.data) };
  }
  switch (content.kind) {
    case 'tap': {
      const label = readable(textOf(content.label) ?? '');
      return { kind: 'tap', label: label === '' ? undefined : label };
    }
    case 'text':
      return plain({ kind: 'text', text: readable(textOf(content.text) ?? ''), suggestions: [] });
    case 'location': {
      const { latitude, longitude } = content;
      return typeof latitude === 'number' && typeof longitude === 'number'
        ? plain({ kind: 'location', latitude, longitude })
        : plain({ kind: 'unreadable' });
    }
    case 'file': {
      const file = (content.file ?? {}) as { url?: unknown; name?: unknown; mime?: unknown };
      const url = textOf(file.url);
      if (url === undefined) return plain({ kind: 'unreadable' });
      const name = readable(textOf(file.name) ?? '');
      const type = textOf(file.mime);
      return plain({ kind: 'file', url, ...(name ? { name } : {}), ...(type ? { type } : {}) });
    }
    default:
      return plain({ kind: 'unreadable' });
  }
}

/** What was said as a text to be copied or quoted; "" where there is none. */
export function wordsOfLine(line: MessageLine): string {
  const said = saidIn(line);
  if (said.kind === 'tap') return said.label ?? '';
  const { content } = said;
  switch (content.kind) {
    case 'text':
      return content.text;
    case 'card':
      return [content.card.title, content.card.description].filter(Boolean).join('\n');
    case 'carousel':
      return content.cards
        .map(({ title, description }) => [title, description].filter(Boolean).join('\n'))
        .join('\n\n');
    case 'media':
      return content.alt ?? content.url;
    case 'location':
      return `${content.latitude}, ${content.longitude}`;
    case 'file':
      return content.name ?? content.url;
    case 'unreadable':
      return '';
  }
}

/** An outgoing message as it can be said again. */
export function messageOf({ content }: MessageLine): Message | undefined {
  const read = messageSchema.safeParse(content);
  return read.success ? read.data : undefined;
}

function plain(content: Content): Said {
  return { kind: 'content', content, buttons: [] };
}

function withoutButtons(message: Message): Message {
  if (message.kind === 'card') {
    return { ...message, suggestions: [], card: { ...message.card, suggestions: [] } };
  }
  if (message.kind === 'carousel') {
    const cards = message.cards.map((card) => ({ ...card, suggestions: [] }));
    return { ...message, suggestions: [], cards };
  }
  return { ...message, suggestions: [] };
}

function buttonsOf(message: Message): OfferedButton[] {
  const cards = message.kind === 'card' ? [message.card] : message.kind === 'carousel' ? message.cards : [];
  const several = cards.length > 1;
  return [
    ...cards.flatMap((card) =>
      card.suggestions.map((suggestion) => button(suggestion, several ? card.title : undefined)),
    ),
    ...message.suggestions.map((suggestion) => button(suggestion, undefined)),
  ];
}

function button(suggestion: Suggestion, card: string | undefined): OfferedButton {
  return {
    label: suggestion.label,
    data: suggestion.data,
    url: suggestion.kind === 'open-url' ? suggestion.url : undefined,
    card,
  };
}

/** Without what would turn letters around and show an "exe.png" where there is a "gnp.exe". */
function readable(text: string): string {
  return text.replace(/[\u202a\u202b\u202d\u202e]/g, '');
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
