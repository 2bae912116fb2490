/** A file as a small tile with its name; opens in a new tab if its address is safe. */
import { FileText, Film as FilmIcon, Music } from 'lucide-react';
import { useTexts } from '../ui/i18n.ts';
import type { MediaKind } from './entry.ts';
import css from './file-tile.module.css';
import { phoneTexts } from './phone-texts.ts';

export function FileTile({ url, name, kind }: { url: string | undefined; name: string; kind: MediaKind }) {
  const say = useTexts(phoneTexts);
  const Icon = kind === 'audio' ? Music : kind === 'video' ? FilmIcon : FileText;
  const inside = (
    <>
      <span className={css.icon}>
        <Icon size={20} aria-hidden />
      </span>
      <bdi className={css.name}>{name}</bdi>
    </>
  );
  if (!url) return <span className={css.tile}>{inside}</span>;
  return (
    <a className={css.tile} href={url} target="_blank" rel="noopener noreferrer">
      {inside}
      <span className="visually-hidden"> ({say('newTab')})</span>
    </a>
  );
}
