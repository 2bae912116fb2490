/** The list of steps that opens where somebody points: typed into, chosen by Enter. Knows the palette's items. */
import { Command } from 'cmdk';
import { Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { exitsOf } from '../../../flows/nodes/registry.ts';
import { useDocument } from '../../document/store.ts';
import { dictionary, useLocale, useTexts } from '../../ui/i18n.ts';
import { exitName } from '../exit-name.ts';
import { focusNode } from '../focus.ts';
import { GROUP_NAMES, KINDS } from '../kinds.ts';
import { titleOf } from '../node-title.ts';
import { shownLocale } from '../words.ts';
import { addFromPalette, connectExit, placeAfter } from './actions.ts';
import { useCanvasPrefs } from './canvas-prefs.ts';
import { canvasView, type QuickAdd, useCanvas } from './canvas-state.ts';
import { ChannelBadge } from './channel-badge.tsx';
import { PALETTE, type PaletteItem, searchItems } from './palette-items.ts';
import css from './quick-add.module.css';

const texts = dictionary(
  {
    title: 'Add a step',
    search: 'Search steps',
    after: 'After',
    exit: 'Way out',
    recent: 'Recent',
    found: 'Found',
    canvas: 'On the canvas',
    existing: 'Lead to a step that is there',
    nothing: 'Nothing is called that.',
  },
  {
    title: 'Ajouter une étape',
    search: 'Chercher une étape',
    after: 'Après',
    exit: 'Sortie',
    recent: 'Récentes',
    found: 'Trouvées',
    canvas: 'Sur le plan',
    existing: 'Mener à une étape existante',
    nothing: 'Rien ne porte ce nom.',
  },
);

const WIDTH = 320;
const HEIGHT = 400;
const MOST_STEPS = 8;

export function QuickAddList() {
  const request = useCanvas((state) => state.quickAdd);
  return request ? <List key={`${request.screen.x} ${request.screen.y}`} request={request} /> : null;
}

function List({ request }: { request: QuickAdd }) {
  const say = useTexts(texts);
  const reader = useLocale();
  const flow = useDocument((state) => state.flow);
  const recent = useCanvasPrefs((state) => state.recent);
  const [query, setQuery] = useState('');
  const [from, setFrom] = useState(request.from);
  const panel = useRef<HTMLDivElement>(null);
  const canPaint = request.from === undefined && request.into === undefined;
  const offered = PALETTE.filter(({ kind }) => canPaint || (kind !== 'note' && kind !== 'frame'));
  const found = searchItems(query, reader, offered);
  const close = (back: boolean) => {
    useCanvas.setState({ quickAdd: undefined });
    if (back && request.from) focusNode(request.from.node);
  };

  useEffect(() => {
    const outside = (event: PointerEvent) => {
      if (event.target instanceof Element && !panel.current?.contains(event.target))
        useCanvas.setState({ quickAdd: undefined });
    };
    document.addEventListener('pointerdown', outside, true);
    return () => document.removeEventListener('pointerdown', outside, true);
  }, []);

  const choose = (item: PaletteItem) => {
    useCanvas.setState({ quickAdd: undefined });
    const moved = from && request.from && from.exit !== request.from.exit;
    const at = moved ? placeAfter(flow, from) : request.at;
    addFromPalette(item, { at, ...(from ? { from } : {}), ...(request.into ? { into: request.into } : {}) });
  };
  const lead = (id: string) => {
    useCanvas.setState({ quickAdd: undefined });
    if (from && connectExit(from, id)) focusNode(from.node);
  };

  const groups: [string, PaletteItem[]][] = query
    ? [[say('found'), found]]
    : [
        [say('recent'), recent.flatMap((id) => offered.find((item) => item.id === id) ?? [])],
        ...(['talk', 'logic', 'connect', 'finish'] as const).map((group): [string, PaletteItem[]] => [
          GROUP_NAMES[group][reader],
          offered.filter((item) => item.group === group),
        ]),
        [say('canvas'), offered.filter((item) => item.group === 'canvas')],
      ];
  const steps = from ? stepsLike(query, from.node) : [];

  function stepsLike(words: string, except: string): string[] {
    const wanted = words.trim().toLowerCase();
    if (wanted === '') return [];
    return Object.keys(flow.nodes)
      .filter((id) => id !== except && titleOf(flow, id, reader).toLowerCase().includes(wanted))
      .slice(0, MOST_STEPS);
  }

  const area = canvasView()?.element.getBoundingClientRect();
  // All of it lies on the canvas: what stuck out would be cut off, and would scroll the canvas as it takes the focus.
  const { left: x = 0, top: y = 0, width = window.innerWidth, height = window.innerHeight } = area ?? {};
  const left = Math.max(8, Math.min(request.screen.x - x, width - WIDTH - 8));
  const top = Math.max(8, Math.min(request.screen.y - y, height - HEIGHT - 8));
  const node = from ? flow.nodes[from.node] : undefined;
  const exits = node ? exitsOf(node) : [];
  const content = shownLocale(flow.locales, reader);
  return (
    <div
      ref={panel}
      className={css.panel}
      style={{ insetInlineStart: left, insetBlockStart: top }}
      role="dialog"
      aria-label={say('title')}
    >
      <Command
        label={say('title')}
        shouldFilter={false}
        loop
        onKeyDown={(event) => {
          if (event.key !== 'Escape' && event.key !== 'Tab') return;
          event.preventDefault();
          event.stopPropagation();
          close(true);
        }}
      >
        <div className={css.search}>
          <Search size={14} aria-hidden />
          <Command.Input autoFocus placeholder={say('search')} value={query} onValueChange={setQuery} />
        </div>
        {from && node ? (
          <div className={css.from}>
            <span className={css.fromTitle}>
              {say('after')} {titleOf(flow, from.node, reader)}
            </span>
            {exits.length > 1 ? (
              <select
                aria-label={say('exit')}
                value={from.exit}
                onChange={(event) => setFrom({ node: from.node, exit: event.target.value })}
              >
                {exits.map(({ name }) => (
                  <option key={name} value={name}>
                    {exitName(flow, from.node, name, reader, content)}
                  </option>
                ))}
              </select>
            ) : null}
          </div>
        ) : null}
        <Command.List className={css.list}>
          <Command.Empty className={css.nothing}>
            {/* A list box wants an option. */}
            <div role="option" aria-disabled aria-selected={false} tabIndex={-1}>
              {say('nothing')}
            </div>
          </Command.Empty>
          {groups.map(([heading, items]) =>
            items.length === 0 ? null : (
              <Command.Group key={heading} heading={heading}>
                {items.map((item) => (
                  <Command.Item
                    key={item.id}
                    value={`${heading} ${item.id}`}
                    className={css.item}
                    onSelect={() => choose(item)}
                  >
                    <span className={css.mark} data-hue={item.hue}>
                      <item.icon size={14} aria-hidden />
                    </span>
                    <span className={css.words}>
                      <span className={css.name}>{item.name[reader]}</span>
                      <span className={css.about}>{item.about[reader]}</span>
                    </span>
                    {item.channels ? <ChannelBadge channels={item.channels} /> : null}
                  </Command.Item>
                ))}
              </Command.Group>
            ),
          )}
          {steps.length > 0 ? (
            <Command.Group heading={say('existing')}>
              {steps.map((id) => {
                const Icon = KINDS[flow.nodes[id]?.kind ?? 'say'].icon;
                return (
                  <Command.Item key={id} value={`step ${id}`} className={css.item} onSelect={() => lead(id)}>
                    <span className={css.mark} data-hue="grey">
                      <Icon size={14} aria-hidden />
                    </span>
                    <span className={css.name}>{titleOf(flow, id, reader)}</span>
                  </Command.Item>
                );
              })}
            </Command.Group>
          ) : null}
        </Command.List>
      </Command>
    </div>
  );
}
