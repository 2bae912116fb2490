/** Gives a conversation back to the bot: now or at closing, where it was or at another step. */
import { useState } from 'react';
import type { Row } from '../../../server/contract/inbox-list.ts';
import type { Panel } from '../../../server/contract/inbox-work.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { Select } from '../../ui/select.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import form from '../dialog-form.module.css';
import { handBack } from '../inbox-requests.ts';
import { useAct } from '../use-act.ts';
import { conversationTexts } from './conversation-texts.ts';
import type { Gist } from './gist.ts';
import { useSummary } from './use-summary.ts';

interface Props {
  row: Row;
  customer: Panel | undefined;
  gist: Gist;
  onClose: () => void;
}

export function HandbackDialog({ row, customer, gist, onClose }: Props) {
  const say = useTexts(conversationTexts);
  const { run, busy } = useAct();
  const [node, setNode] = useState('');
  const [when, setWhen] = useState<'now' | 'closing'>('now');
  const [summary, setSummary] = useSummary(gist);
  const flow = customer?.flow?.status === 'active' ? customer.flow : undefined;
  const here = flow?.title ?? flow?.nodes.find((one) => one.node === flow.node)?.title;
  const give = async () => {
    const text = summary.trim();
    const done = await run(
      () =>
        handBack(row.id, {
          when,
          ...(node === '' ? {} : { node }),
          // A plan has no summary: it is asked for when it is closed.
          ...(text === '' || when === 'closing' ? {} : { summary: text }),
        }),
      say(when === 'now' ? 'handedBack' : 'handBackPlanned'),
    );
    if (done) onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={say('handBackTitle')}
      description={flow || !customer ? say('handBackText') : say('noFlow')}
      size="m"
      footer={
        <>
          <Button size="m" onClick={onClose}>
            {say('cancel')}
          </Button>
          <Button size="m" look="primary" disabled={busy} onClick={() => void give()}>
            {say('handBackDo')}
          </Button>
        </>
      }
    >
      <div className={form.form}>
        {flow ? (
          <Field label={say('handBackAt')}>
            {(control) => (
              <Select
                {...control}
                value={node}
                options={[
                  {
                    value: '',
                    label: here ? say('handBackHere', { node: here }) : say('handBackHereUnknown'),
                  },
                  ...flow.nodes.map((one) => ({ value: one.node, label: one.title })),
                ]}
                onChange={setNode}
              />
            )}
          </Field>
        ) : null}
        <Segmented
          label={say('handBackWhen')}
          value={when}
          options={[
            { value: 'now', label: say('now') },
            { value: 'closing', label: say('closing') },
          ]}
          onChange={setWhen}
        />
        {when === 'now' ? (
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
