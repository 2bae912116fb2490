/** Whether the reader takes conversations, why not, and how much of their capacity is in use. */
import { useQueryClient } from '@tanstack/react-query';
import { ChevronDown } from 'lucide-react';
import type { Operator } from '../../server/contract/inbox.ts';
import { useMay, useSession } from '../api/session.ts';
import { Button } from '../ui/button.tsx';
import { useTexts } from '../ui/i18n.ts';
import { Menu } from '../ui/menu.tsx';
import { type OperatorStatus, setStatus } from './inbox-requests.ts';
import { inboxTexts } from './inbox-texts.ts';
import css from './status-switch.module.css';
import { useAct } from './use-act.ts';
import { OPERATORS_KEY, useOperators } from './use-team.ts';

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
  if (!maySpeak) return null;
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
  const reasons = ['statusLunch', 'statusMeeting', 'statusBreak'] as const;
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
        {
          label: say('statusOnline'),
          hint: say('statusOnlineHint'),
          checked: status === 'online' && !own?.draining,
          radio: true,
          run: () => put({ status: 'online' }),
        },
        {
          label: say('statusBusy'),
          hint: say('statusBusyHint'),
          checked: status === 'busy',
          radio: true,
          run: () => put({ status: 'busy' }),
        },
        {
          label: say('statusAway'),
          checked: status === 'away' && !own?.draining && own?.reason === undefined,
          radio: true,
          run: () => put({ status: 'away' }),
        },
        ...reasons.map((reason) => ({
          label: say(reason),
          checked: status === 'away' && own?.reason === say(reason),
          radio: true,
          run: () => put({ status: 'away', reason: say(reason) }),
        })),
        'separator' as const,
        {
          label: say('statusDrain'),
          hint: say('statusDrainHint'),
          checked: own?.draining === true,
          radio: true,
          run: () => put({ status: 'away', drain: true }),
        },
      ]}
    />
  );
}
