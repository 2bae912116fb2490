/** The list a step is chosen from beside a line of the outline: one that is there, or a new one. Edits nothing. */
import { Search } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useId, useRef, useState } from 'react';
import type { Flow } from '../../../flows/flow.ts';
import { useDocument } from '../../document/store.ts';
import { type Option, OptionList, optionId, useOptions } from '../../message/option-list.tsx';
import { type Locale, useLocale, useTexts } from '../../ui/i18n.ts';
import { Input } from '../../ui/input.tsx';
import panel from '../../ui/popover.module.css';
import { PALETTE } from '../canvas/palette-items.ts';
import { GROUP_NAMES, KINDS } from '../kinds.ts';
import { titleOf } from '../node-title.ts';
import css from './outline.module.css';
import { outlineTexts } from './outline-texts.ts';

export type Choice = { step: string } | { item: string };

interface Props {
  label: string;
  /** The line it belongs to, in pixels of the window. */
  beside: DOMRect;
  /** Steps that are there are offered too. */
  withSteps: boolean;
  /** Notes too, which stand beside the flow. */
  withNotes?: boolean;
  onChoose: (choice: Choice) => void;
  onClose: () => void;
}

const STEP = 'step:';
const ITEM = 'item:';

export function StepChooser({ label, beside, withSteps, withNotes = false, onChoose, onClose }: Props) {
  const anchor = useRef({ getBoundingClientRect: () => beside });
  return (
    <Popover.Root open onOpenChange={(open) => open || onClose()}>
      <Popover.Anchor virtualRef={anchor} />
      <Popover.Portal>
        <Popover.Content
          className={`${panel.panel} ${css.chooser}`}
          align="start"
          sideOffset={4}
          collisionPadding={8}
          aria-label={label}
          onCloseAutoFocus={(event) => event.preventDefault()}
        >
          <Choosing label={label} withSteps={withSteps} withNotes={withNotes} onChoose={onChoose} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Choosing({
  label,
  withSteps,
  withNotes,
  onChoose,
}: Pick<Props, 'label' | 'withSteps' | 'onChoose'> & { withNotes: boolean }) {
  const say = useTexts(outlineTexts);
  const reader = useLocale();
  const id = useId();
  const [query, setQuery] = useState('');
  const [options] = useState(() => [
    ...(withSteps ? stepsOf(useDocument.getState().flow, reader, say('there')) : []),
    ...itemsOf(reader, withNotes),
  ]);
  const { found, active, setActive, onKey } = useOptions(options, query);
  const pick = ({ id: chosen }: Option) =>
    onChoose(
      chosen.startsWith(STEP) ? { step: chosen.slice(STEP.length) } : { item: chosen.slice(ITEM.length) },
    );
  return (
    <>
      <Input
        value={query}
        onChange={setQuery}
        before={<Search size={14} aria-hidden />}
        placeholder={say('searchSteps')}
        aria-label={say('searchSteps')}
        role="combobox"
        aria-expanded={found.length > 0}
        aria-controls={found.length > 0 ? id : undefined}
        aria-autocomplete="list"
        aria-activedescendant={found.length > 0 ? optionId(id, active) : undefined}
        autoComplete="off"
        spellCheck={false}
        className={css.chooserSearch}
        onKeyDown={(event) => {
          if (event.key !== 'Tab' && onKey(event, pick)) event.preventDefault();
        }}
      />
      <OptionList
        id={id}
        label={label}
        options={found}
        active={active}
        onActive={setActive}
        onPick={pick}
        empty={say('noSteps')}
      />
    </>
  );
}

function stepsOf(flow: Flow, reader: Locale, group: string): Option[] {
  return Object.entries(flow.nodes).map(([id, node]) => {
    const { icon: Icon, name } = KINDS[node.kind];
    return {
      id: STEP + id,
      title: titleOf(flow, id, reader),
      icon: <Icon size={14} aria-hidden />,
      aside: name[reader],
      keywords: id,
      group,
    };
  });
}

function itemsOf(reader: Locale, withNotes: boolean): Option[] {
  return PALETTE.flatMap(({ id, kind, icon: Icon, name, about, aliases, group }): Option[] => {
    if (kind === 'frame' || (kind === 'note' && !withNotes)) return [];
    const heading = group === 'canvas' ? {} : { group: GROUP_NAMES[group][reader] };
    return [
      {
        id: ITEM + id,
        title: name[reader],
        hint: about[reader],
        icon: <Icon size={14} aria-hidden />,
        keywords: aliases,
        ...heading,
      },
    ];
  });
}
