/** Where links lead that open once: the first owner's account, an invitation, a new password. */
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState, useSyncExternalStore } from 'react';
import type { LinkView, Role, SessionView } from '../../server/contract/people.ts';
import { isApiError } from '../api/api-error.ts';
import { useProblemText } from '../api/problem-text.ts';
import { request } from '../api/request.ts';
import { roleTexts } from '../api/role-names.ts';
import { keepSession } from '../api/session.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { useRegion, useTexts } from '../ui/i18n.ts';
import { Input } from '../ui/input.tsx';
import { usePageTitle } from '../ui/page-title.ts';
import { PasswordInput } from '../ui/password-input.tsx';
import { Problem } from '../ui/problem.tsx';
import { navigate } from '../ui/router.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { toast } from '../ui/toast.ts';
import { TopBar } from '../ui/top-bar.tsx';
import css from './sign-in.module.css';
import { signInTexts } from './sign-in-texts.ts';

export function Welcome() {
  const say = useTexts(signInTexts);
  const problemText = useProblemText();
  const token = useHash();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['link', token],
    queryFn: () => request<LinkView>('/link', { method: 'POST', body: { token } }),
    enabled: token !== '',
    staleTime: Number.POSITIVE_INFINITY,
  });
  const dead =
    token === ''
      ? 'deadMissing'
      : isApiError(error, 'link_expired')
        ? 'deadOld'
        : isApiError(error, 'registration_closed')
          ? 'deadClosed'
          : isApiError(error, 'invalid_token', 'invalid_body')
            ? 'deadUsed'
            : undefined;
  usePageTitle(say(dead ? 'deadTitle' : data?.kind === 'reset' ? 'resetTitle' : 'ownerTitle'));
  return (
    <div className={css.page}>
      <TopBar />
      <main id="content" className={css.main}>
        {dead ? (
          <div className={css.form}>
            <div className={css.head}>
              <h1>{say('deadTitle')}</h1>
              <p className={css.lead}>{say(dead)}</p>
            </div>
            <ButtonLink href="/flows" size="m">
              {say('toSignIn')}
            </ButtonLink>
          </div>
        ) : data ? (
          <LinkForm token={token} link={data} />
        ) : isPending ? (
          <div className={css.form} aria-busy="true">
            <p className="visually-hidden" role="status">
              {say('looking')}
            </p>
            <Skeleton height="28px" width="240px" />
            <Skeleton height="60px" />
            <Skeleton height="60px" />
          </div>
        ) : (
          <div className={css.form}>
            <Problem title={say('failed')} detail={problemText(error)} onRetry={() => refetch()} />
          </div>
        )}
      </main>
    </div>
  );
}

type FieldName = 'name' | 'email' | 'password';

function LinkForm({ token, link }: { token: string; link: LinkView }) {
  const say = useTexts(signInTexts);
  const problemText = useProblemText();
  const listed = useRoleList();
  const [values, setValues] = useState({ name: '', email: '', password: '' });
  const [faults, setFaults] = useState<Partial<Record<FieldName, string>>>({});
  const [failed, setFailed] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const { kind } = link;

  const set = (name: FieldName) => (value: string) => {
    setValues({ ...values, [name]: value });
    setFaults({ ...faults, [name]: undefined });
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const { name, email, password } = values;
    const found: typeof faults = {
      ...(kind !== 'reset' && name.trim() === '' ? { name: say('nameMissing') } : {}),
      ...(kind === 'owner' && !/^\S+@\S+\.\S+$/.test(email.trim()) ? { email: say('emailInvalid') } : {}),
      ...([...password].length < 12 ? { password: say('passwordShort') } : {}),
    };
    setFaults(found);
    setFailed(undefined);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    try {
      const body = {
        token,
        password,
        ...(kind === 'reset' ? {} : { name: name.trim() }),
        ...(kind === 'owner' ? { email: email.trim() } : {}),
      };
      keepSession(await request<SessionView>('/link/use', { method: 'POST', body }));
      if (kind === 'reset') toast({ tone: 'good', text: say('resetDone') });
      // The link is used up: nothing of it stays in the history. Without a session the sign-in waits there.
      navigate(kind === 'reset' ? '/account' : '/', { replace: true });
    } catch (problem) {
      if (isApiError(problem, 'weak_password')) setFaults({ password: say('passwordWeak') });
      else setFailed(problem);
      setBusy(false);
    }
  };

  const lead =
    kind === 'owner'
      ? say('ownerLead')
      : kind === 'invitation'
        ? say('invitationLead', { from: link.from ?? '', roles: listed(link.roles ?? []) })
        : say('resetLead', { email: link.email ?? '' });
  return (
    <form className={css.form} onSubmit={submit} noValidate>
      <div className={css.head}>
        <h1>{say(`${kind}Title`)}</h1>
        <p className={css.lead}>{lead}</p>
      </div>
      {kind === 'reset' ? null : (
        <Field label={say('name')} help={say('nameHelp')} error={faults.name} required>
          {(control) => (
            <Input
              {...control}
              autoComplete="name"
              autoFocus
              dir="auto"
              maxLength={80}
              value={values.name}
              onChange={set('name')}
            />
          )}
        </Field>
      )}
      {kind === 'owner' ? (
        <Field label={say('email')} error={faults.email} required>
          {(control) => (
            <Input
              {...control}
              type="email"
              autoComplete="username"
              spellCheck={false}
              autoCapitalize="off"
              dir="ltr"
              maxLength={254}
              value={values.email}
              onChange={set('email')}
            />
          )}
        </Field>
      ) : (
        // For the password manager, which would else keep a password of nobody.
        <input
          type="email"
          className="visually-hidden"
          autoComplete="username"
          readOnly
          tabIndex={-1}
          aria-hidden
          value={link.email ?? ''}
        />
      )}
      <Field label={say('newPassword')} help={say('passwordHelp')} error={faults.password} required>
        {(control) => (
          <PasswordInput
            control={control}
            kind="new"
            autoFocus={kind === 'reset'}
            value={values.password}
            onChange={set('password')}
          />
        )}
      </Field>
      {failed === undefined ? null : <Problem inline title={say('failed')} detail={problemText(failed)} />}
      <Button type="submit" look="primary" size="m" disabled={busy} aria-busy={busy}>
        {say(kind === 'reset' ? 'setPassword' : 'create')}
      </Button>
    </form>
  );
}

/** "designer and operator". */
function useRoleList(): (roles: readonly Role[]) => string {
  const say = useTexts(roleTexts);
  const region = useRegion();
  return (roles) => new Intl.ListFormat(region).format(roles.map((role) => say(role)));
}

/** What stands behind "#" in the address, where no server sees it. */
function useHash(): string {
  return useSyncExternalStore(
    (listener) => {
      window.addEventListener('hashchange', listener);
      return () => window.removeEventListener('hashchange', listener);
    },
    () => location.hash.slice(1),
  );
}
