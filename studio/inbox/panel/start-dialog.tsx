/** Starts a published flow with a customer. */
import { useState } from 'react';
import type { Row } from '../../../server/contract/inbox-list.ts';
import { useFlows } from '../../api/flows.ts';
import { request } from '../../api/request.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { Select } from '../../ui/select.tsx';
import { useAct } from '../use-act.ts';
import { panelTexts } from './panel-texts.ts';

export function StartDialog({ row, onClose }: { row: Row; onClose: () => void }) {
  const say = useTexts(panelTexts);
  const { data: flows = [] } = useFlows();
  const { run, busy } = useAct();
  const [chosen, setChosen] = useState('');
  const options = flows
    .filter(({ published, archived }) => published > 0 && !archived)
    .map(({ id, name }) => ({ value: id, label: name }));
  const flow = chosen || options[0]?.value;
  // A flow speaks, so it begins only where the bot may.
  const held = row.blocked ? 'startBlocked' : row.owner.kind === 'bot' ? undefined : 'startHeld';
  const start = async () => {
    const done = await run(
      () =>
        request('/conversations', {
          method: 'POST',
          body: { brand: row.brand, to: row.phone, flow, variables: {} },
        }),
      say('started'),
    );
    if (done) onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={say('startTitle')}
      description={say('startText')}
      size="s"
      footer={
        <>
          <Button size="m" onClick={onClose}>
            {say('cancel')}
          </Button>
          <Button
            size="m"
            look="primary"
            disabled={busy || flow === undefined || held !== undefined}
            onClick={() => void start()}
          >
            {say('startDo')}
          </Button>
        </>
      }
    >
      {held ? (
        <p role="status">{say(held)}</p>
      ) : flow === undefined ? (
        <p>{say('noFlows')}</p>
      ) : (
        <Field label={say('startFlow')}>
          {(control) => <Select {...control} value={flow} options={options} onChange={setChosen} />}
        </Field>
      )}
    </Dialog>
  );
}
