/** The SMS connection in its fields: saved at once as a whole, since a half of one connects to nothing. */
import { TriangleAlert } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { SmsView } from '../../server/contract.ts';
import { Button } from '../ui/button.tsx';
import { CopyField } from '../ui/copy-field.tsx';
import { Confirm } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { useLocale, useTexts } from '../ui/i18n.ts';
import { Input } from '../ui/input.tsx';
import { Problem } from '../ui/problem.tsx';
import { Select } from '../ui/select.tsx';
import css from './brand.module.css';
import { brandTexts } from './brand-texts.ts';
import { PROVIDER_IDS, PROVIDERS, type Provider, senderKind, smsFieldsOf } from './sms-fields.ts';
import own from './sms-form.module.css';
import { SmsSetting } from './sms-setting.tsx';
import { useSmsConnection } from './use-sms-connection.ts';

interface Props {
  brand: string;
  view: SmsView | undefined;
  onEnded: () => void;
}

const SMART = ['when-shorter', 'never', 'always'] as const;
const UNSURE = ['hold', 'retry'] as const;

export function SmsForm({ brand, view, onEnded }: Props) {
  const say = useTexts(brandTexts);
  const language = useLocale();
  const [fields, setFields] = useState(() => smsFieldsOf(view));
  const [tried, setTried] = useState(false);
  const [ending, setEnding] = useState(false);
  const connection = useSmsConnection(brand);
  const { provider, sender } = fields;
  const known = PROVIDERS[provider];
  const kind = senderKind(sender);
  const set = (change: Partial<typeof fields>) => setFields({ ...fields, ...change });
  const setSetting = (name: string, value: string | number | boolean | undefined) =>
    set({ settings: { ...fields.settings, [name]: value } });
  const missing = known.settings.some(
    ({ name, required }) => required && String(fields.settings[name] ?? '').trim() === '',
  );

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!kind || missing) return;
    connection.save(fields, (saved) => setFields(smsFieldsOf(saved)));
  };
  const isStored = (name: string) => view?.provider === provider && view.secrets[name] === true;
  const secrets = known.secrets.filter(
    ({ name, beside }) => beside === undefined || fields.settings[beside] || isStored(name),
  );
  return (
    <form className={css.fields} onSubmit={submit} noValidate>
      {view && view.provider === provider && view.warnings.length > 0 ? (
        <ul className={own.warnings}>
          {view.warnings.map(({ code, message }) => (
            <li key={code + message.en}>
              <TriangleAlert size={15} aria-hidden />
              {message[language]}
            </li>
          ))}
        </ul>
      ) : null}
      <div className={css.pair}>
        <Field label={say('provider')}>
          {(control) => (
            <Select
              {...control}
              value={provider}
              options={PROVIDER_IDS.map((id) => ({
                value: id,
                label: PROVIDERS[id].label ?? say('providerEmulator'),
              }))}
              onChange={(next: Provider) => set({ provider: next, settings: {}, secrets: {} })}
            />
          )}
        </Field>
        <Field
          label={say('sender')}
          help={say('senderHelp')}
          error={tried && !kind ? say('senderInvalid') : undefined}
          warning={kind === 'alphanumeric' ? say('senderName') : undefined}
          required
        >
          {(control) => (
            <Input
              {...control}
              value={sender}
              onChange={(value) => set({ sender: value })}
              dir="ltr"
              autoComplete="off"
            />
          )}
        </Field>
      </div>
      {known.settings.length > 0 ? (
        <div className={css.pair}>
          {known.settings.map((field) => (
            <SmsSetting
              key={field.name}
              field={field}
              value={fields.settings[field.name]}
              tried={tried}
              onChange={(value) => setSetting(field.name, value)}
            />
          ))}
        </div>
      ) : null}
      {secrets.map(({ name, needed }) => (
        <Field
          key={name}
          label={say(name)}
          help={isStored(name) ? say('stored') : undefined}
          warning={needed && !isStored(name) && !fields.secrets[name] ? say('secretMissing') : undefined}
        >
          {(control) => (
            <Input
              {...control}
              type="password"
              value={fields.secrets[name] ?? ''}
              onChange={(value) => set({ secrets: { ...fields.secrets, [name]: value } })}
              placeholder={isStored(name) ? '••••••••' : undefined}
              autoComplete="new-password"
              dir="ltr"
            />
          )}
        </Field>
      ))}
      {kind === 'alphanumeric' ? (
        <Field label={say('stopMention')} help={say('stopMentionHelp')}>
          {(control) => (
            <Input
              {...control}
              value={fields.stopMention}
              onChange={(value) => set({ stopMention: value })}
              maxLength={40}
              placeholder="STOP 36111"
            />
          )}
        </Field>
      ) : null}
      {view?.webhookUrl && view.provider === provider ? (
        <div className={own.webhook}>
          <CopyField
            label={say('webhookUrl')}
            help={say(view.webhookUrl.includes('••••') ? 'webhookUrlMasked' : 'webhookUrlHelp')}
            value={view.webhookUrl}
          />
          <Button size="s" disabled={connection.busy} onClick={connection.newKey}>
            {say('newKey')}
          </Button>
        </div>
      ) : null}
      <details className={own.more}>
        <summary>{say('more')}</summary>
        <div className={css.pair}>
          <Field label={say('smart')}>
            {(control) => (
              <Select
                {...control}
                value={fields.smart}
                options={SMART.map((value) => ({ value, label: say(`smart-${value}`) }))}
                onChange={(value) => set({ smart: value })}
              />
            )}
          </Field>
          <Field label={say('whenUnsure')}>
            {(control) => (
              <Select
                {...control}
                value={fields.whenUnsure}
                options={UNSURE.map((value) => ({ value, label: say(`unsure-${value}`) }))}
                onChange={(value) => set({ whenUnsure: value })}
              />
            )}
          </Field>
          {known.more.map((field) => (
            <SmsSetting
              key={field.name}
              field={field}
              value={fields.settings[field.name]}
              tried={tried}
              onChange={(value) => setSetting(field.name, value)}
            />
          ))}
        </div>
      </details>
      {connection.failed ? (
        <Problem inline title={connection.failed.title} detail={connection.failed.faults.join(' ')} />
      ) : null}
      <div className={own.buttons}>
        <Button type="submit" look="primary" size="m" disabled={connection.busy} aria-busy={connection.busy}>
          {say('smsSave')}
        </Button>
        {view ? (
          <Button size="m" look="quiet" onClick={() => setEnding(true)}>
            {say('smsEnd')}
          </Button>
        ) : null}
      </div>
      <Confirm
        open={ending}
        onOpenChange={setEnding}
        title={say('smsEndTitle')}
        text={say('smsEndText')}
        confirm={say('smsEnd')}
        danger
        busy={connection.busy}
        onConfirm={() =>
          connection.end(() => {
            setEnding(false);
            onEnded();
          })
        }
      />
    </form>
  );
}
