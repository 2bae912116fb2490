/** Closes a conversation and asks how it ended. */
import { useState } from 'react';
import type { Row } from '../../../server/contract/inbox-list.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { Select } from '../../ui/select.tsx';
import { close } from '../inbox-requests.ts';
import { useAct } from '../use-act.ts';
import { conversationTexts } from './conversation-texts.ts';

/** Stored as they are, so that they can be counted whatever language somebody reads. */
const ENDINGS = ['solved', 'noAnswer', 'notPossible', 'passedOn', 'spam'] as const;

export function CloseDialog({ row, onClose }: { row: Row; onClose: () => void }) {
  const say = useTexts(conversationTexts);
  const { run, busy } = useAct();
  const [ending, setEnding] = useState<(typeof ENDINGS)[number] | ''>('solved');
  const end = async () => {
    if (await run(() => close(row.id, ending || undefined), say('closed'))) onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={say('closeTitle')}
      description={say(row.handBack ? 'closeTextHandBack' : 'closeText')}
      size="s"
      footer={
        <>
          <Button size="m" onClick={onClose}>
            {say('cancel')}
          </Button>
          <Button size="m" look="primary" disabled={busy} onClick={() => void end()}>
            {say('closeDo')}
          </Button>
        </>
      }
    >
      <Field label={say('disposition')}>
        {(control) => (
          <Select
            {...control}
            value={ending}
            options={[
              ...ENDINGS.map((value) => ({ value, label: say(value) })),
              { value: '' as const, label: say('dispositionNone') },
            ]}
            onChange={setEnding}
          />
        )}
      </Field>
    </Dialog>
  );
}
