/** The phones that may talk to the agent before its launch: invited, asked about, taken off the list. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { RefreshCw, Trash2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { Tester } from '../../server/contract.ts';
import { useProblemText } from '../api/problem-text.ts';
import { request } from '../api/request.ts';
import { Ago } from '../ui/ago.tsx';
import { Badge, type Tone } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { useTexts } from '../ui/i18n.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Input } from '../ui/input.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { toast } from '../ui/toast.ts';
import { readPhone } from './brand-form.ts';
import { brandTexts } from './brand-texts.ts';
import css from './testers.module.css';

const TONES: Record<Tester['status'], Tone> = { pending: 'accent', accepted: 'good', declined: 'bad' };

export function Testers({ brand }: { brand: string }) {
  const say = useTexts(brandTexts);
  const problemText = useProblemText();
  const client = useQueryClient();
  const path = `/brands/${encodeURIComponent(brand)}/testers`;
  const key = ['testers', brand];
  const [phone, setPhone] = useState('');
  const [error, setError] = useState<string>();
  const renew = () => {
    client.invalidateQueries({ queryKey: key });
    client.invalidateQueries({ queryKey: ['onboarding', brand] });
  };
  const list = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => (await request<{ items: Tester[] }>(path, { signal })).items,
  });
  const invite = useMutation({
    mutationFn: (number: string) => request<Tester>(path, { method: 'POST', body: { phone: number } }),
    onSuccess: renew,
  });
  const forget = useMutation({
    mutationFn: (number: string) =>
      request<undefined>(`${path}/${encodeURIComponent(number)}`, { method: 'DELETE' }),
    onSuccess(_none, number) {
      toast({ text: say('forgotten', { phone: number }) });
      renew();
    },
    onError: (problem) => toast({ tone: 'bad', text: problemText(problem) }),
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const number = readPhone(phone);
    if (!number) return setError(say('phoneInvalid'));
    setError(undefined);
    invite.mutate(number, {
      onSuccess() {
        setPhone('');
        toast({ tone: 'good', text: say('invited', { phone: number }) });
      },
      onError: (problem) => setError(problemText(problem)),
    });
  };
  const askAgain = (number: string) =>
    invite.mutate(number, {
      onError: (problem) => toast({ tone: 'bad', text: problemText(problem) }),
    });
  return (
    <section className={css.testers} aria-labelledby="testers-title">
      <div>
        <h2 id="testers-title" className={css.title}>
          {say('testers')}
        </h2>
        <p className={css.lead}>{say('testersLead')}</p>
      </div>
      <form className={css.form} onSubmit={submit} noValidate>
        <Field label={say('invitePhone')} help={say('inviteHelp')} error={error} className={css.phone}>
          {(control) => (
            <Input
              {...control}
              type="tel"
              value={phone}
              onChange={(value) => {
                setPhone(value);
                setError(undefined);
              }}
              dir="ltr"
              autoComplete="off"
              placeholder="+33612345678"
            />
          )}
        </Field>
        <Button type="submit" size="m" disabled={invite.isPending} aria-busy={invite.isPending}>
          {say('invite')}
        </Button>
      </form>
      {list.isPending ? <Skeleton height="44px" /> : null}
      {list.error && !list.data ? (
        <Problem
          inline
          title={say('testersFailed')}
          detail={problemText(list.error)}
          onRetry={() => list.refetch()}
        />
      ) : null}
      {list.data?.length === 0 ? <p className={css.none}>{say('testersNone')}</p> : null}
      {list.data && list.data.length > 0 ? (
        <ul className={css.list}>
          {list.data.map((tester) => (
            <li key={tester.phone} className={css.row}>
              <bdi className={css.number}>{tester.phone}</bdi>
              <Badge tone={TONES[tester.status]}>{say(tester.status)}</Badge>
              <span className={css.when}>
                {tester.status === 'declined' ? say('declinedHint') : <Ago at={tester.askedAt} />}
              </span>
              <span className={css.buttons}>
                {tester.status === 'accepted' ? null : (
                  <IconButton
                    label={say('askAgain', { phone: tester.phone })}
                    icon={<RefreshCw size={14} aria-hidden />}
                    disabled={invite.isPending}
                    onClick={() => askAgain(tester.phone)}
                  />
                )}
                <IconButton
                  label={say('forget', { phone: tester.phone })}
                  icon={<Trash2 size={14} aria-hidden />}
                  disabled={forget.isPending}
                  onClick={() => forget.mutate(tester.phone)}
                />
              </span>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
