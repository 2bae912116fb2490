/** Whether the reader takes conversations, why not, and how much of their capacity is in use. */
import { useQueryClient } from '@tanstack/react-query';
import { ChevronDown } from 'lucide-react';
import type { Operator } from '../../server/contract/inbox.ts';
import { useMay, useSession } from '../api/session.ts';
import { Button } from '../ui/button.tsx';
import { useTexts } from '../ui/i18n.ts';
import { Menu } from '../ui/menu.tsx';
import type { AwayReason } from './away-reason.ts';
import { type OperatorStatus, setStatus } from './inbox-requests.ts';
import { inboxTexts } from './inbox-texts.ts';
import css from './status-switch.module.css';
import { useAct } from './use-act.ts';
import { useInboxCommands } from './use-inbox-commands.ts';
import { OPERATORS_KEY, useOperators } from './use-team.ts';

const REASONS = [
  ['inbox.status.lunch', 'lunch'],
  ['inbox.status.meeting', 'meeting'],
  ['inbox.status.break', 'break'],
] as const satisfies readonly [string, AwayReason][];
const NAMES = { online: 'statusOnline', busy: 'statusBusy', away: 'statusAway' } as const;

/** `narrow`: the dot alone, its words read aloud. */
export function StatusSwitch({ narrow }: { narrow: boolean }) {
  const say = useTexts(inboxTexts);
  const me = useSession((session) => session.me?.id);
  const maySpeak = useMay('conversations.speak');
  const client = useQueryClient();
  const { data: operators } = useOperators();
  const { run, busy } = useAct();
  const own = operators?.find(({ id }) => id === me);
  const status = own?.status ?? 'away';
  const put = (body: OperatorStatus) =>
    void run(async () => {
      const next = await setStatus(body);
      client.setQueryData<Operator[]>(OPERATORS_KEY, (known) =>
        known?.some(({ id }) => id === next.id)
          ? known.map((one) => (one.id === next.id ? next : one))
          : [...(known ?? []), next],
      );
    });
  const name = own?.draining ? say('draining') : say(NAMES[status]);
  const { entry } = useInboxCommands(
    maySpeak
      ? [
          { id: 'inbox.status.online', run: () => put({ status: 'online' }) },
          { id: 'inbox.status.busy', run: () => put({ status: 'busy' }) },
          { id: 'inbox.status.away', run: () => put({ status: 'away' }) },
          ...REASONS.map(([id, reason]) => ({
            id,
            run: () => put({ status: 'away' as const, reason }),
          })),
          { id: 'inbox.status.drain', run: () => put({ status: 'away', drain: true }) },
        ]
      : [],
  );
  if (!maySpeak) return null;
  const choice = (checked: boolean, hint?: string) => ({ checked, radio: true, ...(hint ? { hint } : {}) });
  return (
    <Menu
      align="start"
      label={say('status')}
      trigger={
        <Button size="s" className={css.switch} data-narrow={narrow || undefined} disabled={busy}>
          <span className={css.dot} data-status={status} aria-hidden />
          <span className="visually-hidden">{say('status')}: </span>
          <span className={narrow ? 'visually-hidden' : css.name}>{name}</span>
          {narrow ? null : (
            <>
              {own ? (
                <span
                  className={css.load}
                  title={say('loadHint', { load: own.load, capacity: own.capacity })}
                >
                  {say('load', { load: own.load, capacity: own.capacity })}
                </span>
              ) : null}
              <ChevronDown size={13} aria-hidden />
            </>
          )}
        </Button>
      }
      entries={[
        entry(
          'inbox.status.online',
          undefined,
          choice(status === 'online' && !own?.draining, say('statusOnlineHint')),
        ),
        entry('inbox.status.busy', undefined, choice(status === 'busy', say('statusBusyHint'))),
        entry(
          'inbox.status.away',
          undefined,
          choice(status === 'away' && !own?.draining && own?.reason === undefined),
        ),
        ...REASONS.map(([id, reason]) =>
          entry(id, undefined, choice(status === 'away' && own?.reason === reason)),
        ),
        'separator' as const,
        entry('inbox.status.drain', undefined, choice(own?.draining === true, say('statusDrainHint'))),
      ]}
    />
  );
}
