/** A picture by address: the picture, else its thumbnail, else a quiet mark that there should be one. */
import { ImageOff } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../ui/i18n.ts';
import { phoneTexts } from './phone-texts.ts';
import css from './picture.module.css';

interface Props {
  /** Already found safe; undefined where it was not. */
  url: string | undefined;
  thumbnail?: string;
  /** "" where the words beside it say the same. */
  alt: string;
}

export function Picture({ url, thumbnail, alt }: Props) {
  const say = useTexts(phoneTexts);
  const [broken, setBroken] = useState<readonly string[]>([]);
  const source = [url, thumbnail].find((one) => one !== undefined && !broken.includes(one));
  if (!source) {
    return (
      <span
        className={css.missing}
        role="img"
        aria-label={alt || say('mediaMissing')}
        title={say('mediaMissing')}
      >
        <ImageOff size={22} aria-hidden />
      </span>
    );
  }
  return (
    <img
      className={css.picture}
      src={source}
      alt={alt}
      referrerPolicy="no-referrer"
      decoding="async"
      onError={() => setBroken((before) => [...before, source])}
    />
  );
}
