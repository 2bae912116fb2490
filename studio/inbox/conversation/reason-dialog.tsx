/** Why the reader took a conversation over: asked for afterwards, so that taking it is one key. */
import { useState } from 'react';
import type { Row } from '../../../server/contract/inbox-list.ts';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { TextArea } from '../../ui/text-area.tsx';
import { explainTakeover } from '../inbox-requests.ts';
import { useAct } from '../use-act.ts';
import { conversationTexts } from './conversation-texts.ts';

export function ReasonDialog({ row, onClose }: { row: Row; onClose: () => void }) {
  const say = useTexts(conversationTexts);
  const { run, busy } = useAct();
  const [reason, setReason] = useState(row.owner.kind === 'operator' ? (row.owner.reason ?? '') : '');
  const save = async () => {
    if (await run(() => explainTakeover(row.id, reason.trim()), say('reasonSaved'))) onClose();
  };
  return (
    <FormDialog
      title={say('reasonTitle')}
      description={say('reasonText')}
      confirm={say('saveIt')}
      busy={busy}
      onClose={onClose}
      onSubmit={() => void save()}
    >
      <Field label={say('reason')}>
        {(control) => (
          <TextArea {...control} value={reason} maxLength={500} minRows={2} onChange={setReason} />
        )}
      </Field>
    </FormDialog>
  );
}
