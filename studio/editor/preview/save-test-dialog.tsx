/** Saves what was just played as a test: its name, and what must stay the same. */
import { useId, useState } from 'react';
import type { PreviewState } from '../../../server/contract.ts';
import { useProblemText } from '../../api/problem-text.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { Input } from '../../ui/input.tsx';
import { Problem } from '../../ui/problem.tsx';
import { toast } from '../../ui/toast.ts';
import { useSaveTest } from './preview-api.ts';
import { previewTexts } from './preview-texts.ts';
import css from './save-test-dialog.module.css';

export function SaveTestDialog({ state, onClose }: { state: PreviewState; onClose: () => void }) {
  const say = useTexts(previewTexts);
  const words = useProblemText();
  const form = useId();
  const save = useSaveTest(state.flow);
  const [name, setName] = useState('');
  const [compare, setCompare] = useState({ said: true, outcome: true, nodes: false });
  const [values, setValues] = useState<readonly string[]>([]);
  const names = Object.keys(state.variables);
  const title = name.trim();
  const submit = () => {
    if (title === '') return;
    save.mutate(
      { session: state.session, name: title, compare: { ...compare, variables: [...values] } },
      {
        onSuccess: () => {
          toast({ tone: 'good', text: say('saved', { name: title }) });
          onClose();
        },
      },
    );
  };
  const aspect = (key: keyof typeof compare, label: string) => (
    <label className={css.choice}>
      <input
        type="checkbox"
        checked={compare[key]}
        onChange={(event) => setCompare({ ...compare, [key]: event.target.checked })}
      />
      {label}
    </label>
  );
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={say('saveTitle')}
      description={say('saveText', {
        steps: state.steps === 2 ? say('stepsOne') : say('stepsCount', { count: state.steps - 1 }),
      })}
      footer={
        <>
          <Button size="m" onClick={onClose}>
            {say('cancel')}
          </Button>
          <Button size="m" look="primary" type="submit" form={form} disabled={title === '' || save.isPending}>
            {say('save')}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Field label={say('testName')} help={say('testNameHint')} required>
          {(control) => <Input {...control} value={name} onChange={setName} maxLength={120} autoFocus />}
        </Field>
        <fieldset className={css.choices}>
          <legend>{say('compare')}</legend>
          {aspect('said', say('cmpSaid'))}
          {aspect('outcome', say('cmpOutcome'))}
          {aspect('nodes', say('cmpNodes'))}
        </fieldset>
        {names.length > 0 ? (
          <fieldset className={css.choices}>
            <legend>{say('cmpValues')}</legend>
            <div className={css.values}>
              {names.map((one) => (
                <label key={one} className={css.choice}>
                  <input
                    type="checkbox"
                    checked={values.includes(one)}
                    onChange={(event) =>
                      setValues(
                        event.target.checked ? [...values, one] : values.filter((other) => other !== one),
                      )
                    }
                  />
                  <code>{one}</code>
                </label>
              ))}
            </div>
          </fieldset>
        ) : null}
        {save.error ? <Problem inline title={say('cannot')} detail={words(save.error)} /> : null}
      </form>
    </Dialog>
  );
}
