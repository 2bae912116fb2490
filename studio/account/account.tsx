/** One's own account: name, look, password, second factor, sessions, API tokens. */
import { type FormEvent, type ReactNode, useState } from 'react';
import type { Me } from '../../server/contract/people.ts';
import { useProblemText } from '../api/problem-text.ts';
import { request } from '../api/request.ts';
import { roleTexts } from '../api/role-names.ts';
import { loadSession, useSession } from '../api/session.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { useRegion, useTexts } from '../ui/i18n.ts';
import { Input } from '../ui/input.tsx';
import { Page } from '../ui/page.tsx';
import { usePageTitle } from '../ui/page-title.ts';
import { Preferences } from '../ui/preferences.tsx';
import { toast } from '../ui/toast.ts';
import css from './account.module.css';
import { accountTexts } from './account-texts.ts';
import { OwnSessions } from './own-sessions.tsx';
import { OwnTokens } from './own-tokens.tsx';
import { PasswordForm } from './password-form.tsx';
import { SecondFactor } from './second-factor.tsx';

export function AccountScreen() {
  const say = useTexts(accountTexts);
  const sayRole = useTexts(roleTexts);
  const region = useRegion();
  usePageTitle(say('title'));
  const me = useSession((session) => session.me);
  if (!me) return null;
  const roles = new Intl.ListFormat(region).format(me.roles.map((role) => sayRole(role)));
  return (
    <Page title={say('title')} lead={say('lead', { email: me.email ?? me.name, roles })}>
      <Part title={say('profile')}>
        <NameForm me={me} />
      </Part>
      <Part title={say('look')} text={say('lookText')}>
        <Preferences />
      </Part>
      <Part title={say('password')} text={say('passwordText')}>
        <PasswordForm email={me.email} />
      </Part>
      <Part title={say('factor')} text={say(me.secondFactor ? 'factorOn' : 'factorOff')}>
        <SecondFactor on={me.secondFactor} />
      </Part>
      <Part title={say('sessions')}>
        <OwnSessions />
      </Part>
      <Part title={say('tokens')} text={say('tokensText')}>
        <OwnTokens roles={me.roles} />
      </Part>
    </Page>
  );
}

function Part({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  return (
    <section className={css.part} aria-label={title}>
      <div>
        <h2>{title}</h2>
        {text ? <p className={css.text}>{text}</p> : null}
      </div>
      <div className={css.content}>{children}</div>
    </section>
  );
}

function NameForm({ me }: { me: Me }) {
  const say = useTexts(accountTexts);
  const problemText = useProblemText();
  const [name, setName] = useState(me.name);
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    if (name.trim() === '') return setFault(say('nameMissing'));
    setBusy(true);
    try {
      await request<undefined>('/me', { method: 'PUT', body: { name: name.trim() } });
      await loadSession();
      toast({ tone: 'good', text: say('saved') });
    } catch (problem) {
      setFault(problemText(problem));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className={css.form} onSubmit={submit} noValidate>
      <Field label={say('name')} help={say('nameHelp')} error={fault} required>
        {(control) => (
          <Input
            {...control}
            autoComplete="name"
            dir="auto"
            maxLength={80}
            value={name}
            onChange={(value) => {
              setName(value);
              setFault(undefined);
            }}
          />
        )}
      </Field>
      <Button type="submit" size="m" disabled={busy || name.trim() === me.name} aria-busy={busy}>
        {say('save')}
      </Button>
    </form>
  );
}
