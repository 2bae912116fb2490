/** Every action by name, and the flows: type, choose, done. */
import { Command as Cmdk } from 'cmdk';
import { Search } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useRef, useState } from 'react';
import { useFlows } from '../api/flows.ts';
import { useFocusReturn } from '../ui/focus-return.ts';
import { useTexts } from '../ui/i18n.ts';
import { Kbd } from '../ui/kbd.tsx';
import { navigate } from '../ui/router.tsx';
import { createStored, useStored } from '../ui/stored.ts';
import { keysOf, useBindings } from './bindings.ts';
import { commandTexts } from './command-texts.ts';
import css from './palette.module.css';
import { type Command, current, useRegistry } from './registry.ts';

const RECENT_SHOWN = 4;
/** Ids, newest first, separated by spaces. */
const recentIds = createStored<string>('carillon.recent-commands', (text) => text ?? '');

export function Palette({ onClose }: { onClose: () => void }) {
  const say = useTexts(commandTexts);
  const focus = useFocusReturn();
  const bindings = useBindings();
  const chosen = useRef<Command>(undefined);
  const [search, setSearch] = useState('');
  const recent = useStored(recentIds).split(' ').filter(Boolean);
  const commands = current(useRegistry((registry) => registry.commands)).filter(({ hidden }) => !hidden);
  const flows = useFlows({ quiet: true }).data ?? [];
  const toFlow = flows
    .filter(({ archived }) => !archived)
    .map(
      ({ id, name }): Command => ({
        id: `flow.open.${id}`,
        title: name,
        section: say('flows'),
        keywords: [id],
        run: () => navigate(`/flows/${encodeURIComponent(id)}`),
      }),
    );
  // Without a word only what can be done now is listed; who looks for something is told why it cannot.
  const all = [...commands, ...toFlow].filter(({ enabled }) => search !== '' || enabled !== false);
  const used = recent.flatMap((id) => all.find((one) => one.id === id) ?? []).slice(0, RECENT_SHOWN);
  const showRecent = search === '' && used.length > 0;
  const sections = [...new Set(all.map(({ section }) => section ?? say('general')))];

  const choose = (command: Command) => {
    recentIds.set([command.id, ...recent.filter((id) => id !== command.id)].slice(0, 12).join(' '));
    chosen.current = command;
    onClose();
  };
  const row = (command: Command, prefix = '') => {
    const keys = keysOf(command, bindings);
    return (
      <Cmdk.Item
        key={command.id}
        className={css.item}
        value={`${prefix}${command.id}`}
        keywords={[command.title, ...(command.keywords ?? [])]}
        disabled={command.enabled === false}
        onSelect={() => choose(command)}
      >
        <span className={css.icon} aria-hidden>
          {command.icon}
        </span>
        <span className={css.title}>{command.title}</span>
        {command.enabled === false ? (
          <span className={css.aside}>{command.why ?? say('unavailable')}</span>
        ) : null}
        {keys ? <Kbd keys={keys} /> : null}
      </Cmdk.Item>
    );
  };
  return (
    <Dialog.Root open onOpenChange={(open) => open || onClose()}>
      <Dialog.Portal>
        <div className={css.scrim} />
        <Dialog.Content
          className={css.palette}
          aria-describedby={undefined}
          onOpenAutoFocus={focus.onOpenAutoFocus}
          onCloseAutoFocus={(event) => {
            focus.onCloseAutoFocus(event);
            // What it opens may want the focus, which is first given back to where it was.
            chosen.current?.run();
          }}
        >
          <Dialog.Title className="visually-hidden">{say('openPalette')}</Dialog.Title>
          <Cmdk label={say('openPalette')} loop filter={rank}>
            <div className={css.field}>
              <Search size={16} aria-hidden />
              <Cmdk.Input
                className={css.input}
                placeholder={say('placeholder')}
                value={search}
                onValueChange={setSearch}
              />
            </div>
            <Cmdk.List className={css.list} label={say('results')}>
              <Cmdk.Empty className={css.empty}>
                {/* A list box wants an option. */}
                <div role="option" aria-disabled aria-selected={false} tabIndex={-1}>
                  {say('nothing', { search })}
                </div>
              </Cmdk.Empty>
              {showRecent ? (
                <Cmdk.Group className={css.group} heading={say('recent')}>
                  {used.map((command) => row(command, 'recent '))}
                </Cmdk.Group>
              ) : null}
              {sections.map((section) => (
                <Cmdk.Group key={section} className={css.group} heading={section}>
                  {all
                    .filter((command) => (command.section ?? say('general')) === section)
                    .map((command) => row(command))}
                </Cmdk.Group>
              ))}
            </Cmdk.List>
            <p className={css.foot} aria-hidden>
              <span>
                <Kbd keys="arrowup" /> <Kbd keys="arrowdown" /> {say('toMove')}
              </span>
              <span>
                <Kbd keys="enter" /> {say('toRun')}
              </span>
              <span>
                <Kbd keys="escape" /> {say('toClose')}
              </span>
            </p>
          </Cmdk>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** How well the words fit, from 0 to 1: every word sought must be in the title or the other words. Accents count nothing. */
function rank(_id: string, search: string, words: string[] = []): number {
  const [title = '', ...others] = words.map(plain);
  const sought = plain(search).split(/\s+/).filter(Boolean);
  const scores = sought.map((word): number => {
    if (title.startsWith(word)) return 1;
    if (title.includes(` ${word}`)) return 0.8;
    if (title.includes(word)) return 0.6;
    return others.some((other) => other.includes(word)) ? 0.4 : 0;
  });
  if (scores.length === 0) return 1;
  return scores.includes(0) ? 0 : scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
