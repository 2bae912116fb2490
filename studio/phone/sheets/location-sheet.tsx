/** Sharing a place: one of a few, or any coordinates. It need not be where anyone is. */
import { MapPin } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import { useTexts } from '../../ui/i18n.ts';
import { phoneTexts } from '../phone-texts.ts';
import css from './sheet.module.css';
import { Sheet } from './sheet.tsx';

const PLACES = [
  { name: 'Place Bellecour, Lyon', latitude: 45.75785, longitude: 4.83201 },
  { name: 'Place de la République, Paris', latitude: 48.86746, longitude: 2.36367 },
  { name: 'Grand-Place, Bruxelles', latitude: 50.84673, longitude: 4.35247 },
  { name: 'Vieux-Port, Montréal', latitude: 45.50691, longitude: -73.54994 },
] as const;

interface Props {
  onShare: (latitude: number, longitude: number) => void;
  onClose: () => void;
}

export function LocationSheet({ onShare, onClose }: Props) {
  const say = useTexts(phoneTexts);
  const problem = useId();
  const [latitude, setLatitude] = useState('');
  const [longitude, setLongitude] = useState('');
  const [refused, setRefused] = useState(false);

  const share = (event: FormEvent) => {
    event.preventDefault();
    const place = { latitude: degrees(latitude, 90), longitude: degrees(longitude, 180) };
    if (place.latitude === undefined || place.longitude === undefined) return setRefused(true);
    onShare(place.latitude, place.longitude);
  };

  return (
    <Sheet title={say('shareLocation')} onClose={onClose}>
      <h3 className={css.sub}>{say('choosePlace')}</h3>
      <div className={css.rows}>
        {PLACES.map((place) => (
          <button
            key={place.name}
            type="button"
            className={css.item}
            onClick={() => onShare(place.latitude, place.longitude)}
          >
            <MapPin size={20} aria-hidden />
            <span>
              {place.name}
              <small>
                {place.latitude}, {place.longitude}
              </small>
            </span>
          </button>
        ))}
      </div>
      <h3 className={css.sub}>{say('coordinates')}</h3>
      <form className={css.fields} onSubmit={share} noValidate>
        <label>
          {say('latitude')}
          <input
            inputMode="decimal"
            placeholder="45.7578"
            value={latitude}
            aria-invalid={refused}
            aria-describedby={refused ? problem : undefined}
            onChange={(event) => setLatitude(event.target.value)}
          />
        </label>
        <label>
          {say('longitude')}
          <input
            inputMode="decimal"
            placeholder="4.8320"
            value={longitude}
            aria-invalid={refused}
            aria-describedby={refused ? problem : undefined}
            onChange={(event) => setLongitude(event.target.value)}
          />
        </label>
        <button type="submit" className={`${css.action} ${css.wide}`} data-weight="quiet">
          {say('share')}
        </button>
      </form>
      {refused ? (
        <p id={problem} role="alert" className={css.problem}>
          {say('badCoordinates')}
        </p>
      ) : null}
    </Sheet>
  );
}

/** Degrees out of a field ("45.7", "45,7"), or undefined if they are none. */
function degrees(text: string, limit: number): number | undefined {
  const value = Number(text.trim().replace(',', '.').replace('−', '-'));
  return text.trim() !== '' && Math.abs(value) <= limit ? value : undefined;
}
