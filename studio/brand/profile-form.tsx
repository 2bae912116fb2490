/** What customers see of the brand, field by field. */

import { Field } from '../ui/field.tsx';
import { LOCALE_NAMES, LOCALES, useTexts } from '../ui/i18n.ts';
import { Input } from '../ui/input.tsx';
import { Meter } from '../ui/meter.tsx';
import { Select } from '../ui/select.tsx';
import { TextArea } from '../ui/text-area.tsx';
import css from './brand.module.css';
import { type BrandFields, MAX } from './brand-form.ts';
import { brandTexts } from './brand-texts.ts';
import { ColorField } from './color-field.tsx';
import { LogoField } from './logo-field.tsx';
import type { BrandForm } from './use-brand-form.ts';

type TextName = Extract<keyof BrandFields, 'name' | 'description' | 'phone' | 'website'>;
type HelpName = `${TextName}Help`;

export function ProfileForm({ form }: { form: BrandForm }) {
  const say = useTexts(brandTexts);
  const { fields, set, leave } = form;
  const text = (name: TextName, more: { type?: string; required?: boolean; max?: number } = {}) => (
    <Field
      label={say(name)}
      help={say(`${name}Help` as HelpName)}
      error={form.fault(name)}
      required={more.required}
      aside={
        more.max === undefined ? null : (
          <Meter label={say(name)} value={fields[name].trim().length} max={more.max} compact />
        )
      }
    >
      {(control) => (
        <Input
          {...control}
          type={more.type ?? 'text'}
          value={fields[name]}
          onChange={(value) => set(name, value)}
          onBlur={() => leave(name)}
          dir={more.type ? 'ltr' : 'auto'}
          autoComplete="off"
        />
      )}
    </Field>
  );
  return (
    <form className={css.fields} onSubmit={(event) => event.preventDefault()} noValidate>
      {text('name', { required: true, max: MAX.name })}
      <LogoField form={form} />
      <ColorField form={form} />
      {text('description', { max: MAX.description })}
      <div className={css.pair}>
        {text('phone', { type: 'tel' })}
        {text('website', { type: 'url' })}
      </div>
      <Field label={say('linkDomains')} help={say('linkDomainsHelp')} error={form.fault('linkDomains')}>
        {(control) => (
          <TextArea
            {...control}
            value={fields.linkDomains}
            onChange={(value) => set('linkDomains', value)}
            onBlur={() => leave('linkDomains')}
            dir="ltr"
            spellCheck={false}
          />
        )}
      </Field>
      <div className={css.pair}>
        <Field label={say('locale')} help={say('localeHelp')}>
          {(control) => (
            <Select
              {...control}
              value={fields.locale}
              options={LOCALES.map((one) => ({ value: one as string, label: LOCALE_NAMES[one] }))}
              onChange={(value) => set('locale', value)}
            />
          )}
        </Field>
        <Field label={say('timezone')} help={say('timezoneHelp')}>
          {(control) => (
            <Select
              {...control}
              value={fields.timezone}
              options={TIMEZONES}
              onChange={(value) => set('timezone', value)}
            />
          )}
        </Field>
      </div>
    </form>
  );
}

const TIMEZONES = Intl.supportedValuesOf('timeZone').map((name) => ({
  value: name,
  label: name.replace(/_/g, ' '),
  group: name.split('/')[0],
}));
