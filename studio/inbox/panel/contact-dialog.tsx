/** Writes down what operators know of a customer: name, e-mail, language, and lines of their own. */
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import type { Row } from '../../../server/contract/inbox-list.ts';
import type { Panel } from '../../../server/contract/inbox-work.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Input } from '../../ui/input.tsx';
import { Select } from '../../ui/select.tsx';
import form from '../dialog-form.module.css';
import { setLanguage } from '../inbox-requests.ts';
import { useLanguages } from '../languages.ts';
import { useAct } from '../use-act.ts';
import { saveContact } from '../work-requests.ts';
import css from './contact-dialog.module.css';
import { panelTexts } from './panel-texts.ts';

interface Props {
  row: Row;
  contact: Panel['contact'];
  onSaved: () => void;
  onClose: () => void;
}

export function ContactDialog({ row, contact, onSaved, onClose }: Props) {
  const say = useTexts(panelTexts);
  const { run, busy } = useAct();
  const [name, setName] = useState(contact.name ?? '');
  const [email, setEmail] = useState(contact.email ?? '');
  const [locale, setLocale] = useState(contact.locale);
  const languages = useLanguages([contact.locale]);
  const [fields, setFields] = useState(() =>
    Object.entries(contact.fields).map(([what, value], id) => ({ id, what, value })),
  );
  const change = (id: number, part: { what?: string; value?: string }) =>
    setFields(fields.map((field) => (field.id === id ? { ...field, ...part } : field)));
  const save = async () => {
    const known = fields
      .filter(({ what }) => what.trim() !== '')
      .map(({ what, value }) => [what.trim(), value]);
    const done = await run(async () => {
      await saveContact(row.id, {
        ...(name.trim() === '' ? {} : { name: name.trim() }),
        ...(email.trim() === '' ? {} : { email: email.trim() }),
        fields: Object.fromEntries(known),
      });
      if (locale !== contact.locale) await setLanguage(row.id, locale);
    }, say('saved'));
    if (!done) return;
    onSaved();
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={say('editTitle')}
      description={say('editText')}
      size="m"
      footer={
        <>
          <Button size="m" onClick={onClose}>
            {say('cancel')}
          </Button>
          <Button size="m" look="primary" disabled={busy} onClick={() => void save()}>
            {say('save')}
          </Button>
        </>
      }
    >
      <div className={form.form}>
        <Field label={say('name')}>
          {(control) => <Input {...control} value={name} maxLength={100} dir="auto" onChange={setName} />}
        </Field>
        <Field label={say('email')}>
          {(control) => <Input {...control} type="email" value={email} maxLength={200} onChange={setEmail} />}
        </Field>
        <Field label={say('language')} help={say('languageHelp')}>
          {(control) => <Select {...control} value={locale} options={languages} onChange={setLocale} />}
        </Field>
        <fieldset className={css.fields}>
          <legend>{say('fields')}</legend>
          {fields.map(({ id, what, value }) => (
            <div key={id} className={css.line}>
              <Input
                aria-label={say('fieldName')}
                placeholder={say('fieldName')}
                maxLength={40}
                value={what}
                onChange={(next) => change(id, { what: next })}
              />
              <Input
                aria-label={say('fieldValue')}
                placeholder={say('fieldValue')}
                maxLength={500}
                dir="auto"
                value={value}
                onChange={(next) => change(id, { value: next })}
              />
              <IconButton
                label={say('removeField')}
                icon={<X size={15} aria-hidden />}
                onClick={() => setFields(fields.filter((field) => field.id !== id))}
              />
            </div>
          ))}
          <Button
            size="s"
            look="quiet"
            disabled={fields.length >= 30}
            onClick={() =>
              setFields([
                ...fields,
                { id: Math.max(-1, ...fields.map((field) => field.id)) + 1, what: '', value: '' },
              ])
            }
          >
            <Plus size={14} aria-hidden />
            {say('addField')}
          </Button>
        </fieldset>
      </div>
    </Dialog>
  );
}
