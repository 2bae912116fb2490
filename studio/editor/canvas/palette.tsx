/** Everything that can be put on the canvas: searched, dragged over or clicked in. Knows the palette's items. */
import { Search, Star } from 'lucide-react';
import { useState } from 'react';
import { useDocument } from '../../document/store.ts';
import { classNames } from '../../ui/class-names.ts';
import { dictionary, useLocale, useTexts } from '../../ui/i18n.ts';
import { Input } from '../../ui/input.tsx';
import { GROUP_NAMES } from '../kinds.ts';
import { addFromPalette, exitToExtend, placeAfter } from './actions.ts';
import { toggleFavourite, useCanvasPrefs } from './canvas-prefs.ts';
import { seenMiddle } from './canvas-state.ts';
import { ChannelBadge } from './channel-badge.tsx';
import css from './palette.module.css';
import { PALETTE, type PaletteItem, searchItems } from './palette-items.ts';
import { beginPaletteDrag, endPaletteDrag, PALETTE_TYPE } from './use-palette-drop.ts';

const texts = dictionary(
  {
    search: 'Search steps',
    favourites: 'Favourites',
    recent: 'Recent',
    found: 'Found',
    canvas: 'On the canvas',
    nothing: 'Nothing is called that. Try “card”, “pay” or “date”.',
    add: 'Add:',
    favourite: 'Keep {name} at the top',
    unfavourite: 'No longer keep {name} at the top',
    hint: 'Drag onto the canvas, or click.',
  },
  {
    search: 'Chercher une étape',
    favourites: 'Favorites',
    recent: 'Récentes',
    found: 'Trouvées',
    canvas: 'Sur le plan',
    nothing: 'Rien ne porte ce nom. Essayez « carte », « payer » ou « date ».',
    add: 'Ajouter :',
    favourite: 'Garder {name} en tête',
    unfavourite: 'Ne plus garder {name} en tête',
    hint: 'Glissez sur le plan, ou cliquez.',
  },
);

const GROUPS = ['talk', 'logic', 'connect', 'finish'] as const;

export function Palette() {
  const say = useTexts(texts);
  const reader = useLocale();
  const { recent, favourites } = useCanvasPrefs();
  const [query, setQuery] = useState('');
  const named = (ids: readonly string[]) => ids.flatMap((id) => PALETTE.find((item) => item.id === id) ?? []);
  const groups: [string, readonly PaletteItem[]][] = query.trim()
    ? [[say('found'), searchItems(query, reader)]]
    : [
        [say('favourites'), named(favourites)],
        [say('recent'), named(recent.filter((id) => !favourites.includes(id)))],
        ...GROUPS.map((group): [string, readonly PaletteItem[]] => [
          GROUP_NAMES[group][reader],
          PALETTE.filter((item) => item.group === group),
        ]),
        [say('canvas'), PALETTE.filter((item) => item.group === 'canvas')],
      ];
  const isNothing = groups.every(([, items]) => items.length === 0);
  return (
    <div className={css.palette}>
      <div className={css.search}>
        <Input
          type="search"
          aria-label={say('search')}
          placeholder={say('search')}
          value={query}
          onChange={setQuery}
          before={<Search size={14} aria-hidden />}
        />
      </div>
      <div className={css.groups}>
        {isNothing ? <p className={css.nothing}>{say('nothing')}</p> : null}
        {groups.map(([heading, items]) =>
          items.length === 0 ? null : (
            <section key={heading} aria-label={heading}>
              <h2 className={css.heading}>{heading}</h2>
              <ul>
                {items.map((item) => (
                  <Row key={item.id} item={item} isFavourite={favourites.includes(item.id)} />
                ))}
              </ul>
            </section>
          ),
        )}
      </div>
      <p className={css.hint}>{say('hint')}</p>
    </div>
  );
}

function Row({ item, isFavourite }: { item: PaletteItem; isFavourite: boolean }) {
  const say = useTexts(texts);
  const reader = useLocale();
  const readOnly = useDocument((state) => state.readOnly);
  const name = item.name[reader];
  return (
    <li className={css.row}>
      <button
        type="button"
        className={css.item}
        disabled={readOnly}
        draggable={!readOnly}
        title={item.about[reader]}
        onClick={() => addBeside(item)}
        onDragStart={(event) => {
          beginPaletteDrag(item.id);
          event.dataTransfer.setData(PALETTE_TYPE, item.id);
          event.dataTransfer.effectAllowed = 'copy';
        }}
        onDragEnd={endPaletteDrag}
      >
        <span className={css.mark} data-hue={item.hue}>
          <item.icon size={15} aria-hidden />
        </span>
        <span className={css.name}>
          <span className="visually-hidden">{say('add')}</span> {name}
        </span>
        {item.channels ? <ChannelBadge channels={item.channels} /> : null}
      </button>
      <button
        type="button"
        className={classNames(css.star, isFavourite && css.starred)}
        aria-label={say(isFavourite ? 'unfavourite' : 'favourite', { name })}
        aria-pressed={isFavourite}
        onClick={() => toggleFavourite(item.id)}
      >
        <Star size={13} fill={isFavourite ? 'currentColor' : 'none'} aria-hidden />
      </button>
    </li>
  );
}

/** After the one selected step where that has an open way out, else in the middle of what is seen. */
function addBeside(item: PaletteItem): void {
  const { flow, selection } = useDocument.getState();
  const [only] = selection.length === 1 ? selection : [];
  const isStep = item.kind !== 'note' && item.kind !== 'frame';
  const exit = only !== undefined && isStep ? exitToExtend(flow, only) : undefined;
  if (only !== undefined && exit !== undefined) {
    const from = { node: only, exit };
    addFromPalette(item, { from, at: placeAfter(flow, from) });
    return;
  }
  const middle = seenMiddle();
  addFromPalette(item, { at: { x: middle.x - 136, y: middle.y - 60 } });
}
