/** The picture, film or file of a message or a card: uploaded, addressed, cropped, described, and looked at for its size. */
import { Crop, FileText, Film, ImageOff, ImagePlus, Music, Trash2, Upload } from 'lucide-react';
import { type DragEvent, useRef, useState } from 'react';
import { LIMITS } from '../../flows/limits.ts';
import { CARD_HEIGHTS, type LocalText } from '../../flows/message.ts';
import type { MediaKind } from '../phone/entry.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { useLocale } from '../ui/i18n.ts';
import { Segmented } from '../ui/segmented.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { AddressField } from './address-field.tsx';
import { lossIn, type MediaPlace, ratioOf } from './crop.ts';
import { CropDialog } from './crop-dialog.tsx';
import { Disclosure } from './disclosure.tsx';
import { useEditing } from './editing.ts';
import { saidIn } from './local-text.ts';
import css from './media-editor.module.css';
import { type MediaFacts, useMediaFacts } from './media-facts.ts';
import { messageWords, useMessageTexts } from './message-texts.ts';
import { part, type Slot } from './slot.ts';
import { TextField } from './text-field.tsx';
import { ACCEPTED, sizeWords, type Uploaded } from './upload.ts';
import { useUpload } from './use-upload.ts';

export interface MediaValue {
  url: LocalText;
  thumbnail?: LocalText;
  alt?: LocalText;
  height?: (typeof CARD_HEIGHTS)[number];
}

interface Props {
  slot: Slot<MediaValue>;
  place: MediaPlace;
  /** Left out where the message is the file. */
  onRemove?: () => void;
}

const LARGE_BYTES = 2_000_000;
const SMALL_PIXELS = 400;
/** A little is always cut off: nobody minds. */
const LOSS_TOLD = 0.08;

export function MediaEditor({ slot, place, onRemove }: Props) {
  const say = useMessageTexts();
  const { readOnly, shown, locales, faults } = useEditing();
  const [cropping, setCropping] = useState(false);
  const { value } = slot;
  const language = shown[0] ?? locales[0] ?? '';
  const facts = useMediaFacts(saidIn(value.url, language));
  const small = useMediaFacts(saidIn(value.thumbnail, language));
  const keep = ({ url, thumbnail }: Uploaded) => {
    const { thumbnail: _, ...rest } = slot.value;
    slot.put({ ...rest, url, ...(thumbnail ? { thumbnail } : {}) }, messageWords('picture'), null);
  };
  const { busy, fault, start } = useUpload(keep);
  const height = value.height ?? 'medium';
  const ratio = ratioOf(place, height);
  const heights =
    place.in === 'carousel' && place.width === 'small' ? CARD_HEIGHTS.slice(0, 2) : CARD_HEIGHTS;
  const lying = place.in === 'card' && place.orientation === 'horizontal';
  return (
    <div className={css.media}>
      <DropZone
        facts={facts}
        ratio={ratio}
        busy={busy}
        disabled={readOnly}
        onFile={(file) => void start(file, file.name)}
        onCrop={
          facts.state === 'ready' && facts.kind === 'image' && facts.picture
            ? () => setCropping(true)
            : undefined
        }
        onRemove={onRemove}
      />
      {fault ? (
        <p className={css.bad} role="alert">
          {fault}
        </p>
      ) : (
        <Lint facts={facts} thumbnail={small} ratio={ratio} />
      )}
      {place.in === 'message' ? null : (
        <div className={css.height}>
          <Segmented
            label={say('height')}
            value={height}
            disabled={readOnly || lying}
            options={heights.map((one) => ({ value: one, label: say(one) }))}
            onChange={(next) => part(slot, 'height').put(next, messageWords('height'), null)}
          />
          {lying ? <p className={css.note}>{say('heightUnused')}</p> : null}
          {place.in === 'carousel' && place.width === 'small' ? (
            <p className={css.note}>{say('tallNarrow')}</p>
          ) : null}
        </div>
      )}
      <TextField label={messageWords('alt')} help={say('altHelp')} slot={part(slot, 'alt')} optional single />
      <Disclosure
        label={say('addresses')}
        open={facts.state === 'none' || faults(`${slot.at}.url`).length > 0}
      >
        <AddressField
          label={messageWords('address')}
          help={say('addressHelp')}
          slot={part(slot, 'url')}
          placeholder="https://"
        />
        {facts.state === 'ready' || value.thumbnail !== undefined ? (
          <AddressField
            label={messageWords('thumbnail')}
            help={say('thumbnailHelp')}
            slot={part(slot, 'thumbnail')}
            optional
            placeholder="https://"
          />
        ) : null}
      </Disclosure>
      {cropping && facts.state === 'ready' && facts.picture ? (
        <CropDialog
          href={facts.href}
          picture={facts.picture}
          ratio={ratio}
          onClose={() => setCropping(false)}
          onCropped={(blob) => {
            setCropping(false);
            void start(blob, say('picture'));
          }}
        />
      ) : null}
    </div>
  );
}

function DropZone({
  facts,
  ratio,
  busy,
  disabled,
  onFile,
  onCrop,
  onRemove,
}: {
  facts: MediaFacts;
  ratio: number | undefined;
  busy: string | undefined;
  disabled: boolean;
  onFile: (file: File) => void;
  onCrop: (() => void) | undefined;
  onRemove: (() => void) | undefined;
}) {
  const say = useMessageTexts();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const choose = () => input.current?.click();
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file) onFile(file);
  };
  const empty = facts.state === 'none';
  return (
    <fieldset
      className={classNames(css.zone, over && css.over)}
      aria-label={say('picture')}
      onDragOver={(event) => {
        if (disabled || !event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={disabled ? undefined : drop}
    >
      <input
        ref={input}
        type="file"
        accept={ACCEPTED}
        className="visually-hidden"
        tabIndex={-1}
        aria-hidden
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          event.target.value = '';
          if (file) onFile(file);
        }}
      />
      <div className={css.preview} style={{ aspectRatio: ratio ?? 16 / 9 }} aria-busy={busy !== undefined}>
        <Preview facts={facts} busy={busy !== undefined} />
      </div>
      <div className={css.ways}>
        {busy !== undefined ? (
          <p role="status" className={css.note}>
            {say('uploading', { name: busy })}
          </p>
        ) : empty ? (
          <p className={css.note}>
            {say('dropHere')}{' '}
            <button type="button" className={css.link} onClick={choose} disabled={disabled}>
              {say('chooseFile')}
            </button>
          </p>
        ) : (
          <>
            <Button size="s" onClick={choose} disabled={disabled}>
              <Upload size={14} aria-hidden />
              {say('replaceFile')}
            </Button>
            {onCrop ? (
              <Button size="s" onClick={onCrop} disabled={disabled}>
                <Crop size={14} aria-hidden />
                {say('crop')}
              </Button>
            ) : null}
          </>
        )}
        {onRemove && busy === undefined ? (
          <Button look="quiet" size="s" onClick={onRemove} disabled={disabled}>
            <Trash2 size={14} aria-hidden />
            {say('remove')}
          </Button>
        ) : null}
      </div>
    </fieldset>
  );
}

const ICONS = { image: ImageOff, video: Film, audio: Music, document: FileText } as const;

function Preview({ facts, busy }: { facts: MediaFacts; busy: boolean }) {
  const say = useMessageTexts();
  if (busy || facts.state === 'loading') return <Skeleton height="100%" />;
  if (facts.state === 'none') return <ImagePlus size={20} aria-hidden />;
  if (facts.state === 'ready' && facts.kind === 'image') {
    return <img src={facts.href} alt="" className={css.picture} />;
  }
  const Icon = iconOf(facts.state === 'ready' ? facts.kind : 'image');
  return (
    <span className={css.tile}>
      <Icon size={20} aria-hidden />
      {facts.state === 'unknown' ? <span className="visually-hidden">{say('fileUnknown')}</span> : null}
    </span>
  );
}

function iconOf(kind: MediaKind) {
  return ICONS[kind];
}

function Lint({
  facts,
  thumbnail,
  ratio,
}: {
  facts: MediaFacts;
  thumbnail: MediaFacts;
  ratio: number | undefined;
}) {
  const say = useMessageTexts();
  const locale = useLocale();
  const lines: { text: string; bad: boolean }[] = [];
  const tell = (text: string, bad = false) => lines.push({ text, bad });
  if (facts.state === 'broken') tell(say('fileBroken'), true);
  if (facts.state === 'unknown') tell(say('fileUnknown'));
  let known = '';
  if (facts.state === 'ready') {
    const { bytes, picture } = facts;
    known = [
      picture ? `${picture.width} × ${picture.height}` : '',
      bytes === undefined ? '' : sizeWords(bytes, locale),
    ]
      .filter(Boolean)
      .join(' · ');
    if (bytes !== undefined && bytes > LIMITS.fileBytes)
      tell(say('isTooLarge', { size: sizeWords(bytes, locale) }), true);
    else if (bytes !== undefined && bytes > LARGE_BYTES)
      tell(say('isLarge', { size: sizeWords(bytes, locale) }));
    if (picture) {
      const { width, height } = picture;
      const loss = ratio === undefined ? 0 : lossIn(picture, ratio);
      if (loss > LOSS_TOLD) tell(say('cutOff', { share: Math.round(loss * 100) }));
      if (width < SMALL_PIXELS && height < SMALL_PIXELS) tell(say('isSmall', { width, height }));
    }
  }
  if (
    thumbnail.state === 'ready' &&
    thumbnail.bytes !== undefined &&
    thumbnail.bytes > LIMITS.thumbnailBytes
  ) {
    tell(say('thumbTooLarge', { size: sizeWords(thumbnail.bytes, locale) }), true);
  }
  if (lines.length === 0 && known === '') return null;
  return (
    <ul className={css.lint}>
      {known ? <li className={css.known}>{known}</li> : null}
      {lines.map(({ text, bad }) => (
        <li key={text} className={bad ? css.bad : css.warn}>
          {text}
        </li>
      ))}
    </ul>
  );
}
