/** Closes a conversation and asks how it ended; what was said is suggested as the summary. */
import { useState } from 'react';
import type { Row } from '../../../server/contract/inbox-list.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { TextArea } from '../../ui/text-area.tsx';
import form from '../dialog-form.module.css';
import { type Ending, EndingField, endingTexts } from '../ending-field.tsx';
import { close } from '../inbox-requests.ts';
import { useAct } from '../use-act.ts';
import { conversationTexts } from './conversation-texts.ts';
import type { Gist } from './gist.ts';
import { useSummary } from './use-summary.ts';

export function CloseDialog({ row, gist, onClose }: { row: Row; gist: Gist; onClose: () => void }) {
  const say = useTexts(conversationTexts);
  const sayEnding = useTexts(endingTexts);
  const { run, busy } = useAct();
  const [ending, setEnding] = useState<Ending | undefined>('solved');
  const [summary, setSummary] = useSummary(gist, ending && sayEnding(ending));
  // Nobody had it: there is no time to write a summary of.
  const had = row.owner.kind === 'operator';
  const end = async () => {
    const text = summary.trim();
    const done = await run(
      () =>
        close(row.id, {
          ...(ending ? { disposition: ending } : {}),
          ...(had && text !== '' ? { summary: text } : {}),
        }),
      say('closed'),
    );
    if (done) onClose();
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
      <div className={form.form}>
        <EndingField value={ending} onChange={setEnding} />
        {had ? (
          <Field label={say('summary')} help={say('summaryHelp')}>
            {(control) => (
              <TextArea {...control} value={summary} maxLength={2000} minRows={2} onChange={setSummary} />
            )}
          </Field>
        ) : null}
      </div>
    </Dialog>
  );
}
