/** What starts the flow: words, buttons, other systems, or whoever writes. */
import { Cable, MessageSquareText, MousePointerClick, Plus, Sparkles, Trash2 } from 'lucide-react';
import type { Trigger } from '../../../flows/flow.ts';
import { useEditing } from '../../message/editing.ts';
import { useNotes } from '../../message/note-of.ts';
import { item, narrowed, part, type Slot, without } from '../../message/slot.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Input } from '../../ui/input.tsx';
import { Menu } from '../../ui/menu.tsx';
import css from './form.module.css';
import { type InspectorKey, inspectorWords, useInspectorTexts } from './inspector-texts.ts';
import { Section } from './section.tsx';
import { WordsInput } from './words-input.tsx';

type Kind = Trigger['kind'];
const MOST = 20;

/** One line a kind; a missing line does not compile. */
const KINDS: Record<Kind, { icon: typeof Cable; name: InspectorKey; help: InspectorKey; blank: Trigger }> = {
  keyword: {
    icon: MessageSquareText,
    name: 'trigKeyword',
    help: 'trigKeywordHelp',
    blank: { kind: 'keyword', words: ['hello'] },
  },
  postback: {
    icon: MousePointerClick,
    name: 'trigPostback',
    help: 'trigPostbackHelp',
    blank: { kind: 'postback', data: 'go:flow' },
  },
  api: { icon: Cable, name: 'trigApi', help: 'trigApiHelp', blank: { kind: 'api' } },
  default: { icon: Sparkles, name: 'trigDefault', help: 'trigDefaultHelp', blank: { kind: 'default' } },
};

export function TriggersEditor({ slot }: { slot: Slot<Trigger[]> }) {
  const say = useInspectorTexts();
  const { readOnly } = useEditing();
  const list = slot.value;
  const { error, warning } = useNotes(slot.at);
  const has = (kind: Kind) => list.some((one) => one.kind === kind);
  return (
    <Section
      id="triggers"
      title={say('triggers')}
      summary={list.map(({ kind }) => say(KINDS[kind].name)).join(', ')}
    >
      {list.length === 0 ? <p className={css.note}>{say('triggersNone')}</p> : null}
      {error || warning ? <p className={error ? css.error : css.warning}>{error ?? warning}</p> : null}
      {list.map((trigger, n) => {
        const { icon: Icon, name } = KINDS[trigger.kind];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: triggers have no identity of their own.
          <div key={n} className={css.item}>
            <div className={css.itemHead}>
              <Icon size={14} aria-hidden />
              <span className={css.itemTitle}>{say(name)}</span>
              {readOnly ? null : (
                <IconButton
                  label={say('removeTrigger')}
                  icon={<Trash2 size={14} aria-hidden />}
                  className={css.tool}
                  onClick={() => slot.put(without(list, n), inspectorWords('removeTrigger'), null)}
                />
              )}
            </div>
            <TriggerFields slot={item(slot, n)} />
          </div>
        );
      })}
      {readOnly || list.length >= MOST ? null : (
        <Menu
          trigger={
            <Button look="quiet" size="s" className={css.flush}>
              <Plus size={14} aria-hidden />
              {say('addTrigger')}
            </Button>
          }
          entries={(Object.keys(KINDS) as Kind[]).map((kind) => {
            const { icon: Icon, name, help, blank } = KINDS[kind];
            return {
              label: say(name),
              hint: say(help),
              icon: <Icon size={15} aria-hidden />,
              // Twice the same would mean nothing.
              disabled: (kind === 'api' || kind === 'default') && has(kind),
              run: () => slot.put([...list, blank], inspectorWords('addTrigger'), null),
            };
          })}
        />
      )}
    </Section>
  );
}

function TriggerFields({ slot }: { slot: Slot<Trigger> }) {
  const say = useInspectorTexts();
  const { readOnly } = useEditing();
  const { value } = slot;
  const inner = useNotes(`${slot.at}.${value.kind === 'keyword' ? 'words' : 'data'}`);
  const own = useNotes(slot.at);
  const notes = inner.error || inner.warning ? inner : own;
  if (value.kind === 'keyword') {
    return (
      <WordsInput
        label={say('words')}
        help={say('trigKeywordHelp')}
        error={notes.error}
        warning={notes.warning}
        value={value.words}
        maxLength={80}
        disabled={readOnly}
        onChange={(words) =>
          words.length > 0 && part(narrowed(slot, value), 'words').put(words, inspectorWords('words'))
        }
      />
    );
  }
  if (value.kind === 'postback') {
    return (
      <Field label={say('value')} help={say('trigPostbackHelp')} error={notes.error} warning={notes.warning}>
        {(control) => (
          <Input
            {...control}
            value={value.data}
            maxLength={2048}
            spellCheck={false}
            disabled={readOnly}
            onChange={(data) =>
              data !== '' && part(narrowed(slot, value), 'data').put(data, inspectorWords('value'))
            }
          />
        )}
      </Field>
    );
  }
  return (
    <>
      <p className={css.note}>{say(KINDS[value.kind].help)}</p>
      {notes.error || notes.warning ? (
        <p className={notes.error ? css.error : css.warning}>{notes.error ?? notes.warning}</p>
      ) : null}
    </>
  );
}
