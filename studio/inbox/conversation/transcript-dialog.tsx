/** Saves the transcript of a conversation as a file. */
import { useState } from 'react';
import type { Row } from '../../../server/contract/inbox-list.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useLocale, useTexts } from '../../ui/i18n.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { Switch } from '../../ui/switch.tsx';
import form from '../dialog-form.module.css';
import { useAct } from '../use-act.ts';
import { saveTranscript } from '../work-requests.ts';
import { conversationTexts } from './conversation-texts.ts';

export function TranscriptDialog({ row, onClose }: { row: Row; onClose: () => void }) {
  const say = useTexts(conversationTexts);
  const locale = useLocale();
  const { run, busy } = useAct();
  const [format, setFormat] = useState<'html' | 'json' | 'csv'>('html');
  const [redact, setRedact] = useState(false);
  const [notes, setNotes] = useState(false);
  const save = async () => {
    const { timeZone: timezone } = Intl.DateTimeFormat().resolvedOptions();
    if (await run(() => saveTranscript(row.id, { format, redact, notes, locale, timezone }))) onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={say('transcriptTitle')}
      description={say('transcriptText')}
      size="s"
      footer={
        <>
          <Button size="m" onClick={onClose}>
            {say('cancel')}
          </Button>
          <Button size="m" look="primary" disabled={busy} onClick={() => void save()}>
            {say('saveIt')}
          </Button>
        </>
      }
    >
      <div className={form.form}>
        <Segmented
          label={say('format')}
          value={format}
          options={[
            { value: 'html', label: say('html') },
            { value: 'json', label: say('json') },
            { value: 'csv', label: say('csv') },
          ]}
          onChange={setFormat}
        />
        <Switch label={say('redact')} checked={redact} onChange={setRedact} />
        <Switch label={say('withNotes')} checked={notes} onChange={setNotes} />
      </div>
    </Dialog>
  );
}
