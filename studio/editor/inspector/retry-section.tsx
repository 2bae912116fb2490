/** What happens to an answer that is not understood: how often it is asked again, in which words, and what then. */
import { Plus, Trash2 } from 'lucide-react';
import type { Retry } from '../../../flows/nodes/shape.ts';
import { useDocument } from '../../document/store.ts';
import { useEditing, wordsFor } from '../../message/editing.ts';
import { filled, item, part, type Slot, without } from '../../message/slot.ts';
import { TextField } from '../../message/text-field.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { useLocale } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { titleOf } from '../node-title.ts';
import css from './form.module.css';
import { inspectorWords, useInspectorTexts } from './inspector-texts.ts';
import { Section } from './section.tsx';
import { TargetField } from './target-field.tsx';

const USUAL: Retry = { say: [], max: 2 };
const MOST_WORDINGS = 5;

export function RetrySection({ id, slot }: { id: string; slot: Slot<Retry | undefined> }) {
  const say = useInspectorTexts();
  const locale = useLocale();
  const { readOnly, locales } = useEditing();
  const retry = filled(slot, USUAL) as Slot<Retry>;
  const { max, to } = retry.value;
  const next = useDocument(({ flow }) => (to === undefined ? undefined : titleOf(flow, to, locale)));
  const wordings = part(retry, 'say');
  return (
    <Section
      id="retry"
      title={say('retry')}
      open={false}
      summary={say('retrySummary', { count: max, next: next ?? say('retryPersonShort') })}
    >
      <Field label={say('retryMax')}>
        {(control) => (
          <NumberField
            {...control}
            value={max}
            min={0}
            max={10}
            unit={say('retryTimes')}
            disabled={readOnly}
            onChange={(next) =>
              next !== undefined && part(retry, 'max').put(Math.round(next), inspectorWords('retryMax'))
            }
          />
        )}
      </Field>
      <div className={css.stack}>
        {wordings.value.map((_, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: wordings are told apart by their place.
          <div key={n} className={css.row}>
            <div className={css.grow}>
              <TextField label={inspectorWords('retrySayN', { n: n + 1 })} slot={item(wordings, n)} emoji />
            </div>
            {readOnly ? null : (
              <IconButton
                label={say('removeRetry')}
                icon={<Trash2 size={14} aria-hidden />}
                className={css.tool}
                onClick={() => wordings.put(without(wordings.value, n), inspectorWords('removeRetry'), null)}
              />
            )}
          </div>
        ))}
        {wordings.value.length === 0 ? <p className={css.note}>{say('retrySayHelp')}</p> : null}
        {readOnly || wordings.value.length >= MOST_WORDINGS ? null : (
          <Button
            look="quiet"
            size="s"
            className={css.flush}
            onClick={() =>
              wordings.put(
                [
                  ...wordings.value,
                  wordsFor(locales, {
                    en: 'Sorry, I did not understand that.',
                    fr: 'Pardon, je n’ai pas compris.',
                  }),
                ],
                inspectorWords('addRetry'),
                null,
              )
            }
          >
            <Plus size={14} aria-hidden />
            {say('addRetry')}
          </Button>
        )}
      </div>
      <TargetField
        node={id}
        exit="not-understood"
        name={say('retryThen')}
        at={`${slot.at}.to`}
        open={say('retryPerson')}
      />
    </Section>
  );
}
