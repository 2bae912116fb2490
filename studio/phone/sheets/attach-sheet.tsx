/** What can be sent beside text: a file of this device, or a place. */
import { ImagePlus, MapPin } from 'lucide-react';
import { useRef } from 'react';
import { MEDIA_TYPES } from '../../../flows/limits.ts';
import { useTexts } from '../../ui/i18n.ts';
import type { Utterance } from '../entry.ts';
import { usePhone } from '../phone-context.ts';
import { phoneTexts } from '../phone-texts.ts';
import css from './sheet.module.css';
import { Sheet } from './sheet.tsx';

const ACCEPTED = Object.values(MEDIA_TYPES).flat().join(',');

export function AttachSheet({
  onSay,
  onClose,
}: {
  onSay: (utterance: Utterance) => void;
  onClose: () => void;
}) {
  const say = useTexts(phoneTexts);
  const { open } = usePhone();
  const input = useRef<HTMLInputElement>(null);
  return (
    <Sheet title={say('attachTitle')} onClose={onClose}>
      <div className={css.rows}>
        <button type="button" className={css.item} onClick={() => input.current?.click()}>
          <ImagePlus size={22} aria-hidden />
          {say('photo')}
        </button>
        <button type="button" className={css.item} onClick={() => open({ kind: 'location' })}>
          <MapPin size={22} aria-hidden />
          {say('location')}
        </button>
      </div>
      <input
        ref={input}
        type="file"
        hidden
        accept={ACCEPTED}
        aria-label={say('photo')}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (!file) return;
          onSay({ kind: 'file', file });
          onClose();
        }}
      />
    </Sheet>
  );
}
