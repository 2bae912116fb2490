/** Saves what a list shows as a table, with personal data blacked out where that is wanted. */
import { useState } from 'react';
import type { Filter } from '../../../server/contract/inbox-list.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { Switch } from '../../ui/switch.tsx';
import { useAct } from '../use-act.ts';
import { exportList } from '../work-requests.ts';
import { listTexts } from './list-texts.ts';

export function ExportDialog({ filter, onClose }: { filter: Filter; onClose: () => void }) {
  const say = useTexts(listTexts);
  const { run, busy } = useAct();
  const [redact, setRedact] = useState(false);
  const save = async () => {
    const { timeZone: timezone } = Intl.DateTimeFormat().resolvedOptions();
    if (await run(() => exportList(filter, { timezone, redact }), say('listExported'))) onClose();
  };
  return (
    <FormDialog
      title={say('exportTitle')}
      description={say('exportText')}
      confirm={say('exportDo')}
      busy={busy}
      onClose={onClose}
      onSubmit={() => void save()}
    >
      <Switch label={say('exportRedact')} checked={redact} onChange={setRedact} />
    </FormDialog>
  );
}
