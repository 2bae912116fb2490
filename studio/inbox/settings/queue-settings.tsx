/** The queues as they stand now, and the way to set them up. */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { QueueState } from '../../../server/contract/inbox.ts';
import { useMay } from '../../api/session.ts';
import { Badge } from '../../ui/badge.tsx';
import { useRegion, useTexts } from '../../ui/i18n.ts';
import { useMinute } from '../../ui/minute.ts';
import { removeQueue } from '../inbox-requests.ts';
import { momentText } from '../short-time.ts';
import { QUEUES_KEY, useQueues } from '../use-team.ts';
import { IdleForm } from './idle-form.tsx';
import { QueueDialog } from './queue-dialog.tsx';
import { SettingList } from './setting-list.tsx';
import { settingsTexts } from './settings-texts.ts';

export function QueueSettings() {
  const say = useTexts(settingsTexts);
  const region = useRegion();
  const now = useMinute();
  const client = useQueryClient();
  const mayWrite = useMay('queues.write');
  const { data, error, refetch } = useQueues();
  const [open, setOpen] = useState<QueueState | 'new'>();
  const renew = () => void client.invalidateQueries({ queryKey: QUEUES_KEY });
  return (
    <>
      <SettingList
        items={data?.map((queue) => {
          const { id, name, configured, open: isOpen, opensAt, waiting, online, free, waitMinutes } = queue;
          return {
            id,
            name,
            about: [
              configured ? id : say('unconfigured'),
              say('waitingCount', { count: waiting }),
              say('onlineCount', { count: online, free }),
              ...(waitMinutes === undefined ? [] : [say('waitMinutes', { count: waitMinutes })]),
            ].join(' · '),
            marks: isOpen ? (
              <Badge tone="good">{say('open')}</Badge>
            ) : (
              <Badge>
                {opensAt === undefined
                  ? say('closedNow')
                  : say('opensAt', { when: momentText(opensAt, now, region) })}
              </Badge>
            ),
            ...(mayWrite ? { onEdit: () => setOpen(queue) } : {}),
            ...(mayWrite && configured ? { remove: () => removeQueue(id) } : {}),
          };
        })}
        error={error}
        onRetry={() => void refetch()}
        {...(mayWrite ? { add: say('queueNew'), onAdd: () => setOpen('new') } : {})}
        emptyTitle={say('queueEmpty')}
        emptyText={say('queueEmptyText')}
        onRemoved={renew}
      />
      <IdleForm />
      {open ? (
        <QueueDialog
          queue={open === 'new' ? undefined : open}
          queues={data ?? []}
          onSaved={renew}
          onClose={() => setOpen(undefined)}
        />
      ) : null}
    </>
  );
}
