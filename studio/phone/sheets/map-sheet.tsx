/** Where a place is: a drawing with a pin, its name and coordinates. */
import { useTexts } from '../../ui/i18n.ts';
import { LocationDrawing } from '../location-drawing.tsx';
import { phoneTexts } from '../phone-texts.ts';
import type { ActionOf } from './action-of.ts';
import css from './sheet.module.css';
import { Sheet } from './sheet.tsx';

interface Props {
  suggestion: ActionOf<'view-location'>;
  onClose: () => void;
}

export function MapSheet({ suggestion, onClose }: Props) {
  const say = useTexts(phoneTexts);
  const { latitude, longitude, place, query } = suggestion;
  const known = latitude !== undefined && longitude !== undefined;
  return (
    <Sheet title={say('map')} onClose={onClose}>
      <div className={css.map}>
        <LocationDrawing latitude={latitude ?? 0} longitude={longitude ?? 0} label={place} />
      </div>
      {place ? (
        <p className={css.lead} dir="auto">
          {place}
        </p>
      ) : null}
      <p className={css.note}>
        {known
          ? say('mapDrawing', { latitude: latitude.toFixed(5), longitude: longitude.toFixed(5) })
          : say('searchFor', { query: query ?? '' })}
      </p>
    </Sheet>
  );
}
