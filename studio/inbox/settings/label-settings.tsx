/** The labels and their colours. */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { LABEL_COLORS } from '../../../server/contract/inbox-work.ts';
import { useMay } from '../../api/session.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { Input } from '../../ui/input.tsx';
import { Select } from '../../ui/select.tsx';
import { LabelTag } from '../list/label-tag.tsx';
import { useAct } from '../use-act.ts';
import { LABELS_KEY, useLabels } from '../use-work.ts';
import { type Label, removeLabel, saveLabel } from '../work-requests.ts';
import css from './form.module.css';
import { SettingList } from './setting-list.tsx';
import { settingsTexts } from './settings-texts.ts';

export function LabelSettings() {
  const say = useTexts(settingsTexts);
  const client = useQueryClient();
  const mayWrite = useMay('canned.write');
  const { data, error, refetch } = useLabels();
  const [open, setOpen] = useState<Label | 'new'>();
  const renew = () => void client.invalidateQueries({ queryKey: LABELS_KEY });
  return (
    <>
      <SettingList
        items={data?.map((label) => ({
          id: label.name,
          name: label.name,
          about: <LabelTag name={label.name} />,
          ...(mayWrite ? { onEdit: () => setOpen(label), remove: () => removeLabel(label.name) } : {}),
        }))}
        error={error}
        onRetry={() => void refetch()}
        {...(mayWrite ? { add: say('labelNew'), onAdd: () => setOpen('new') } : {})}
        emptyTitle={say('labelEmpty')}
        emptyText={say('labelEmptyText')}
        onRemoved={renew}
      />
      {open ? (
        <LabelDialog
          label={open === 'new' ? undefined : open}
          onSaved={renew}
          onClose={() => setOpen(undefined)}
        />
      ) : null}
    </>
  );
}

function LabelDialog({
  label,
  onSaved,
  onClose,
}: {
  label: Label | undefined;
  onSaved: () => void;
  onClose: () => void;
}) {
  const say = useTexts(settingsTexts);
  const { run, busy } = useAct();
  const [name, setName] = useState(label?.name ?? '');
  const [color, setColor] = useState<Label['color']>(label?.color ?? 'grey');
  const save = async () => {
    if (name.trim() === '' || !(await run(() => saveLabel(name.trim(), color), say('saved')))) return;
    onSaved();
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={label?.name ?? say('labelNew')}
      size="s"
      footer={
        <>
          <Button size="m" onClick={onClose}>
            {say('cancel')}
          </Button>
          <Button size="m" look="primary" disabled={busy || name.trim() === ''} onClick={() => void save()}>
            {say('save')}
          </Button>
        </>
      }
    >
      <div className={css.form}>
        <Field label={say('name')} required>
          {(control) => (
            <Input
              {...control}
              value={name}
              maxLength={40}
              readOnly={label !== undefined}
              onChange={setName}
            />
          )}
        </Field>
        <Field label={say('color')}>
          {(control) => (
            <Select
              {...control}
              value={color}
              options={LABEL_COLORS.map((value) => ({ value, label: say(value) }))}
              onChange={setColor}
            />
          )}
        </Field>
      </div>
    </Dialog>
  );
}
