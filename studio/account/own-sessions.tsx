/** Where one is signed in, and signing out there. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { LogOut } from 'lucide-react';
import type { OwnSession } from '../../server/contract/people.ts';
import { useProblemText } from '../api/problem-text.ts';
import { request } from '../api/request.ts';
import { Ago } from '../ui/ago.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { useRegion, useTexts } from '../ui/i18n.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { toast } from '../ui/toast.ts';
import css from './account.module.css';
import { accountTexts } from './account-texts.ts';
import { agentName } from './agent-name.ts';

const KEY = ['own-sessions'] as const;

export function OwnSessions() {
  const say = useTexts(accountTexts);
  const region = useRegion();
  const problemText = useProblemText();
  const client = useQueryClient();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => (await request<{ items: OwnSession[] }>('/me/sessions', { signal })).items,
  });
  const end = useMutation({
    mutationFn: (id: string) =>
      request<undefined>(`/me/sessions${id === '' ? '' : `/${id}`}`, { method: 'DELETE' }),
    onSuccess(_none, id) {
      toast({ text: say(id === '' ? 'endedOthers' : 'ended') });
      client.invalidateQueries({ queryKey: KEY });
    },
    onError: (problem) => toast({ tone: 'bad', text: problemText(problem) }),
  });
  const nameOf = ({ agent }: OwnSession) => {
    const { browser, system } = agentName(agent);
    if (browser && system) return say('agentOn', { browser, system });
    return browser ?? system ?? say('unknownAgent');
  };
  const day = new Intl.DateTimeFormat(region, { dateStyle: 'medium' });
  if (isPending) return <Skeleton height="52px" />;
  if (!data) {
    return (
      <Problem inline title={say('sessionsFailed')} detail={problemText(error)} onRetry={() => refetch()} />
    );
  }
  return (
    <>
      <ul className={css.list}>
        {data.map((session) => (
          <li key={session.id} className={css.row}>
            <span className={css.words}>
              <span className={css.title}>
                {nameOf(session)}
                {session.current ? <Badge tone="accent">{say('thisOne')}</Badge> : null}
              </span>
              <span className={css.note}>
                <bdi>{session.address}</bdi> · {say('since', { when: day.format(session.createdAt) })} ·{' '}
                <Ago at={session.usedAt} />
              </span>
            </span>
            {session.current ? null : (
              <IconButton
                label={say('end', { agent: nameOf(session) })}
                icon={<LogOut size={15} aria-hidden />}
                disabled={end.isPending}
                onClick={() => end.mutate(session.id)}
              />
            )}
          </li>
        ))}
      </ul>
      {data.length > 1 ? (
        <Button size="m" disabled={end.isPending} onClick={() => end.mutate('')}>
          {say('endOthers')}
        </Button>
      ) : null}
    </>
  );
}
