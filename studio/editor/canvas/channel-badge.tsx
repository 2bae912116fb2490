/** Says what a channel makes of a kind of message. Knows no message. */
import { dictionary, useTexts } from '../../ui/i18n.ts';
import css from './channel-badge.module.css';
import type { PaletteItem } from './palette-items.ts';

const texts = dictionary(
  {
    'words-by-sms': 'RCS',
    'words-by-smsTitle': 'Shown over RCS; an SMS gets its words and a link',
    'rcs-only': 'RCS only',
    'rcs-onlyTitle': 'Works over RCS; by SMS people can only write',
  },
  {
    'words-by-sms': 'RCS',
    'words-by-smsTitle': 'Affiché en RCS ; un SMS reçoit ses mots et un lien',
    'rcs-only': 'RCS seul',
    'rcs-onlyTitle': 'Fonctionne en RCS ; par SMS on ne peut qu’écrire',
  },
);

export function ChannelBadge({ channels }: { channels: NonNullable<PaletteItem['channels']> }) {
  const say = useTexts(texts);
  return (
    <span className={css.badge} title={say(`${channels}Title`)}>
      {say(channels)}
    </span>
  );
}
