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
}

export function Composer({ onText, onTyping }: Props) {
  const say = useTexts(phoneTexts);
  const { platform, rcs, open } = usePhone();
  const [text, setText] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  const ready = text.trim() !== '';

  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    onText(text.trim());
    setText('');
    field.current?.focus();
  };
  const keys = (event: KeyboardEvent<HTMLTextAreaElement>) => {
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
