/** What one card shows: picture, title, text, buttons. Stands alone or in a carousel. */
import { ImagePlus } from 'lucide-react';
import { LIMITS } from '../../flows/limits.ts';
import type { DraftCard } from '../../flows/message.ts';
import { Button } from '../ui/button.tsx';
import css from './card-editor.module.css';
import type { MediaPlace } from './crop.ts';
import { useEditing } from './editing.ts';
import { MediaEditor, type MediaValue } from './media-editor.tsx';
import { messageWords, useMessageTexts } from './message-texts.ts';
import { useNotes } from './note-of.ts';
import { narrowed, part, type Slot } from './slot.ts';
import { SuggestionsEditor } from './suggestions-editor.tsx';
import { TextField } from './text-field.tsx';

interface Props {
  slot: Slot<DraftCard>;
  place: MediaPlace;
}

export function CardEditor({ slot, place }: Props) {
  const say = useMessageTexts();
  const { readOnly } = useEditing();
  const { error } = useNotes(slot.at);
  const media = part(slot, 'media');
  return (
    <div className={css.card}>
      {error ? (
        <p className={css.error} role="alert">
          {error}
        </p>
      ) : null}
      {media.value ? (
        <MediaEditor
          slot={narrowed(media, media.value) as unknown as Slot<MediaValue>}
          place={place}
          onRemove={() => media.put(undefined, messageWords('remove'), null)}
        />
      ) : readOnly ? null : (
        <Button
          size="s"
          className={css.add}
          onClick={() => media.put({ url: '', height: 'medium' }, messageWords('addPicture'), null)}
        >
          <ImagePlus size={14} aria-hidden />
          {say('addPicture')}
        </Button>
      )}
      <TextField
        label={messageWords('title')}
        slot={part(slot, 'title')}
        optional
        single
        emoji
        max={LIMITS.cardTitle}
      />
      <TextField
        label={messageWords('description')}
        slot={part(slot, 'description')}
        optional
        emoji
        max={LIMITS.cardDescription}
      />
      <SuggestionsEditor slot={part(slot, 'suggestions')} on="card" />
    </div>
  );
}
