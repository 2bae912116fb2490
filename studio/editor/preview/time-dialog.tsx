/** Another beginning for the preview's clock: opening hours, reminders and dates depend on it. */
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { Input } from '../../ui/input.tsx';
import { previewTexts } from './preview-texts.ts';
import { usePreview } from './use-preview.ts';

export function TimeDialog({ now, onClose }: { now: number | undefined; onClose: () => void }) {
  const say = useTexts(previewTexts);
  const [value, setValue] = useState(() => localField(now ?? Date.now()));
  const at = new Date(value).getTime();
  const known = Number.isFinite(at) && at >= 0;
  const begin = () => {
    if (!known) return;
    void usePreview.getState().restart({ now: at });
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={say('timeTitle')}
      description={say('timeText')}
      size="s"
      footer={
        <>
          <Button size="m" onClick={onClose}>
            {say('cancel')}
          </Button>
          <Button size="m" look="primary" disabled={!known} onClick={begin}>
            {say('timeStart')}
          </Button>
        </>
      }
    >
      <Field label={say('timeField')}>
        {(control) => <Input {...control} type="datetime-local" value={value} onChange={setValue} />}
      </Field>
    </Dialog>
  );
}

/** As the field writes it, on this machine's clock: "2026-11-23T09:00". */
function localField(at: number): string {
  const offset = new Date(at).getTimezoneOffset() * 60_000;
  return new Date(at - offset).toISOString().slice(0, 16);
}
