/** A small board of emoji to pick from, found by a word. Knows no field. */
import { Smile } from 'lucide-react';
import { Popover } from 'radix-ui';
import { type KeyboardEvent, useRef, useState } from 'react';
import { useLocale } from '../ui/i18n.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Input } from '../ui/input.tsx';
import panel from '../ui/popover.module.css';
import { emojiIn } from './emoji.ts';
import css from './emoji-picker.module.css';
import { useMessageTexts } from './message-texts.ts';
import area from './template-area.module.css';

const COLUMNS = 8;

export function EmojiPicker({
  onPick,
  focusAfter,
}: {
  onPick: (emoji: string) => void;
  focusAfter: () => void;
}) {
  const say = useMessageTexts();
  const [open, setOpen] = useState(false);
  const picked = useRef(false);
  return (
    <Popover.Root
      open={open}
      onOpenChange={(next) => {
        picked.current = false;
        setOpen(next);
      }}
    >
      <Popover.Trigger asChild>
        <IconButton label={say('insertEmoji')} icon={<Smile size={14} aria-hidden />} className={area.tool} />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className={`${panel.panel} ${css.panel}`}
          align="end"
          sideOffset={6}
          collisionPadding={8}
          aria-label={say('insertEmoji')}
          onCloseAutoFocus={(event) => {
            if (!picked.current) return;
            event.preventDefault();
            focusAfter();
          }}
        >
          <Board
            onPick={(emoji) => {
              picked.current = true;
              setOpen(false);
              onPick(emoji);
            }}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Board({ onPick }: { onPick: (emoji: string) => void }) {
  const say = useMessageTexts();
  const locale = useLocale();
  const [query, setQuery] = useState('');
  const grid = useRef<HTMLFieldSetElement>(null);
  const bare = (text: string) =>
    text
      .normalize('NFKD')
      .replace(/[\u0300-\u036f]/g, '')
      .toLowerCase();
  const found = emojiIn(locale).filter(
    ({ words, sign }) => bare(words).includes(bare(query)) || sign === query,
  );
  const onKey = (event: KeyboardEvent) => {
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS }[event.key];
    if (steps === undefined) return;
    const all = [...(grid.current?.querySelectorAll('button') ?? [])];
    const at = all.indexOf(event.target as HTMLButtonElement);
    event.preventDefault();
    all[Math.min(all.length - 1, Math.max(0, at + steps))]?.focus();
  };
  return (
    <>
      <Input
        value={query}
        onChange={setQuery}
        aria-label={say('insertEmoji')}
        placeholder={say('insertEmoji')}
        autoComplete="off"
        onKeyDown={(event) => {
          const [first] = found;
          if (event.key === 'Enter' && first) {
            event.preventDefault();
            onPick(first.sign);
          } else if (event.key === 'ArrowDown') {
            event.preventDefault();
            grid.current?.querySelector('button')?.focus();
          }
        }}
      />
      <fieldset ref={grid} className={css.grid} aria-label={say('insertEmoji')} onKeyDown={onKey}>
        {found.map(({ sign, words }, n) => (
          <button
            key={sign}
            type="button"
            className={css.emoji}
            tabIndex={n === 0 ? 0 : -1}
            title={words}
            aria-label={words}
            onClick={() => onPick(sign)}
          >
            {sign}
          </button>
        ))}
      </fieldset>
    </>
  );
}
