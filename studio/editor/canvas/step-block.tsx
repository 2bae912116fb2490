/** One part of what a step shows: words in a bubble, a picture, cards, buttons, a fact. Knows one step. */
import {
  CalendarPlus,
  ExternalLink,
  ImageOff,
  LocateFixed,
  MapPin,
  MessageSquareReply,
  Phone,
  SquarePen,
} from 'lucide-react';
import { memo, type ReactNode, useState } from 'react';
import { dictionary, useTexts } from '../../ui/i18n.ts';
import { editInPlace } from './actions.ts';
import { useCanvas } from './canvas-state.ts';
import type { Block } from './face.ts';
import { InPlace } from './in-place.tsx';
import css from './step-block.module.css';

const texts = dictionary(
  { empty: 'No text yet', more: '+ {n} more', noPicture: 'No picture yet' },
  { empty: 'Pas encore de texte', more: '+ {n} autres', noPicture: 'Pas encore d’image' },
);

const ACTION_ICONS = {
  reply: MessageSquareReply,
  dial: Phone,
  'view-location': MapPin,
  'share-location': LocateFixed,
  calendar: CalendarPlus,
  'open-url': ExternalLink,
  compose: SquarePen,
};

interface Props {
  id: string;
  block: Block;
  content: string;
}

export const StepBlock = memo(function StepBlock({ id, block, content }: Props) {
  const say = useTexts(texts);
  switch (block.kind) {
    case 'text':
      return <Bubble id={id} block={block} content={content} />;
    case 'picture':
      return (
        <div className={css.picture}>
          <Thumbnail url={block.url} alt={block.alt} />
          {block.title ? <span className={css.caption}>{templated(block.title)}</span> : null}
        </div>
      );
    case 'cards':
      return (
        <div className={css.cards}>
          {block.cards.map((card, n) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: cards have no other identity here.
            <div key={n} className={css.card}>
              <Thumbnail url={card.url} alt="" />
              <span className={css.cardTitle}>{templated(card.title)}</span>
            </div>
          ))}
          {block.more > 0 ? <span className={css.more}>+{block.more}</span> : null}
        </div>
      );
    case 'actions':
      return (
        <ul className={css.actions}>
          {block.actions.map(({ action, label }, n) => {
            const Icon = ACTION_ICONS[action];
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: buttons have no other identity here.
              <li key={n} className={css.action}>
                <Icon size={13} aria-hidden />
                <span>{templated(label)}</span>
              </li>
            );
          })}
          {block.more > 0 ? <li className={css.action}>{say('more', { n: block.more })}</li> : null}
        </ul>
      );
    case 'fact':
      return <p className={css.fact}>{block.text}</p>;
  }
});

function Bubble({
  id,
  block,
  content,
}: {
  id: string;
  block: Extract<Block, { kind: 'text' }>;
  content: string;
}) {
  const say = useTexts(texts);
  const path = block.at.join('.');
  const writing = useCanvas(({ editing }) => editing?.id === id && editing.at?.join('.') === path);
  if (writing)
    return <InPlace id={id} at={block.at} content={content} lines={block.lines} className={css.field} />;
  return (
    <p
      className={css.bubble}
      data-in-place
      dir="auto"
      style={{ height: `calc(${block.lines} * 18px + 12px)`, WebkitLineClamp: block.lines }}
      onDoubleClick={(event) => {
        event.stopPropagation();
        editInPlace(id, block.at);
      }}
    >
      <span className={css.words} style={{ WebkitLineClamp: block.lines }}>
        {block.text ? templated(block.text) : <span className={css.empty}>{say('empty')}</span>}
      </span>
    </p>
  );
}

/** Variables stand out from the words around them; text stays text. */
export function templated(text: string): ReactNode[] {
  return text.split(/(\{\{[^{}]*\}\})/).map((part, n) =>
    part.startsWith('{{') && part.endsWith('}}') ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text, in its order.
      <span key={n} className={css.variable}>
        {part.slice(2, -2).split('|')[0]?.trim() || part}
      </span>
    ) : (
      part
    ),
  );
}

function Thumbnail({ url, alt }: { url: string; alt: string }) {
  const say = useTexts(texts);
  const [broken, setBroken] = useState<string>();
  if (!isShown(url) || broken === url) {
    return (
      <span className={css.noImage} role="img" aria-label={alt || say('noPicture')}>
        <ImageOff size={16} aria-hidden />
      </span>
    );
  }
  return (
    <img
      className={css.image}
      src={url}
      alt={alt}
      loading="lazy"
      decoding="async"
      draggable={false}
      referrerPolicy="no-referrer"
      onError={() => setBroken(url)}
    />
  );
}

/** Only what the page's rules let it load; a template has no address yet. */
function isShown(url: string): boolean {
  return !url.includes('{{') && (/^https:\/\/[^/]/.test(url) || /^\/(?!\/)/.test(url));
}
