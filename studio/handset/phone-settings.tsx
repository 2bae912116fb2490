/** What the phone is set to: its number, its make, RCS, the network. */
import { type FormEvent, useEffect, useId, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { useTexts } from '../ui/i18n.ts';
import { Segmented } from '../ui/segmented.tsx';
import { Switch } from '../ui/switch.tsx';
import { type HandsetChange, type HandsetSettings, listHandsets } from './emulator-client.ts';
import { handsetTexts } from './handset-texts.ts';
import { readPhoneNumber, showPhoneNumber } from './phone-number.ts';
import css from './phone-settings.module.css';
import type { Connection } from './use-handset.ts';

interface Props {
  settings: HandsetSettings;
  connection: Connection;
  onChange: (change: HandsetChange) => void;
  onPhone: (phone: string) => void;
}

const MOST_RECENT = 4;

export function PhoneSettings({ settings, connection, onChange, onPhone }: Props) {
  const say = useTexts(handsetTexts);
  const recent = useRecentPhones(settings.phone);
  return (
    <div className={css.settings}>
      <p className={classNames(css.connection, css[connection])} role="status">
        {say(connection)}
      </p>
      <NumberForm phone={settings.phone} onPhone={onPhone} />
      {recent.length ? (
        <div>
          <h2 className={css.label}>{say('recent')}</h2>
          <ul className={css.recent}>
            {recent.map((phone) => (
              <li key={phone}>
                <Button onClick={() => onPhone(phone)}>{showPhoneNumber(phone)}</Button>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      <div>
        <Segmented
          label={say('platform')}
          value={settings.platform}
          options={[
            { value: 'android', label: say('android') },
            { value: 'ios', label: say('ios') },
          ]}
          onChange={(platform) => onChange({ platform })}
        />
        <p className={css.hint}>{say(settings.platform === 'ios' ? 'behaviourIos' : 'behaviourAndroid')}</p>
      </div>
      <Switch
        label={say('rcs')}
        hint={say('rcsHint')}
        checked={settings.rcs}
        onChange={(rcs) => onChange({ rcs })}
      />
      <Switch
        label={say('online')}
        hint={say('onlineHint')}
        checked={settings.online}
        onChange={(online) => onChange({ online })}
      />
    </div>
  );
}

function NumberForm({ phone, onPhone }: { phone: string; onPhone: (phone: string) => void }) {
  const say = useTexts(handsetTexts);
  const id = useId();
  const [typed, setTyped] = useState(showPhoneNumber(phone));
  const [refused, setRefused] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const next = readPhoneNumber(typed);
    setRefused(!next);
    if (next) onPhone(next);
  };
  return (
    <form onSubmit={submit} noValidate>
      <label htmlFor={id} className={css.label}>
        {say('number')}
      </label>
      <div className={css.number}>
        <input
          id={id}
          type="tel"
          autoComplete="off"
          value={typed}
          aria-invalid={refused}
          aria-describedby={`${id}-hint`}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button type="submit" disabled={readPhoneNumber(typed) === phone}>
          {say('change')}
        </Button>
      </div>
      <p id={`${id}-hint`} className={refused ? css.problem : css.hint} role={refused ? 'alert' : undefined}>
        {say(refused ? 'numberBad' : 'numberHint')}
      </p>
    </form>
  );
}

/** Other phones of this emulator, the latest first. */
function useRecentPhones(current: string): string[] {
  const [phones, setPhones] = useState<string[]>([]);
  useEffect(() => {
    const stop = new AbortController();
    listHandsets(stop.signal)
      .then((handsets) => setPhones(handsets.map((handset) => handset.phone)))
      // Only a convenience: the connection's own state tells what is wrong.
      .catch(() => undefined);
    return () => stop.abort();
  }, []);
  return phones.filter((phone) => phone !== current).slice(0, MOST_RECENT);
}
