/** Asks for a day and a time to come. Knows not what for. */
import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { useTexts } from '../ui/i18n.ts';
import { Input } from '../ui/input.tsx';
import { inboxTexts } from './inbox-texts.ts';
import { fieldTime, isOpenAt, type Stretch } from './snooze-times.ts';

interface Props {
  title: string;
  confirm: string;
  /** What stands in the field at first. */
  from: number;
  /** When the team is there, where that is known: other times are pointed out. */
  openings?: readonly Stretch[] | undefined;
  onPick: (at: number) => void;
  onClose: () => void;
}

export function TimeDialog({ title, confirm, from, openings, onPick, onClose }: Props) {
  const say = useTexts(inboxTexts);
  const [text, setText] = useState(() => fieldTime(from));
  const [error, setError] = useState<string>();
  const chosen = new Date(text).getTime();
  const known = openings?.at(-1)?.to ?? 0;
  const closed = openings !== undefined && chosen < known && !isOpenAt(chosen, openings);
  const pick = () => {
    const at = new Date(text).getTime();
    if (!(at > Date.now())) return setError(say('pastTime'));
    onPick(at);
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={title}
      size="s"
      footer={
        <>
          <Button size="m" onClick={onClose}>
            {say('cancel')}
          </Button>
          <Button size="m" look="primary" onClick={pick}>
            {confirm}
          </Button>
        </>
      }
    >
      <Field label={say('day')} error={error} warning={closed ? say('closedThen') : undefined}>
        {(control) => (
          <Input
            {...control}
            type="datetime-local"
            value={text}
            min={fieldTime(Date.now())}
            onChange={(value) => {
              setText(value);
              setError(undefined);
            }}
            onKeyDown={(event) => event.key === 'Enter' && pick()}
          />
        )}
      </Field>
    </Dialog>
  );
}
