/** The buttons under a message or on a card: added, put in order, opened for editing, counted against RBM's limit. */
import { ChevronDown, Plus, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { LIMITS } from '../../flows/limits.ts';
import type { DraftSuggestion } from '../../flows/message.ts';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Menu } from '../ui/menu.tsx';
import type { MenuEntry } from '../ui/menu-entry.ts';
import { Meter } from '../ui/meter.tsx';
import { useChoices } from './choices-context.ts';
import { useEditing } from './editing.ts';
import { saidIn } from './local-text.ts';
import { messageWords, useMessageTexts } from './message-texts.ts';
import { useNotes } from './note-of.ts';
import { item, moved, type Slot, without } from './slot.ts';
import { Sortable } from './sortable.tsx';
import { SuggestionEditor } from './suggestion-editor.tsx';
import { blankSuggestion, SUGGESTION_KINDS, SUGGESTIONS, type SuggestionKind } from './suggestion-kinds.ts';
import css from './suggestions-editor.module.css';

interface Props {
  slot: Slot<DraftSuggestion[]>;
  on: 'message' | 'card';
}

export function SuggestionsEditor({ slot, on }: Props) {
  const say = useMessageTexts();
  const { locales, shown, readOnly } = useEditing();
  const choices = useChoices();
  const [opened, setOpened] = useState<number>();
  const list = slot.value;
  /** What the step adds under the message by itself. */
  const given = on === 'message' ? (choices?.list ?? []).filter(({ id }) => !choices?.placed.has(id)) : [];
  const items = on === 'message' ? (choices?.items ?? 0) : 0;
  const max = on === 'card' ? LIMITS.suggestionsPerCard : LIMITS.suggestionsPerMessage;
  const count = list.length + given.length + items;
  const language = shown[0] ?? locales[0] ?? '';
  const nameOf = (one: DraftSuggestion) => {
    const choice =
      one.kind === 'reply' && one.choice ? choices?.list.find(({ id }) => id === one.choice) : undefined;
    const said = saidIn(one.label ?? choice?.label, language);
    return said || (one.kind === 'reply' ? one.choice : undefined) || say('unnamed');
  };
  const add = (kind: SuggestionKind) => {
    const free = on === 'card' ? choices?.list.find(({ id }) => !choices.placed.has(id)) : undefined;
    const made = blankSuggestion(kind, locales, kind === 'reply' ? free?.id : undefined);
    slot.put([...list, made], messageWords('addButton'), null);
    setOpened(undefined);
    setPending(list.length);
  };
  // The new line is opened once it is there.
  const [pending, setPending] = useState<number>();
  if (pending !== undefined && list.length > pending) {
    setPending(undefined);
    setOpened(pending);
  }
  const entries: MenuEntry[] = SUGGESTION_KINDS.map((kind) => {
    const { icon: Icon, name, about } = SUGGESTIONS[kind];
    return { label: say(name), hint: say(about), icon: <Icon size={15} aria-hidden />, run: () => add(kind) };
  });
  const label = say(on === 'card' ? 'cardButtons' : 'buttons');
  return (
    <fieldset className={css.buttons} aria-label={label}>
      <header className={css.head}>
        <h4 className={css.heading}>{label}</h4>
        <Meter label={say('count')} value={count} max={max} compact />
      </header>
      {list.length > 0 ? (
        <Sortable
          items={list}
          label={label}
          nameOf={nameOf}
          disabled={readOnly}
          onMove={(from, to) => {
            if (opened === from) setOpened(to);
            else setOpened(undefined);
            slot.put(moved(list, from, to), messageWords('buttons'), null);
          }}
        >
          {(one, index, handle) => (
            <Line
              slot={item(slot, index)}
              name={nameOf(one)}
              handle={handle}
              open={opened === index}
              onToggle={() => setOpened(opened === index ? undefined : index)}
              onRemove={() => {
                setOpened(undefined);
                slot.put(without(list, index), messageWords('removeButton', { name: nameOf(one) }), null);
              }}
            />
          )}
        </Sortable>
      ) : null}
      {given.length + items > 0 ? (
        <ul className={css.given} aria-label={say('givenChips')}>
          {given.map(({ id, label: text }) => (
            <li key={id} className={css.chip} dir="auto">
              {saidIn(text, language) || say('unnamed')}
            </li>
          ))}
          {items > 0 ? <li className={css.chip}>{say('givenItems', { count: items })}</li> : null}
        </ul>
      ) : null}
      {readOnly ? null : (
        <Menu
          trigger={
            <Button look="quiet" size="s" className={css.add} disabled={count >= max}>
              <Plus size={14} aria-hidden />
              {say('addButton')}
            </Button>
          }
          entries={entries}
        />
      )}
    </fieldset>
  );
}

function Line({
  slot,
  name,
  handle,
  open,
  onToggle,
  onRemove,
}: {
  slot: Slot<DraftSuggestion>;
  name: string;
  handle: ReactNode;
  open: boolean;
  onToggle: () => void;
  onRemove: () => void;
}) {
  const say = useMessageTexts();
  const { readOnly, faults } = useEditing();
  const { icon: Icon, name: kind } = SUGGESTIONS[slot.value.kind];
  const { error, warning } = useNotes(slot.at);
  const inside = Object.keys(slot.value).some((key) =>
    faults(`${slot.at}.${key}`).some(({ severity }) => severity === 'error'),
  );
  return (
    <div className={css.item} data-open={open || undefined}>
      <div className={css.line}>
        {handle}
        <button type="button" className={css.toggle} aria-expanded={open} onClick={onToggle}>
          <Icon size={14} aria-hidden className={css.icon} />
          <span className={css.name} dir="auto">
            {name}
          </span>
          {error || warning || inside ? (
            <span className={css.mark} data-error={Boolean(error) || inside} aria-hidden />
          ) : null}
          <span className={css.kind}>{say(kind)}</span>
          <ChevronDown size={14} aria-hidden className={css.chevron} />
        </button>
        {readOnly ? null : (
          <IconButton
            label={say('removeButton', { name })}
            icon={<Trash2 size={14} aria-hidden />}
            className={css.tool}
            onClick={onRemove}
          />
        )}
      </div>
      {open ? (
        <div className={css.body}>
          {error || warning ? <p className={error ? css.error : css.warning}>{error ?? warning}</p> : null}
          <SuggestionEditor slot={slot} />
        </div>
      ) : null}
    </div>
  );
}
