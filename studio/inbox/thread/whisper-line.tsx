/** A whisper to the operator who has the conversation, in the thread of those who may read it; it says that the customer does not. */
import { Ear } from 'lucide-react';
import type { WhisperLine as WhisperLineData } from '../../../server/contract/inbox-live.ts';
import { useSession } from '../../api/session.ts';
import { useRegion, useTexts } from '../../ui/i18n.ts';
import { threadTexts } from './thread-texts.ts';
import css from './whisper-line.module.css';

export function WhisperLine({ line: { at, author, to, text } }: { line: WhisperLineData }) {
  const say = useTexts(threadTexts);
  const region = useRegion();
  const me = useSession((session) => session.me?.id);
  const time = new Intl.DateTimeFormat(region, { hour: 'numeric', minute: '2-digit' }).format(at);
  const head =
    to.id === me
      ? say('whisperFrom', { name: author.name })
      : author.id === me
        ? say('whisperTo', { name: to.name })
        : say('whisperOf', { name: author.name, to: to.name });
  return (
    <div className={css.whisper}>
      <p className={css.head}>
        <Ear size={13} aria-hidden />
        <bdi className={css.who}>{head}</bdi>
        <span>{say('whisperUnseen')}</span>
        <span className={css.when}>{time}</span>
      </p>
      <p className={css.text} dir="auto">
        {text}
      </p>
    </div>
  );
}
