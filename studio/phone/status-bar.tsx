/** The strip on top of the screen: the hour and the signs of the network; knows nothing of the conversation. */
import { BatteryFull, Plane, Signal, Wifi } from 'lucide-react';
import { useRegion, useTexts } from '../ui/i18n.ts';
import { usePhone } from './phone-context.ts';
import { phoneTexts } from './phone-texts.ts';
import { printTime } from './phone-time.ts';
import css from './status-bar.module.css';

export function StatusBar({ now, online }: { now: number; online: boolean }) {
  const say = useTexts(phoneTexts);
  const { timeZone } = usePhone();
  const time = printTime(now, useRegion(), timeZone, { hour: 'numeric', minute: '2-digit' });
  return (
    <div className={css.bar}>
      <span>{time.replace(/\s?[AP]M$/i, '')}</span>
      <span className={css.signs} role="img" aria-label={say(online ? 'online' : 'offline')}>
        {online ? (
          <>
            <Signal size={15} strokeWidth={2.6} aria-hidden />
            <Wifi size={15} strokeWidth={2.6} aria-hidden />
          </>
        ) : (
          <Plane size={15} aria-hidden />
        )}
        <BatteryFull size={19} aria-hidden />
      </span>
    </div>
  );
}
