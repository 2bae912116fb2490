/** Under which RBM agent messages leave, and where Google delivers. */
import { Radio } from 'lucide-react';
import { CopyField } from '../ui/copy-field.tsx';
import { Field } from '../ui/field.tsx';
import { useTexts } from '../ui/i18n.ts';
import { Input } from '../ui/input.tsx';
import css from './brand.module.css';
import { brandTexts } from './brand-texts.ts';
import type { BrandForm } from './use-brand-form.ts';
import { useOnboarding } from './use-onboarding.ts';

export function RcsForm({ brand, form }: { brand: string; form: BrandForm }) {
  const say = useTexts(brandTexts);
  const { data } = useOnboarding(brand);
  const address = data?.steps.find(({ id }) => id === 'webhook')?.facts[0];
  return (
    <div className={css.part}>
      <form className={css.fields} onSubmit={(event) => event.preventDefault()} noValidate>
        {data ? (
          <p className={css.channel}>
            <Radio size={16} aria-hidden />
            <span>
              <strong>{say(`channel${CHANNELS[data.channel]}`)}</strong>
              {data.channel === 'google' ? null : say('channelHow')}
            </span>
          </p>
        ) : null}
        <Field label={say('agentId')} help={say('agentHelp')} error={form.fault('agentId')} required>
          {(control) => (
            <Input
              {...control}
              value={form.fields.agentId}
              onChange={(value) => form.set('agentId', value)}
              onBlur={() => form.leave('agentId')}
              spellCheck={false}
              autoComplete="off"
              dir="ltr"
            />
          )}
        </Field>
        {address ? <CopyField label={say('webhook')} help={say('webhookHelp')} value={address} /> : null}
      </form>
    </div>
  );
}

const CHANNELS = { emulator: 'Emulator', google: 'Google', 'stand-in': 'Stand-in' } as const;
