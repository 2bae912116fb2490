/** The field the person writes in. Enter sends, Shift+Enter starts a new line. */
import { ArrowUp, Plus, SendHorizontal } from 'lucide-react';
import { type FormEvent, type KeyboardEvent, useRef, useState } from 'react';
import { useTexts } from '../ui/i18n.ts';
import css from './composer.module.css';
import { usePhone } from './phone-context.ts';
import { phoneTexts } from './phone-texts.ts';

interface Props {
  onText: (text: string) => void;
  onTyping?: () => void;
  /** What was written before, oldest first. */
  history?: readonly string[];
}

const NOTHING: readonly string[] = [];

export function Composer({ onText, onTyping, history = NOTHING }: Props) {
  const say = useTexts(phoneTexts);
  const { platform, rcs, open } = usePhone();
  const [text, setText] = useState('');
  /** How far back in the history the text is from; 0 for one's own. */
  const [back, setBack] = useState(0);
  const field = useRef<HTMLTextAreaElement>(null);
  const ready = text.trim() !== '';

  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    onText(text.trim());
    setText('');
    setBack(0);
    field.current?.focus();
  };
  /** Shows what was written before, or after that. False where there is no more. */
  const recall = (steps: number) => {
    const next = back + steps;
    if (next < 0 || next > history.length) return false;
    setBack(next);
    setText(next === 0 ? '' : (history.at(-next) ?? ''));
    return true;
  };
  const keys = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // Only from an empty field, or on the way through: elsewhere the arrows move the caret.
    const way = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
    if (way !== 0 && (text === '' || back > 0) && recall(way)) event.preventDefault();
    // While an input method composes (Japanese, Chinese...), Enter chooses a word.
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) send(event);
  };
  const Icon = platform === 'ios' ? ArrowUp : SendHorizontal;

  return (
    <form className={css.composer} onSubmit={send}>
      <button
        type="button"
        className={css.round}
        aria-label={say('attach')}
        aria-haspopup="dialog"
        // An SMS carries words alone.
        disabled={!rcs}
        title={rcs ? undefined : say('needsRcs')}
        onClick={() => open({ kind: 'attach' })}
      >
        <Plus size={22} aria-hidden />
      </button>
      <textarea
        ref={field}
        className={css.field}
        rows={1}
        dir="auto"
        value={text}
        aria-label={say('message')}
        placeholder={say(rcs ? 'messageRcs' : 'messageSms')}
        enterKeyHint="send"
        onChange={(event) => {
          setText(event.target.value);
          setBack(0);
          if (event.target.value) onTyping?.();
        }}
        onKeyDown={keys}
      />
      <button type="submit" className={css.send} aria-label={say('send')} disabled={!ready}>
        <Icon size={20} aria-hidden />
      </button>
    </form>
  );
}
