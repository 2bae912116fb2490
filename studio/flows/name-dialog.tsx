/** Asks for a flow's name: to change it, or for a new one, and then in which languages it speaks. */
import { type FormEvent, useId, useState } from 'react';
import { useProblemText } from '../api/problem-text.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { LOCALE_NAMES, LOCALES, useLocale, useTexts } from '../ui/i18n.ts';
import { Input } from '../ui/input.tsx';
import { Meter } from '../ui/meter.tsx';
import { Problem } from '../ui/problem.tsx';
import { NAME_MAX } from './blank-flow.ts';
import { flowTexts } from './flow-texts.ts';
import css from './name-dialog.module.css';

interface Props {
  /** The name it has; undefined: a new flow. */
  before?: string;
  onClose: () => void;
  /** A rejection is shown, and the dialog stays. */
  onDone: (name: string, locales: string[]) => Promise<void>;
}

export function NameDialog({ before, onClose, onDone }: Props) {
  const say = useTexts(flowTexts);
  const problemText = useProblemText();
  const form = useId();
  const language = useLocale();
  const [name, setName] = useState(before ?? '');
  const [locales, setLocales] = useState<string[]>([language]);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<unknown>();
  const creating = before === undefined;
  const wanted = name.trim();
  const fault =
    wanted === ''
      ? say('nameMissing')
      : wanted.length > NAME_MAX
        ? say('nameTooLong', { max: NAME_MAX })
        : undefined;
  const noLanguage = creating && locales.length === 0;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (fault || noLanguage || busy) return;
    setBusy(true);
    setFailed(undefined);
    try {
      if (wanted !== before) await onDone(wanted, locales);
      onClose();
    } catch (error) {
      setFailed(error);
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={say(creating ? 'createTitle' : 'renameTitle')}
      size="s"
      footer={
        <>
          <Button size="m" onClick={onClose}>
            {say('cancel')}
          </Button>
          <Button size="m" look="primary" type="submit" form={form} disabled={busy} aria-busy={busy}>
            {say(creating ? 'create' : 'save')}
          </Button>
        </>
      }
    >
      <form id={form} className={css.form} onSubmit={submit} noValidate>
        <Field
          label={say('name')}
          help={say('nameHelp')}
          error={(tried || wanted.length > NAME_MAX) && fault}
          aside={
            name.length > NAME_MAX * 0.7 ? (
              <Meter label={say('name')} value={wanted.length} max={NAME_MAX} compact />
            ) : null
          }
          required
        >
          {(control) => (
            <Input
              {...control}
              value={name}
              onChange={setName}
              placeholder={creating ? say('namePlaceholder') : undefined}
              autoComplete="off"
              dir="auto"
            />
          )}
        </Field>
        {creating ? (
          <fieldset className={css.languages} aria-describedby={`${form}-languages`}>
            <legend>{say('createLanguages')}</legend>
            {LOCALES.map((one) => (
              <label key={one} className={css.language}>
                <input
                  type="checkbox"
                  checked={locales.includes(one)}
                  onChange={(event) =>
                    setLocales(
                      event.target.checked ? [...locales, one] : locales.filter((other) => other !== one),
                    )
                  }
                />
                {LOCALE_NAMES[one]}
              </label>
            ))}
            <p id={`${form}-languages`} className={tried && noLanguage ? css.error : css.help}>
              {say(tried && noLanguage ? 'languageMissing' : 'createLanguagesHelp')}
            </p>
          </fieldset>
        ) : null}
        {failed === undefined ? null : (
          <Problem inline title={say('actionFailed', { reason: problemText(failed) })} />
        )}
      </form>
    </Dialog>
  );
}
