/**
 * A message as it is written: text, picture or file, card or carousel, with its buttons. Used wherever somebody writes one;
 * what it knows of the flow around it comes from the editing context and the choices.
 */
import { GalleryHorizontal, Image, type LucideIcon, PanelTop, Type } from 'lucide-react';
import { LIMITS } from '../../flows/limits.ts';
import type { DraftMessage } from '../../flows/message.ts';
import { Segmented } from '../ui/segmented.tsx';
import { toast } from '../ui/toast.ts';
import { CardEditor } from './card-editor.tsx';
import { CarouselEditor } from './carousel-editor.tsx';
import css from './composer.module.css';
import { useEditing } from './editing.ts';
import { MediaEditor, type MediaValue } from './media-editor.tsx';
import { asKind, lostBy, type MessageKind } from './message-kind.ts';
import { messageWords, useMessageTexts } from './message-texts.ts';
import { useNotes } from './note-of.ts';
import { narrowed, part, type Slot } from './slot.ts';
import { SuggestionsEditor } from './suggestions-editor.tsx';
import { TextField } from './text-field.tsx';

const KINDS: readonly (readonly [MessageKind, LucideIcon])[] = [
  ['text', Type],
  ['media', Image],
  ['card', PanelTop],
  ['carousel', GalleryHorizontal],
];

interface Props {
  slot: Slot<DraftMessage>;
  /** Read aloud: which message it is. */
  label: string;
}

export function Composer({ slot, label }: Props) {
  const say = useMessageTexts();
  const { readOnly } = useEditing();
  const { error, warning } = useNotes(slot.at);
  const { value } = slot;
  const turn = (kind: MessageKind) => {
    const { cards, buttons, media } = lostBy(value, kind);
    slot.put(asKind(value, kind), messageWords('kind'), null);
    if (cards > 0) toast({ text: say(cards === 1 ? 'oneCardLost' : 'cardsLost', { count: cards }) });
    else if (buttons > 0 || media) toast({ text: say('partsLost') });
  };
  return (
    <fieldset className={css.composer} aria-label={label}>
      <Segmented
        label={say('kind')}
        labelHidden
        value={value.kind}
        disabled={readOnly}
        options={KINDS.map(([kind, Icon]) => ({
          value: kind,
          label: say(kind),
          icon: (
            <span className={css.kind}>
              <Icon size={14} aria-hidden />
              {/* The chosen one is named; the others by their label, which is read aloud and shown as a tooltip. */}
              {kind === value.kind ? <span aria-hidden>{say(kind)}</span> : null}
            </span>
          ),
        }))}
        onChange={turn}
      />
      {error || warning ? <p className={error ? css.error : css.warning}>{error ?? warning}</p> : null}
      <Content slot={slot} />
      <SuggestionsEditor slot={part(slot, 'suggestions')} on="message" />
    </fieldset>
  );
}

function Content({ slot }: { slot: Slot<DraftMessage> }) {
  const say = useMessageTexts();
  const { readOnly } = useEditing();
  const { value } = slot;
  switch (value.kind) {
    case 'text':
      return (
        <TextField
          label={messageWords('theText')}
          slot={part(narrowed(slot, value), 'text')}
          minRows={3}
          emoji
          max={LIMITS.text}
        />
      );
    case 'media':
      return (
        <MediaEditor slot={narrowed(slot, value) as unknown as Slot<MediaValue>} place={{ in: 'message' }} />
      );
    case 'card': {
      const card = narrowed(slot, value);
      const layout = part(card, 'orientation');
      const side = part(card, 'align');
      return (
        <>
          <div className={css.layout}>
            <Segmented
              label={say('layout')}
              value={value.orientation}
              disabled={readOnly}
              options={[
                { value: 'vertical', label: say('vertical') },
                { value: 'horizontal', label: say('horizontal') },
              ]}
              onChange={(next) => layout.put(next, messageWords('layout'), null)}
            />
            {value.orientation === 'horizontal' ? (
              <Segmented
                label={say('side')}
                value={value.align}
                disabled={readOnly}
                options={[
                  { value: 'left', label: say('left') },
                  { value: 'right', label: say('right') },
                ]}
                onChange={(next) => side.put(next, messageWords('side'), null)}
              />
            ) : null}
          </div>
          <CardEditor slot={part(card, 'card')} place={{ in: 'card', orientation: value.orientation }} />
        </>
      );
    }
    case 'carousel':
      return <CarouselEditor slot={narrowed(slot, value)} />;
  }
}
