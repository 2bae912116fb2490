/** Changes one's own password. */
import { type FormEvent, useState } from 'react';
import { isApiError } from '../api/api-error.ts';
import { useProblemText } from '../api/problem-text.ts';
import { request } from '../api/request.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { useTexts } from '../ui/i18n.ts';
import { PasswordInput } from '../ui/password-input.tsx';
import { toast } from '../ui/toast.ts';
import css from './account.module.css';
import { accountTexts } from './account-texts.ts';

const EMPTY = { current: '', next: '' };

export function PasswordForm({ email }: { email: string | undefined }) {
  const say = useTexts(accountTexts);
  const problemText = useProblemText();
  const [values, setValues] = useState(EMPTY);
  const [faults, setFaults] = useState<{ current?: string; next?: string }>({});
  const [busy, setBusy] = useState(false);

  const set = (name: keyof typeof EMPTY) => (value: string) => {
    setValues({ ...values, [name]: value });
    setFaults({ ...faults, [name]: undefined });
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const { current, next } = values;
    const found = {
      ...(current === '' ? { current: say('currentMissing') } : {}),
      ...([...next].length < 12 ? { next: say('short') } : {}),
    };
    setFaults(found);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    try {
      await request<undefined>('/me/password', { method: 'PUT', body: { current, password: next } });
      setValues(EMPTY);
      toast({ tone: 'good', text: say('passwordChanged') });
    } catch (problem) {
      if (isApiError(problem, 'password_wrong')) setFaults({ current: say('currentWrong') });
      else if (isApiError(problem, 'weak_password')) setFaults({ next: say('weak') });
      else setFaults({ next: problemText(problem) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className={css.form} onSubmit={submit} noValidate>
      {/* For the password manager, which has to know whose password it keeps. */}
      <input
        type="email"
        className="visually-hidden"
        autoComplete="username"
        readOnly
        tabIndex={-1}
        aria-hidden
        value={email ?? ''}
      />
      <Field label={say('current')} error={faults.current} required>
        {(control) => (
          <PasswordInput control={control} kind="current" value={values.current} onChange={set('current')} />
        )}
      </Field>
      <Field label={say('next')} help={say('nextHelp')} error={faults.next} required>
        {(control) => (
          <PasswordInput control={control} kind="new" value={values.next} onChange={set('next')} />
        )}
      </Field>
      <Button type="submit" size="m" disabled={busy} aria-busy={busy}>
        {say('changePassword')}
      </Button>
    </form>
  );
}
