/** One flow of the gallery: what it does, how it looks on a phone, and the button that takes it. */
import { Pause, Play } from 'lucide-react';
import { useState } from 'react';
import type { GalleryItem } from '../../server/contract.ts';
import { Button } from '../ui/button.tsx';
import { useLocale, useTexts } from '../ui/i18n.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { useMediaQuery } from '../ui/media-query.ts';
import { useSectorName } from '../ui/sector-names.ts';
import { flowTexts } from './flow-texts.ts';
import css from './gallery-card.module.css';
import { MovingPhone } from './moving-phone.tsx';

interface Props {
  item: GalleryItem;
  busy: boolean;
  /** Left out where nothing may be made of it. */
  onUse: (() => void) | undefined;
}

export function GalleryCard({ item, busy, onUse }: Props) {
  const say = useTexts(flowTexts);
  const language = useLocale();
  const sectorName = useSectorName();
  const still = useMediaQuery('(prefers-reduced-motion: reduce)');
  // Pointing at the card plays it; the button has the last word, and is the only way where motion is not wanted.
  const [pointed, setPointed] = useState(false);
  const [chosen, setChosen] = useState<boolean>();
  const playing = chosen ?? (pointed && !still);
  const lines = item.conversation[language];
  const { name } = item;
  return (
    <article
      className={css.card}
      aria-label={name}
      onPointerEnter={() => setPointed(true)}
      onPointerLeave={() => {
        setPointed(false);
        setChosen(undefined);
      }}
      onFocus={() => setPointed(true)}
      onBlur={(event) => {
        if (event.currentTarget.contains(event.relatedTarget)) return;
        setPointed(false);
        setChosen(undefined);
      }}
    >
      <div className={css.stage}>
        {lines.length > 0 ? (
          <>
            <MovingPhone label={say('preview', { name })} lines={lines} playing={playing} />
            <div className={css.play}>
              <IconButton
                label={say(playing ? 'previewPause' : 'previewPlay', { name })}
                icon={playing ? <Pause size={15} aria-hidden /> : <Play size={15} aria-hidden />}
                side="left"
                onClick={() => setChosen(!playing)}
              />
            </div>
          </>
        ) : (
          <p className={css.none}>{say('noConversation')}</p>
        )}
      </div>
      <div className={css.words}>
        <p className={css.sector}>{sectorName(item.sector)}</p>
        <h2 dir="auto">{name}</h2>
        <p className={css.text} dir="auto">
          {item.description[language]}
        </p>
        <div className={css.foot}>
          <span className={css.facts}>
            {say('stepsCount', { count: item.nodes })} ·{' '}
            {item.locales.map((one) => one.toUpperCase()).join(' ')}
          </span>
          {onUse ? (
            <Button
              size="s"
              disabled={busy}
              aria-busy={busy}
              aria-label={say('useNamed', { name })}
              onClick={onUse}
            >
              {say('use')}
            </Button>
          ) : null}
        </div>
      </div>
    </article>
  );
}
