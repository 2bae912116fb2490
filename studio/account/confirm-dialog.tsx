/** Asks for the password once more, before something that a stolen session must not do. */
import { useState } from 'react';
import { isApiError } from '../api/api-error.ts';
import { useProblemText } from '../api/problem-text.ts';
import { Field } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
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
  const [password, setPassword] = useState('');
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);

  const submit = async () => {
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
    <FormDialog
      title={say('confirmTitle')}
      description={say('confirmText')}
      confirm={say('confirm')}
      busy={busy}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
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
    </FormDialog>
  );
}
