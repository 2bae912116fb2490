/** A message or recording the phone would begin to someone else. */
import { useTexts } from '../../ui/i18n.ts';
import { phoneTexts } from '../phone-texts.ts';
import type { ActionOf } from './action-of.ts';
import css from './sheet.module.css';
import { Sheet } from './sheet.tsx';

export function ComposeSheet({
  suggestion,
  onClose,
}: {
  suggestion: ActionOf<'compose'>;
  onClose: () => void;
}) {
  const say = useTexts(phoneTexts);
  const { phone, text, recording } = suggestion;
  return (
    <Sheet title={say('compose')} onClose={onClose}>
      <p className={css.lead}>{say('to', { phone })}</p>
      <p className={css.note} dir="auto">
        {recording ? say(recording === 'audio' ? 'recordAudio' : 'recordVideo') : text}
      </p>
      <p className={css.note}>{say('composeNote')}</p>
    </Sheet>
  );
}
