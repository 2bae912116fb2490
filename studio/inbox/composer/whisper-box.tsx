/** Where somebody who leads the team whispers to the operator who has the conversation; nothing in here reaches the customer. */
import { Ear } from 'lucide-react';
import { type Ref, useState } from 'react';
import { useProblemText } from '../../api/problem-text.ts';
import { Button } from '../../ui/button.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { TextArea } from '../../ui/text-area.tsx';
import { toast } from '../../ui/toast.ts';
import { useTeamNames } from '../use-team.ts';
import { writeWhisper } from '../work-requests.ts';
import { composerTexts } from './composer-texts.ts';
import { useSendPrefs } from './send-prefs.ts';
import { useWhisper } from './use-whisper.ts';
import css from './whisper-box.module.css';

interface Props {
  conversation: string;
  /** The operator who has it. */
  to: string;
  autoFocus?: boolean;
  onSent: () => void;
  ref?: Ref<HTMLTextAreaElement>;
}

export function WhisperBox({ conversation, to, autoFocus, onSent, ref }: Props) {
  const say = useTexts(composerTexts);
  const problemText = useProblemText();
  const { operator } = useTeamNames();
  const { enterSends } = useSendPrefs();
  const { text, setText } = useWhisper(conversation);
  const [busy, setBusy] = useState(false);
  const name = operator(to);
  const whisper = async () => {
    const words = text.trim();
    if (words === '' || busy) return;
    setBusy(true);
    try {
      await writeWhisper(conversation, to, words);
      setText('');
      onSent();
    } catch (error) {
      toast({ tone: 'bad', text: problemText(error) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={css.box}>
      <TextArea
        ref={ref}
        className={css.area}
        aria-label={say('whisperField', { name })}
        placeholder={say('whisperPlaceholder', { name })}
        value={text}
        minRows={2}
        maxRows={8}
        maxLength={2000}
        dir="auto"
        autoFocus={autoFocus}
        onChange={setText}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Escape') event.currentTarget.blur();
          if (event.key !== 'Enter') return;
          if (event.ctrlKey || event.metaKey || (enterSends && !event.shiftKey)) {
            event.preventDefault();
            void whisper();
          }
        }}
      />
      <p className={css.tools}>
        <span className={css.hint}>{say('whisperHint', { name })}</span>
        <Button
          look="primary"
          size="s"
          disabled={busy || text.trim() === ''}
          aria-keyshortcuts="Control+Enter"
          data-command="inbox.send"
          onClick={() => void whisper()}
        >
          <Ear size={14} aria-hidden />
          {say('whisperSend')}
        </Button>
      </p>
    </div>
  );
}
