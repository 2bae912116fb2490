/** One's own API tokens: the list, a new one shown once, revoking. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { Role, TokenView } from '../../server/contract/people.ts';
import { useProblemText } from '../api/problem-text.ts';
import { request } from '../api/request.ts';
import { roleTexts } from '../api/role-names.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/dialog.tsx';
import { useRegion, useTexts } from '../ui/i18n.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { useMinute } from '../ui/minute.ts';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { toast } from '../ui/toast.ts';
import css from './account.module.css';
import { accountTexts } from './account-texts.ts';
import { TokenDialog } from './token-dialog.tsx';

const KEY = ['own-tokens'] as const;

export function OwnTokens({ roles }: { roles: readonly Role[] }) {
  const say = useTexts(accountTexts);
  const problemText = useProblemText();
  const client = useQueryClient();
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<TokenView>();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => (await request<{ items: TokenView[] }>('/me/tokens', { signal })).items,
  });
  const renew = () => client.invalidateQueries({ queryKey: KEY });
  const revoke = useMutation({
    mutationFn: ({ id }: TokenView) => request<undefined>(`/me/tokens/${id}`, { method: 'DELETE' }),
    onSuccess: () => toast({ text: say('revoked') }),
    onError: (problem) => toast({ tone: 'bad', text: problemText(problem) }),
    onSettled() {
      setRevoking(undefined);
      renew();
    },
  });
  return (
    <>
      {isPending ? <Skeleton height="52px" /> : null}
      {!isPending && !data ? (
        <Problem inline title={say('tokensFailed')} detail={problemText(error)} onRetry={() => refetch()} />
      ) : null}
      {data?.length === 0 ? <p className={css.note}>{say('tokensNone')}</p> : null}
      {data && data.length > 0 ? (
        <ul className={css.list}>
          {data.map((token) => (
            <Row key={token.id} token={token} onRevoke={() => setRevoking(token)} />
          ))}
        </ul>
      ) : null}
      <Button size="m" onClick={() => setMaking(true)}>
        <Plus size={15} aria-hidden />
        {say('newToken')}
      </Button>
      {making ? <TokenDialog among={roles} onClose={() => setMaking(false)} onMade={renew} /> : null}
      {revoking ? (
        <Confirm
          open
          danger
          onOpenChange={() => setRevoking(undefined)}
          title={say('revokeTitle', { name: revoking.name })}
          text={say('revokeText')}
          confirm={say('revokeNow')}
          busy={revoke.isPending}
          onConfirm={() => revoke.mutate(revoking)}
        />
      ) : null}
    </>
  );
}

function Row({ token, onRevoke }: { token: TokenView; onRevoke: () => void }) {
  const say = useTexts(accountTexts);
  const sayRole = useTexts(roleTexts);
  const region = useRegion();
  const now = useMinute();
  const day = new Intl.DateTimeFormat(region, { dateStyle: 'medium' });
  const { name, roles, ending, usedAt, expires } = token;
  return (
    <li className={css.row}>
      <span className={css.words}>
        <span className={css.title}>
          <bdi>{name}</bdi>
          {roles.map((role) => (
            <Badge key={role}>{sayRole(role)}</Badge>
          ))}
          {expires !== undefined && expires <= now ? <Badge tone="bad">{say('expired')}</Badge> : null}
        </span>
        <span className={css.note}>
          <bdi>…{ending}</bdi> ·{' '}
          {usedAt === undefined ? say('unused') : say('used', { when: day.format(usedAt) })}
          {expires === undefined ? null : ` · ${say('expires', { when: day.format(expires) })}`}
        </span>
      </span>
      <IconButton
        label={say('revoke', { name })}
        icon={<Trash2 size={15} aria-hidden />}
        onClick={onRevoke}
      />
    </li>
  );
}
