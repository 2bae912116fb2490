/** Asks who is there: e-mail address and password, then the code of the second factor where there is one. */
import { type FormEvent, useRef, useState } from 'react';
import type { SessionView } from '../../server/contract/people.ts';
import { isApiError } from '../api/api-error.ts';
import { useProblemText } from '../api/problem-text.ts';
import { request } from '../api/request.ts';
import { keepSession, useSession } from '../api/session.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { useTexts } from '../ui/i18n.ts';
import { Input } from '../ui/input.tsx';
import { usePageTitle } from '../ui/page-title.ts';
import { PasswordInput } from '../ui/password-input.tsx';
import { TopBar } from '../ui/top-bar.tsx';
import css from './sign-in.module.css';
import { signInTexts } from './sign-in-texts.ts';

type FieldName = 'email' | 'password' | 'code';

export function SignIn() {
  const say = useTexts(signInTexts);
  const problemText = useProblemText();
  usePageTitle(say('title'));
  const expired = useSession((session) => session.expired);
  const founded = useSession((session) => session.founded);
  const [values, setValues] = useState({ email: '', password: '', code: '' });
  const [asksCode, setAsksCode] = useState(false);
  const [fault, setFault] = useState<{ at: FieldName; text: string }>();
  const [busy, setBusy] = useState(false);
  const fields = {
    email: useRef<HTMLInputElement>(null),
    password: useRef<HTMLInputElement>(null),
    code: useRef<HTMLInputElement>(null),
  };

  const set = (name: FieldName) => (value: string) => {
    setValues({ ...values, [name]: value });
    setFault(undefined);
  };
  const fail = (at: FieldName, text: string) => {
    setFault({ at, text });
    fields[at].current?.focus();
  };
  const errorOf = (name: FieldName) => (fault?.at === name ? fault.text : undefined);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const { email, password, code } = values;
    if (email.trim() === '') return fail('email', say('emailMissing'));
    if (password === '') return fail('password', say('passwordMissing'));
    if (asksCode && code.trim() === '') return fail('code', say('codeMissing'));
    setBusy(true);
    setFault(undefined);
    try {
      const body = { email: email.trim(), password, ...(asksCode ? { code: code.trim() } : {}) };
      keepSession(await request<SessionView>('/session', { method: 'POST', body }));
    } catch (problem) {
      if (isApiError(problem, 'second_factor_required')) setAsksCode(true);
      else if (isApiError(problem, 'second_factor_wrong')) fail('code', say('codeWrong'));
      else if (isApiError(problem, 'sign_in_failed')) {
        setAsksCode(false);
        // Which of the two is wrong nobody is told.
        setFault({ at: 'password', text: say('wrong') });
        fields.password.current?.select();
      } else fail(asksCode ? 'code' : 'password', problemText(problem));
    } finally {
      setBusy(false);
    }
  };

  return (
    <div className={css.page}>
      <TopBar />
      <main id="content" className={css.main}>
        <form className={css.form} onSubmit={submit} noValidate>
          <div className={css.head}>
            <h1>{say(asksCode ? 'factorTitle' : 'title')}</h1>
            <p className={css.lead}>
              {say(asksCode ? 'factorLead' : expired ? 'expired' : founded ? 'lead' : 'founding')}
            </p>
          </div>
          {asksCode ? (
            <Field label={say('code')} error={errorOf('code')} required>
              {(control) => (
                <Input
                  {...control}
                  ref={fields.code}
                  className={css.code}
                  autoComplete="one-time-code"
                  spellCheck={false}
                  autoCapitalize="off"
                  autoFocus
                  dir="ltr"
                  maxLength={40}
                  value={values.code}
                  onChange={set('code')}
                />
              )}
            </Field>
          ) : (
            <>
              <Field label={say('email')} error={errorOf('email')} required>
                {(control) => (
                  <Input
                    {...control}
                    ref={fields.email}
                    type="email"
                    autoComplete="username"
                    spellCheck={false}
                    autoCapitalize="off"
                    autoFocus
                    dir="ltr"
                    maxLength={254}
                    value={values.email}
                    onChange={set('email')}
                  />
                )}
              </Field>
              <Field label={say('password')} error={errorOf('password')} required>
                {(control) => (
                  <PasswordInput
                    control={control}
                    ref={fields.password}
                    kind="current"
                    value={values.password}
                    onChange={set('password')}
                  />
                )}
              </Field>
            </>
          )}
          <div className={css.buttons}>
            <Button type="submit" look="primary" size="m" disabled={busy} aria-busy={busy}>
              {say('submit')}
            </Button>
            {asksCode ? (
              <Button
                size="m"
                look="quiet"
                onClick={() => {
                  setAsksCode(false);
                  setFault(undefined);
                  setValues({ ...values, code: '' });
                }}
              >
                {say('back')}
              </Button>
            ) : null}
          </div>
          {asksCode ? null : <p className={css.foot}>{say('forgot')}</p>}
        </form>
      </main>
    </div>
  );
}
