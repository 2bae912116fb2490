/** Asks for the password once more, before something that a stolen session must not do. */
import { type FormEvent, useId, useState } from 'react';
import { isApiError } from '../api/api-error.ts';
import { useProblemText } from '../api/problem-text.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { useTexts } from '../ui/i18n.ts';
import { PasswordInput } from '../ui/password-input.tsx';
import { accountTexts } from './account-texts.ts';

interface Props {
  onClose: () => void;
  /** A rejection is shown, and the dialog stays. */
  onConfirm: (password: string) => Promise<void>;
}

export function ConfirmDialog({ onClose, onConfirm }: Props) {
  const say = useTexts(accountTexts);
  const problemText = useProblemText();
  const form = useId();
  const [password, setPassword] = useState('');
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    if (password === '') return setFault(say('currentMissing'));
    setBusy(true);
    try {
      await onConfirm(password);
    } catch (problem) {
      setFault(isApiError(problem, 'password_wrong') ? say('currentWrong') : problemText(problem));
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={say('confirmTitle')}
      description={say('confirmText')}
      size="s"
      footer={
        <>
          <Button size="m" onClick={onClose}>
            {say('cancel')}
          </Button>
          <Button size="m" look="primary" type="submit" form={form} disabled={busy} aria-busy={busy}>
            {say('confirm')}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate>
        <Field label={say('current')} error={fault} required>
          {(control) => (
            <PasswordInput
              control={control}
              kind="current"
              value={password}
              onChange={(value) => {
                setPassword(value);
                setFault(undefined);
              }}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
