/** The picture, film or document on a card, at the height the brand asked for. */

import type { Media } from '../../flows/message.ts';
import { useTexts } from '../ui/i18n.ts';
import css from './card-media.module.css';
import { FileTile } from './file-tile.tsx';
import { Film } from './film.tsx';
import { phoneTexts } from './phone-texts.ts';
import { Picture } from './picture.tsx';
import { mediaKind, safeUrl } from './safe-url.ts';

/** A card's title already says what its picture shows: only an untitled picture needs words of its own. */
export function CardMedia({ media, titled, lying }: { media: Media; titled: boolean; lying: boolean }) {
  const say = useTexts(phoneTexts);
  const kind = mediaKind(media.url);
  const url = safeUrl(media.url, location.href)?.href;
  const thumbnail = media.thumbnail ? safeUrl(media.thumbnail, location.href)?.href : undefined;
  return (
    <div className={css.media} data-height={media.height} data-lying={lying}>
      {kind === 'video' ? (
        <Film url={url} thumbnail={thumbnail} label={media.alt} />
      ) : kind === 'document' ? (
        <FileTile url={url} name={media.alt ?? say('document')} kind={kind} />
      ) : (
        <Picture
          url={url}
          thumbnail={thumbnail}
          alt={media.alt ?? (titled ? '' : say('picture', { brand: '' }).trim())}
        />
      )}
    </div>
  );
}
