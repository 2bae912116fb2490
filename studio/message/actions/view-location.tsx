/** Opens the map at a point, found by a pasted link, by figures or by moving a pin; or at what a search finds. */
import { useState } from 'react';
import { Field } from '../../ui/field.tsx';
import { useLocale } from '../../ui/i18n.ts';
import { Input } from '../../ui/input.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { useEditing } from '../editing.ts';
import { MapPad } from '../map-pad.tsx';
import { messageWords, useMessageTexts } from '../message-texts.ts';
import { useNotes } from '../note-of.ts';
import { isPoint, type Point, readPlace } from '../place.ts';
import { part, type Slot } from '../slot.ts';
import type { SuggestionOf } from '../suggestion-kinds.ts';
import { TemplateArea } from '../template-area.tsx';
import { TextField } from '../text-field.tsx';
import css from './actions.module.css';

type Place = SuggestionOf<'view-location'>;

export function ViewLocationFields({ slot }: { slot: Slot<Place> }) {
  const say = useMessageTexts();
  const { readOnly } = useEditing();
  const { value } = slot;
  const [by, setBy] = useState<'point' | 'search'>(
    value.query !== undefined && value.latitude === undefined ? 'search' : 'point',
  );
  return (
    <>
      <Segmented
        label={say('placeBy')}
        value={by}
        disabled={readOnly}
        options={[
          { value: 'point', label: say('byPoint') },
          { value: 'search', label: say('bySearch') },
        ]}
        onChange={(next) => {
          setBy(next);
          const { query: _, latitude: __, longitude: ___, ...rest } = value;
          // A button that names both would be a riddle.
          if (next === 'point' && value.query !== undefined) slot.put(rest, messageWords('placeBy'), null);
          if (next === 'search' && value.latitude !== undefined)
            slot.put({ ...rest, query: value.place ?? '' }, messageWords('placeBy'), null);
        }}
      />
      {by === 'point' ? (
        <PointFields slot={slot} onSearch={() => setBy('search')} />
      ) : (
        <TextField
          label={messageWords('query')}
          help={say('queryHelp')}
          slot={part(slot, 'query')}
          optional
          single
        />
      )}
    </>
  );
}

function PointFields({ slot, onSearch }: { slot: Slot<Place>; onSearch: () => void }) {
  const say = useMessageTexts();
  const { readOnly } = useEditing();
  const { error } = useNotes(slot.at);
  const [pasted, setPasted] = useState('');
  const [answer, setAnswer] = useState<{ text: string; bad: boolean }>();
  const { value } = slot;
  const point = pointOf(value);
  const put = (next: Point, more: { place?: string } = {}) =>
    slot.put({ ...value, ...next, ...more }, messageWords('byPoint'), `${slot.at}.point`);
  const read = (text: string) => {
    setPasted(text);
    if (text.trim() === '') return setAnswer(undefined);
    const found = readPlace(text);
    switch (found.kind) {
      case 'point':
        put(found.point, found.name && value.place === undefined ? { place: found.name } : {});
        setAnswer({ text: say('pasteDone', { ...found.point }), bad: false });
        break;
      case 'query': {
        const { latitude: _, longitude: __, ...rest } = value;
        slot.put({ ...rest, query: found.query }, messageWords('query'), null);
        setAnswer({ text: say('pasteQuery'), bad: false });
        onSearch();
        break;
      }
      case 'short-link':
        setAnswer({ text: say('pasteShort'), bad: true });
        break;
      case 'unreadable':
        setAnswer({ text: say('pasteUnreadable'), bad: true });
    }
  };
  return (
    <>
      {readOnly ? null : (
        <Field
          label={say('pastePlace')}
          help={answer && !answer.bad ? answer.text : say('pasteHelp')}
          error={answer?.bad ? answer.text : undefined}
        >
          {(control) => (
            <Input {...control} value={pasted} onChange={read} autoComplete="off" spellCheck={false} />
          )}
        </Field>
      )}
      <div className={css.pair}>
        <Degrees slot={slot} axis="latitude" most={90} />
        <Degrees slot={slot} axis="longitude" most={180} />
      </div>
      {error && !point ? <p className={css.bad}>{error}</p> : null}
      {point ? <MapPad point={point} disabled={readOnly} onChange={(next) => put(next)} /> : null}
      <TextField label={messageWords('placeName')} slot={part(slot, 'place')} optional single />
    </>
  );
}

/** A number, or a value that becomes one. */
function Degrees({ slot, axis, most }: { slot: Slot<Place>; axis: 'latitude' | 'longitude'; most: number }) {
  const locale = useLocale();
  const place = part(slot, axis);
  const notes = useNotes(place.at);
  const written = place.value === undefined ? '' : String(place.value);
  const [typed, setTyped] = useState<string>();
  const shown = typed !== undefined && readDegrees(typed, most) === place.value ? typed : written;
  const label = messageWords(axis);
  const bad = shown !== '' && !shown.includes('{{') && typeof readDegrees(shown, most) !== 'number';
  return (
    <Field label={label[locale]} error={bad ? `−${most}…${most}` : notes.error}>
      {(control) => (
        <TemplateArea
          {...control}
          value={shown}
          single
          code
          onChange={(text) => {
            setTyped(text);
            place.put(readDegrees(text, most), label);
          }}
        />
      )}
    </Field>
  );
}

function readDegrees(text: string, most: number): number | string | undefined {
  const plain = text.trim();
  if (plain === '') return undefined;
  if (!/^[+-]?\d{1,3}(?:[.,]\d{0,15})?$/.test(plain)) return plain;
  const number = Number(plain.replace(',', '.'));
  return Math.abs(number) <= most ? number : plain;
}

function pointOf({ latitude, longitude }: Place): Point | undefined {
  const [lat, lng] = [Number(latitude), Number(longitude)];
  if (latitude === undefined || longitude === undefined || Number.isNaN(lat) || Number.isNaN(lng))
    return undefined;
  return isPoint({ latitude: lat, longitude: lng }) ? { latitude: lat, longitude: lng } : undefined;
}
