/** Every shortcut of the moment, to be read, changed, or switched off. */
import { Pencil, RotateCcw } from 'lucide-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { useTexts } from '../ui/i18n.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Input } from '../ui/input.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { type Keys, keyCaps, strokeOf } from '../ui/keys.ts';
import { Switch } from '../ui/switch.tsx';
import { allKeysOf, keysOf, rebind, rebindNone, setShortcutsOn, takenBy, useBindings } from './bindings.ts';
import { commandTexts } from './command-texts.ts';
import { type Command, current, useRegistry } from './registry.ts';
import css from './shortcut-list.module.css';

export function ShortcutList({ onClose }: { onClose: () => void }) {
  const say = useTexts(commandTexts);
  const bindings = useBindings();
  const [filter, setFilter] = useState('');
  const [changing, setChanging] = useState<string>();
  const all = current(useRegistry((registry) => registry.commands));
  const shown = all.filter(
    (command) =>
      // What has no key is there for those who look for it, and may get one.
      (filter.trim() !== '' || command.keys !== undefined || keysOf(command, bindings) !== undefined) &&
      command.title.toLowerCase().includes(filter.trim().toLowerCase()),
  );
  const sections = [...new Set(shown.map(({ section }) => section ?? say('general')))];
  const caps = (id: string) => {
    const command = all.find((one) => one.id === id);
    const keys = command && keysOf(command, bindings);
    return keys ? keyCaps(keys).flat().join(' ') : '';
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={say('openShortcuts')}
      description={say('shortcutsText')}
      size="m"
    >
      <div className={css.head}>
        <Switch
          label={say('heard')}
          hint={say('heardHint', { palette: caps('app.palette'), shortcuts: caps('app.shortcuts') })}
          checked={bindings.on}
          onChange={setShortcutsOn}
        />
        <div className={css.tools}>
          <Input
            value={filter}
            onChange={setFilter}
            type="search"
            aria-label={say('filter')}
            placeholder={say('filter')}
            className={css.filter}
          />
          {Object.keys(bindings.keys).length > 0 ? (
            <Button size="s" look="quiet" onClick={rebindNone}>
              {say('resetAll')}
            </Button>
          ) : null}
        </div>
      </div>
      {sections.map((section) => (
        <section key={section} className={css.section}>
          <h3 className={css.heading}>{section}</h3>
          <ul>
            {shown
              .filter((command) => (command.section ?? say('general')) === section)
              .map((command) => (
                <Row
                  key={command.id}
                  command={command}
                  keys={allKeysOf(command, bindings)}
                  own={command.id in bindings.keys}
                  changing={changing === command.id}
                  onChanging={(on) => setChanging(on ? command.id : undefined)}
                />
              ))}
          </ul>
        </section>
      ))}
      {shown.length === 0 ? <p className={css.none}>{say('filterNothing')}</p> : null}
    </Dialog>
  );
}

interface RowProps {
  command: Command;
  keys: readonly Keys[];
  /** The reader has chosen them. */
  own: boolean;
  changing: boolean;
  onChanging: (on: boolean) => void;
}

function Row({ command, keys, own, changing, onChanging }: RowProps) {
  const say = useTexts(commandTexts);
  const [taken, setTaken] = useState<string>();
  const pencil = useRef<HTMLButtonElement>(null);
  const done = () => {
    setTaken(undefined);
    onChanging(false);
    // The field goes away; the focus goes back to what opened it.
    requestAnimationFrame(() => pencil.current?.focus());
  };
  const hear = (event: KeyboardEvent) => {
    if (event.key === 'Tab') return;
    event.preventDefault();
    event.stopPropagation();
    const stroke = strokeOf(event);
    if (stroke === undefined) return;
    if (stroke === 'escape') return done();
    if (stroke === 'backspace') {
      rebind(command.id, null);
      return done();
    }
    const other = takenBy(stroke, command.id, useRegistry.getState().commands);
    if (other) return setTaken(other.title);
    rebind(command.id, stroke === command.keys ? undefined : stroke);
    done();
  };
  return (
    <li className={css.row}>
      <span className={css.title}>
        {command.title}
        {own ? <span className={css.own}> · {say('changed')}</span> : null}
        {changing ? (
          <span className={css.hint} role="status">
            {taken ? say('taken', { title: taken }) : say('pressHint')}
          </span>
        ) : null}
      </span>
      {changing ? (
        <input
          className={css.listen}
          readOnly
          // biome-ignore lint/a11y/noAutofocus: the reader has just asked for it.
          autoFocus
          value={say('pressKeys')}
          aria-label={say('change', { title: command.title })}
          onKeyDown={hear}
          onBlur={() => onChanging(false)}
        />
      ) : (
        <>
          {keys.length > 0 ? (
            keys.map((one) => <Kbd key={one} keys={one} />)
          ) : (
            <span className={css.noKey}>{say('none')}</span>
          )}
          <span className={css.buttons}>
            {own ? (
              <IconButton
                label={say('reset', { title: command.title })}
                icon={<RotateCcw size={14} aria-hidden />}
                onClick={() => rebind(command.id, undefined)}
              />
            ) : null}
            {command.heardElsewhere ? null : (
              <IconButton
                ref={pencil}
                label={say('change', { title: command.title })}
                icon={<Pencil size={14} aria-hidden />}
                onClick={() => onChanging(true)}
              />
            )}
          </span>
        </>
      )}
    </li>
  );
}
