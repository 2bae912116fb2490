/** The canned replies: everybody's and the reader's own. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Canned } from '../../../server/contract/inbox-work.ts';
import { useMay } from '../../api/session.ts';
import { Badge } from '../../ui/badge.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { CANNED_KEY } from '../use-work.ts';
import { listCanned, removeCanned } from '../work-requests.ts';
import { CannedDialog } from './canned-dialog.tsx';
import { SettingList } from './setting-list.tsx';
import { settingsTexts } from './settings-texts.ts';

export function CannedSettings() {
  const say = useTexts(settingsTexts);
  const client = useQueryClient();
  const mayShared = useMay('canned.write');
  const [open, setOpen] = useState<Canned | 'new'>();
  const { data, error, refetch } = useQuery({
    queryKey: CANNED_KEY,
    queryFn: async ({ signal }) => (await listCanned({}, signal)).items,
  });
  return (
    <>
      <SettingList
        items={data?.map((canned) => {
          const { id, title, shortcut, shared, texts, uses } = canned;
          const mayChange = !shared || mayShared;
          const first = Object.values(texts)[0]?.message;
          return {
            id,
            name: title,
            about: (
              <>
                <code>/{shortcut}</code> {first?.kind === 'text' ? first.text.slice(0, 140) : ''}
              </>
            ),
            marks: (
              <>
                {shared ? null : <Badge>{say('own')}</Badge>}
                {uses > 0 ? <Badge>{say('uses', { count: uses })}</Badge> : null}
                {Object.keys(texts).map((locale) => (
                  <Badge key={locale}>{locale}</Badge>
                ))}
              </>
            ),
            ...(mayChange ? { onEdit: () => setOpen(canned), remove: () => removeCanned(id) } : {}),
          };
        })}
        error={error}
        onRetry={() => void refetch()}
        add={say('cannedNew')}
        onAdd={() => setOpen('new')}
        emptyTitle={say('cannedEmpty')}
        emptyText={say('cannedEmptyText')}
        onRemoved={() => void client.invalidateQueries({ queryKey: CANNED_KEY })}
      />
      {open ? (
        <CannedDialog {...(open === 'new' ? {} : { canned: open })} onClose={() => setOpen(undefined)} />
      ) : null}
    </>
  );
}
