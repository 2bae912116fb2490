/** A film: its thumbnail with a play button, then the player; a link where the player may not load it. */
import { Play } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../ui/i18n.ts';
import { FileTile } from './file-tile.tsx';
import css from './film.module.css';
import { phoneTexts } from './phone-texts.ts';

interface Props {
  url: string | undefined;
  thumbnail?: string;
  label?: string;
}

export function Film({ url, thumbnail, label }: Props) {
  const say = useTexts(phoneTexts);
  const [state, setState] = useState<'still' | 'playing' | 'failed'>('still');
  const name = label ?? say('video');
  if (!url || state === 'failed') return <FileTile url={url} name={name} kind="video" />;
  if (state === 'playing') {
    return (
      // biome-ignore lint/a11y/useMediaCaption: the wire format carries no captions.
      <video
        className={css.player}
        src={url}
        poster={thumbnail}
        controls
        autoPlay
        onError={() => setState('failed')}
      />
    );
  }
  return (
    <button
      type="button"
      className={css.still}
      aria-label={`${say('playVideo')}: ${name}`}
      onClick={() => setState('playing')}
    >
      {thumbnail ? <img src={thumbnail} alt="" referrerPolicy="no-referrer" /> : null}
      <span className={css.play}>
        <Play size={22} fill="currentColor" aria-hidden />
      </span>
    </button>
  );
}
