/** Erases a person's data, after their number was typed once more. */
import { useState } from 'react';
import type { Row } from '../../../server/contract/inbox-list.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { Input } from '../../ui/input.tsx';
import { toast } from '../../ui/toast.ts';
import { useAct } from '../use-act.ts';
import { eraseContact } from '../work-requests.ts';
import { panelTexts } from './panel-texts.ts';

export function EraseDialog({ row, onClose }: { row: Row; onClose: () => void }) {
  const say = useTexts(panelTexts);
  const { run, busy } = useAct();
  const [typed, setTyped] = useState('');
  const same = typed.replace(/[\s.()-]/g, '') === row.phone;
  const erase = async () => {
    const done = await run(async () => {
      const { messages, records } = await eraseContact(row.id, row.phone);
      toast({ tone: 'good', text: say('erased', { messages, records }) });
    });
    if (done) onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={say('eraseTitle', { name: row.name ?? row.phone })}
      description={say('eraseText')}
      size="s"
      footer={
        <>
          <Button size="m" onClick={onClose}>
            {say('cancel')}
          </Button>
          <Button size="m" look="danger" disabled={busy || !same} onClick={() => void erase()}>
            {say('eraseDo')}
          </Button>
        </>
      }
    >
      <Field label={say('eraseField', { phone: row.phone })}>
        {(control) => (
          <Input {...control} type="tel" dir="ltr" autoComplete="off" value={typed} onChange={setTyped} />
        )}
      </Field>
    </Dialog>
  );
}
