/** Erases a person's data, of all their numbers, after one was typed once more. */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Row } from '../../../server/contract/inbox-list.ts';
import type { Panel } from '../../../server/contract/inbox-work.ts';
import { isApiError } from '../../api/api-error.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { Input } from '../../ui/input.tsx';
import { toast } from '../../ui/toast.ts';
import { PANELS_KEY } from '../conversation/use-panel.ts';
import form from '../dialog-form.module.css';
import { useAct } from '../use-act.ts';
import { eraseContact } from '../work-requests.ts';
import css from './erase-dialog.module.css';
import { panelTexts } from './panel-texts.ts';

interface Props {
  row: Row;
  numbers: Panel['numbers'];
  onClose: () => void;
}

export function EraseDialog({ row, numbers, onClose }: Props) {
  const say = useTexts(panelTexts);
  const client = useQueryClient();
  const { run, busy } = useAct();
  const [typed, setTyped] = useState('');
  const same = typed.replace(/[\s.()-]/g, '') === row.phone;
  const erase = async () => {
    const phones = numbers.map(({ phone }) => phone);
    await run(async () => {
      try {
        const { messages, records } = await eraseContact(row.id, row.phone, phones);
        toast({ tone: 'good', text: say('erased', { messages, records }) });
      } catch (error) {
        if (!isApiError(error, 'more_numbers')) throw error;
        await client.invalidateQueries({ queryKey: PANELS_KEY });
        setTyped('');
        toast({ tone: 'bad', text: say('eraseMore') });
        return;
      }
      onClose();
    });
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
      <div className={form.form}>
        {numbers.length > 1 ? (
          <div className={css.numbers}>
            <p>{say('eraseNumbers')}</p>
            <ul>
              {numbers.map(({ phone }) => (
                <li key={phone} dir="ltr">
                  {phone}
                </li>
              ))}
            </ul>
          </div>
        ) : null}
        <Field label={say('eraseField', { phone: row.phone })}>
          {(control) => (
            <Input {...control} type="tel" dir="ltr" autoComplete="off" value={typed} onChange={setTyped} />
          )}
        </Field>
      </div>
    </Dialog>
  );
}
