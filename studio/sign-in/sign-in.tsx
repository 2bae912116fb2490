/** Asks who is there: today by the API token, which the server printed the place of when it started. */
import { Eye, EyeOff } from 'lucide-react';
import { type FormEvent, useRef, useState } from 'react';
import { ApiError } from '../api/api-error.ts';
import { useProblemText } from '../api/problem-text.ts';
import { signIn, useSession } from '../api/session.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { useTexts } from '../ui/i18n.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Input } from '../ui/input.tsx';
import { usePageTitle } from '../ui/page-title.ts';
import { TopBar } from '../ui/top-bar.tsx';
import { checkToken } from './check-token.ts';
import css from './sign-in.module.css';
import { signInTexts } from './sign-in-texts.ts';

export function SignIn() {
  const say = useTexts(signInTexts);
  const problemText = useProblemText();
  usePageTitle(say('title'));
  const expired = useSession((session) => session.expired);
  const [token, setToken] = useState('');
  const [shown, setShown] = useState(false);
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const wanted = token.trim();
    const fail = (sentence: string) => {
      setError(sentence);
      field.current?.focus();
    };
    if (wanted === '') return fail(say('missing'));
    setBusy(true);
    setError(undefined);
    try {
      await checkToken(wanted);
      signIn(wanted);
    } catch (problem) {
      const refused = problem instanceof ApiError && problem.status === 401;
      fail(refused ? say('wrong') : problemText(problem));
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
            <h1>{say('title')}</h1>
            <p className={css.lead}>{say(expired ? 'expired' : 'lead')}</p>
          </div>
          <Field label={say('token')} error={error} required>
            {(control) => (
              <Input
                {...control}
                ref={field}
                type={shown ? 'text' : 'password'}
                autoComplete="current-password"
                spellCheck={false}
                autoFocus
                value={token}
                onChange={(value) => {
                  setToken(value);
                  setError(undefined);
                }}
                after={
                  <IconButton
                    label={say(shown ? 'hide' : 'show')}
                    icon={shown ? <EyeOff size={15} aria-hidden /> : <Eye size={15} aria-hidden />}
                    onClick={() => setShown(!shown)}
                  />
                }
              />
            )}
          </Field>
          <Button type="submit" look="primary" size="m" disabled={busy} aria-busy={busy}>
            {say('submit')}
          </Button>
          <section className={css.where}>
            <h2>{say('where')}</h2>
            <ul>
              <li>
                {say('whereFile')} <code>data/keys.json</code>, <code>"adminToken"</code>
              </li>
              <li>
                {say('whereVariable')} <code>ADMIN_TOKEN</code>
              </li>
            </ul>
            <p>{say('kept')}</p>
          </section>
        </form>
      </main>
    </div>
  );
}
