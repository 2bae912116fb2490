/** One of the flow's steps, or none: for settings that lead to a step. */
import { ChevronDown, X } from 'lucide-react';
import { useDocument } from '../../document/store.ts';
import { useEditing } from '../../message/editing.ts';
import { useNotes } from '../../message/note-of.ts';
import { Picker } from '../../message/picker.tsx';
import type { Slot, Words } from '../../message/slot.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { useLocale } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { titleOf } from '../node-title.ts';
import { useInspectorTexts } from './inspector-texts.ts';
import { stepOptions } from './step-options.tsx';
import css from './variable-field.module.css';

export function StepSelect({
  label,
  none,
  slot,
}: {
  label: Words;
  none: string;
  slot: Slot<string | undefined>;
}) {
  const say = useInspectorTexts();
  const locale = useLocale();
  const { readOnly } = useEditing();
  const notes = useNotes(slot.at);
  const { value } = slot;
  const title = useDocument(({ flow }) => (value === undefined ? none : titleOf(flow, value, locale)));
  return (
    <Field label={label[locale]} error={notes.error} warning={notes.warning}>
      {({ id, 'aria-describedby': described }) => (
        <div className={css.line}>
          <Picker
            label={label[locale]}
            searchLabel={say('searchSteps')}
            empty={say('noSteps')}
            options={() => stepOptions(useDocument.getState().flow, undefined, locale, false)}
            onPick={(step) => slot.put(step, label, null)}
            trigger={
              <Button
                id={id}
                size="s"
                className={css.variable}
                disabled={readOnly}
                aria-label={`${label[locale]}: ${title}`}
                aria-describedby={described}
              >
                <span className={value === undefined ? css.none : undefined} dir="auto">
                  {title}
                </span>
                <ChevronDown size={14} aria-hidden className={css.arrow} />
              </Button>
            }
          />
          {value !== undefined && !readOnly ? (
            <IconButton
              label={say('disconnect')}
              icon={<X size={14} aria-hidden />}
              className={css.tool}
              onClick={() => slot.put(undefined, label, null)}
            />
          ) : null}
        </div>
      )}
    </Field>
  );
}
