/** Gives a conversation to somebody else or to a queue, with a note. */
import { useState } from 'react';
import type { Row } from '../../../server/contract/inbox-list.ts';
import { useSession } from '../../api/session.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { Select } from '../../ui/select.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import form from '../dialog-form.module.css';
import { transfer } from '../inbox-requests.ts';
import { useAct } from '../use-act.ts';
import { useOperators, useQueues } from '../use-team.ts';
import { conversationTexts } from './conversation-texts.ts';

export function TransferDialog({ row, onClose }: { row: Row; onClose: () => void }) {
  const say = useTexts(conversationTexts);
  const me = useSession((session) => session.me?.id);
  const { data: operators = [] } = useOperators();
  const { data: queues = [] } = useQueues();
  const { run, busy } = useAct();
  const [chosen, setChosen] = useState('');
  const [note, setNote] = useState('');
  const others = operators.filter(({ id }) => id !== me);
  // Who is online and has least stands first.
  const ranks = { online: 0, busy: 1, away: 2 };
  const sorted = [...others].sort(
    (one, other) => ranks[one.status] - ranks[other.status] || one.load - other.load,
  );
  const options = [
    ...sorted.map(({ id, name, status, load, capacity }) => ({
      value: `operator:${id}`,
      label: say('statusOf', { name, status: say(status), load: `${load}/${capacity}` }),
      group: say('toOperators'),
    })),
    ...queues.map(({ id, name }) => ({ value: `queue:${id}`, label: name, group: say('toQueues') })),
  ];
  const value = chosen || (options[0]?.value ?? '');
  const give = async () => {
    const [kind = '', id = ''] = [value.slice(0, value.indexOf(':')), value.slice(value.indexOf(':') + 1)];
    const name =
      kind === 'operator'
        ? (operators.find((one) => one.id === id)?.name ?? '')
        : (queues.find((one) => one.id === id)?.name ?? id);
    const done = await run(
      () => transfer(row.id, kind === 'operator' ? { operator: id } : { queue: id }, note.trim()),
      say('transferred', { name }),
    );
    if (done) onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={say('transferTitle')}
      description={say('transferText')}
      size="s"
      footer={
        <>
          <Button size="m" onClick={onClose}>
            {say('cancel')}
          </Button>
          <Button size="m" look="primary" disabled={busy || value === ''} onClick={() => void give()}>
            {say('transferDo')}
          </Button>
        </>
      }
    >
      <div className={form.form}>
        <Field label={say('transferTo')}>
          {(control) => <Select {...control} value={value} options={options} onChange={setChosen} />}
        </Field>
        <Field label={say('transferNote')}>
          {(control) => (
            <TextArea {...control} value={note} maxLength={5000} minRows={3} onChange={setNote} />
          )}
        </Field>
      </div>
    </Dialog>
  );
}
