/** Split: sends each conversation one of several ways for good, in proportion. */
import { Plus, Trash2 } from 'lucide-react';
import { freshId } from '../../../flows/edit/fresh-id.ts';
import type { SplitNode } from '../../../flows/nodes/split.ts';
import { useEditing } from '../../message/editing.ts';
import { item, part, without } from '../../message/slot.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { armName } from '../exit-name.ts';
import { CheckedInput } from './checked-input.tsx';
import css from './form.module.css';
import type { FormProps } from './form-props.ts';
import { inspectorWords, useInspectorTexts } from './inspector-texts.ts';
import { Section } from './section.tsx';
import { TargetField } from './target-field.tsx';

const ID = /^[a-z0-9_-]{1,64}$/;
const MOST = 10;

export function SplitForm({ id, slot }: FormProps<'split'>) {
  const say = useInspectorTexts();
  const { readOnly } = useEditing();
  const arms = part(slot, 'arms');
  const list: SplitNode['arms'] = arms.value;
  const total = list.reduce((sum, { weight }) => sum + weight, 0);
  const share = (weight: number) => (total > 0 ? `${Math.round((100 * weight) / total)} %` : '0 %');
  return (
    <Section
      id="arms"
      title={say('arms')}
      aside={
        readOnly ? null : (
          <Button
            look="quiet"
            size="s"
            onClick={() =>
              arms.put(
                list.map((arm) => ({ ...arm, weight: 1 })),
                inspectorWords('evenly'),
                null,
              )
            }
          >
            {say('evenly')}
          </Button>
        )
      }
    >
      <p className={css.note}>{say('armsHelp')}</p>
      {list.map((arm, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the name is what is being changed.
        <div key={n} className={css.item}>
          <div className={css.itemHead}>
            <span className={css.itemTitle}>
              {say('arm', { id: armName(arm.id) })} · {share(arm.weight)}
            </span>
            {readOnly || list.length <= 2 ? null : (
              <IconButton
                label={say('removeArm')}
                icon={<Trash2 size={14} aria-hidden />}
                className={css.tool}
                onClick={() => arms.put(without(list, n), inspectorWords('removeArm'), null)}
              />
            )}
          </div>
          <div className={css.pair}>
            <CheckedInput
              label={say('armName')}
              value={arm.id}
              disabled={readOnly}
              late
              check={(text) =>
                !ID.test(text) || text === '__proto__'
                  ? say('armNameBad')
                  : list.some((other, m) => m !== n && other.id === text)
                    ? say('entryTaken')
                    : undefined
              }
              onChange={(text) => part(item(arms, n), 'id').put(text, inspectorWords('armName'))}
            />
            <Field label={say('weight')}>
              {(control) => (
                <NumberField
                  {...control}
                  value={arm.weight}
                  min={0}
                  max={1000}
                  disabled={readOnly}
                  onChange={(weight) =>
                    weight !== undefined &&
                    part(item(arms, n), 'weight').put(Math.round(weight), inspectorWords('weight'))
                  }
                />
              )}
            </Field>
          </div>
          <TargetField
            node={id}
            exit={`arm:${arm.id}`}
            name={say('arm', { id: armName(arm.id) })}
            at={`${arms.at}.${n}.to`}
            nameHidden
          />
        </div>
      ))}
      {readOnly || list.length >= MOST ? null : (
        <Button
          size="s"
          className={css.start}
          onClick={() => {
            const letter = 'abcdefghij'.charAt(list.length);
            const made = freshId(letter, (one) => list.some((arm) => arm.id === one));
            arms.put(
              [...list, { id: made, weight: list.at(-1)?.weight ?? 1 }],
              inspectorWords('addArm'),
              null,
            );
          }}
        >
          <Plus size={14} aria-hidden />
          {say('addArm')}
        </Button>
      )}
    </Section>
  );
}
