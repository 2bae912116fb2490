/** A message that is one file: picture, film, sound or document. */
import { useState } from 'react';
import { useTexts } from '../ui/i18n.ts';
import { FileTile } from './file-tile.tsx';
import { Film } from './film.tsx';
import css from './media-message.module.css';
import { phoneTexts } from './phone-texts.ts';
import { Picture } from './picture.tsx';
import { mediaKind, safeUrl } from './safe-url.ts';

interface Props {
  url: string;
  thumbnail?: string;
  alt: string;
  /** The file's own name and media type, where known. */
  name?: string;
  type?: string;
}

export function MediaMessage({ url: raw, thumbnail: rawThumbnail, alt, name, type }: Props) {
  const say = useTexts(phoneTexts);
  const [silent, setSilent] = useState(false);
  // A blob: address is a file this very page holds: one being sent.
  const url = raw.startsWith('blob:') ? raw : safeUrl(raw, location.href)?.href;
  const thumbnail = rawThumbnail ? safeUrl(rawThumbnail, location.href)?.href : undefined;
  const kind = mediaKind(name ?? raw, type);
  if (kind === 'image') {
    const picture = (
      <span className={css.picture}>
        <Picture url={url} thumbnail={thumbnail} alt={alt} />
      </span>
    );
    return url ? (
      <a className={css.link} href={url} target="_blank" rel="noopener noreferrer">
        {picture}
        <span className="visually-hidden"> ({say('newTab')})</span>
      </a>
    ) : (
      picture
    );
  }
  return (
    <div className={css.box} data-kind={kind}>
      {kind === 'video' ? (
        <Film url={url} thumbnail={thumbnail} label={name} />
      ) : kind === 'audio' && url && !silent ? (
        // biome-ignore lint/a11y/useMediaCaption: the wire format carries no captions.
        <audio
          className={css.sound}
          src={url}
          controls
          preload="none"
          aria-label={name ?? say('audio')}
          onError={() => setSilent(true)}
        />
      ) : (
        <FileTile url={url} name={name ?? say(kind === 'document' ? 'document' : 'audio')} kind={kind} />
      )}
    </div>
  );
}
