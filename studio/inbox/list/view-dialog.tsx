/** Asks what a view is called and who sees it. */
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { Input } from '../../ui/input.tsx';
import { Switch } from '../../ui/switch.tsx';
import form from '../dialog-form.module.css';
import { inboxTexts } from '../inbox-texts.ts';
import { listTexts } from './list-texts.ts';

interface Props {
  name: string;
  shared: boolean;
  busy: boolean;
  onSave: (view: { name: string; shared: boolean }) => void;
  onClose: () => void;
}

export function ViewDialog({ name: known, shared: knownShared, busy, onSave, onClose }: Props) {
  const say = useTexts(listTexts);
  const sayInbox = useTexts(inboxTexts);
  const [name, setName] = useState(known);
  const [shared, setShared] = useState(knownShared);
  const save = () => name.trim() !== '' && onSave({ name: name.trim(), shared });
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={say('viewSave')}
      size="s"
      footer={
        <>
          <Button size="m" onClick={onClose}>
            {sayInbox('cancel')}
          </Button>
          <Button size="m" look="primary" disabled={busy || name.trim() === ''} onClick={save}>
            {say('viewSave')}
          </Button>
        </>
      }
    >
      <div className={form.form}>
        <Field label={say('viewName')} required>
          {(control) => (
            <Input
              {...control}
              value={name}
              maxLength={60}
              onChange={setName}
              onKeyDown={(event) => event.key === 'Enter' && save()}
            />
          )}
        </Field>
        <Switch
          label={say('viewShared')}
          hint={say('viewSharedHint')}
          checked={shared}
          onChange={setShared}
        />
      </div>
    </Dialog>
  );
}
