/** A note between colleagues in the thread, whom it names marked; the customer never sees it. */
import { StickyNote } from 'lucide-react';
import type { NoteLine as NoteLineData } from '../../../server/contract/inbox-live.ts';
import { useRegion, useTexts } from '../../ui/i18n.ts';
import css from './note-line.module.css';
import { threadTexts } from './thread-texts.ts';

/** As a mention stands in the text: "@[Name](id)". */
const MENTION = /@\[([^\]]*)\]\(([^)]*)\)/g;

export function NoteLine({ line }: { line: NoteLineData }) {
  const say = useTexts(threadTexts);
  const region = useRegion();
  const time = new Intl.DateTimeFormat(region, { hour: 'numeric', minute: '2-digit' }).format(line.at);
  return (
    <div className={css.note}>
      <p className={css.head}>
        <StickyNote size={13} aria-hidden />
        <span>
          {say('note')} · <bdi>{line.author.name}</bdi>
        </span>
        <span className={css.when}>{time}</span>
      </p>
      <p className={css.text} dir="auto">
        {pieces(line.text).map((piece, place) =>
          piece.mention ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text have no other identity.
            <mark key={place} className={css.mention}>
              @{piece.text}
            </mark>
          ) : (
            piece.text
          ),
        )}
      </p>
    </div>
  );
}

function pieces(text: string): { text: string; mention: boolean }[] {
  const found: { text: string; mention: boolean }[] = [];
  let from = 0;
  for (const match of text.matchAll(MENTION)) {
    found.push(
      { text: text.slice(from, match.index), mention: false },
      { text: match[1] ?? '', mention: true },
    );
    from = match.index + match[0].length;
  }
  return [...found, { text: text.slice(from), mention: false }];
}
