/** Whom the preview plays: a name, a country, a number. The conversation begins again with that person. */
import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  getExampleNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/min';
import examples from 'libphonenumber-js/mobile/examples';
import { useMemo, useState } from 'react';
import type { PreviewPerson } from '../../../server/contract.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { useLocale, useTexts } from '../../ui/i18n.ts';
import { Input } from '../../ui/input.tsx';
import { Select } from '../../ui/select.tsx';
import css from './person-dialog.module.css';
import { previewSettings } from './preview-settings.ts';
import { previewTexts } from './preview-texts.ts';
import { startPreview, usePreview } from './use-preview.ts';

const MADE_UP = '';

export function PersonDialog({ onClose }: { onClose: () => void }) {
  const say = useTexts(previewTexts);
  const { person } = previewSettings.get();
  const [name, setName] = useState(person.name ?? '');
  const [typed, setTyped] = useState(() => international(person.phone ?? ''));
  const [country, setCountry] = useState<CountryCode | typeof MADE_UP>(
    () => parsePhoneNumberFromString(person.phone ?? '')?.country ?? MADE_UP,
  );
  const countries = useCountries();
  const number = readNumber(typed, country);
  const begin = () => {
    if (number === 'bad') return;
    const chosen: PreviewPerson = {
      ...(name.trim() === '' ? {} : { name: name.trim() }),
      ...(number === undefined ? {} : { phone: number }),
    };
    previewSettings.change({ person: chosen });
    const { phase, restart } = usePreview.getState();
    void (phase === 'ready' ? restart({ person: chosen }) : startPreview());
    onClose();
  };
  return (
    <FormDialog
      title={say('personTitle')}
      description={say('personText')}
      confirm={say('personBegin')}
      busy={false}
      onClose={onClose}
      onSubmit={begin}
    >
      <Field label={say('personName')} help={say('personNameHelp')}>
        {(control) => (
          <Input
            {...control}
            value={name}
            onChange={setName}
            maxLength={200}
            autoComplete="off"
            dir="auto"
            autoFocus
          />
        )}
      </Field>
      <Field label={say('country')}>
        {(control) => (
          <Select
            {...control}
            value={country}
            options={[{ value: MADE_UP, label: say('countryOfLanguage') }, ...countries]}
            onChange={(next) => {
              const wanted = getCountries().find((one) => one === next) ?? MADE_UP;
              setCountry(wanted);
              const example = wanted === MADE_UP ? undefined : getExampleNumber(wanted, examples);
              setTyped(example?.formatInternational() ?? '');
            }}
          />
        )}
      </Field>
      <Field
        label={say('phone')}
        help={say('phoneHelp')}
        {...(number === 'bad' ? { error: say('phoneBad') } : {})}
      >
        {(control) => (
          <Input
            {...control}
            type="tel"
            value={typed}
            onChange={(next) => {
              setTyped(next);
              const found = parsePhoneNumberFromString(next)?.country;
              if (found) setCountry(found);
            }}
            placeholder={country === MADE_UP ? say('phoneMadeUp') : `+${getCountryCallingCode(country)} …`}
            autoComplete="off"
            dir="ltr"
          />
        )}
      </Field>
      {name === '' && typed === '' && country === MADE_UP ? null : (
        <Button
          size="s"
          look="quiet"
          className={css.reset}
          onClick={() => {
            setName('');
            setTyped('');
            setCountry(MADE_UP);
          }}
        >
          {say('personReset')}
        </Button>
      )}
    </FormDialog>
  );
}

/** E.164; undefined where nothing is typed, "bad" where no phone has such a number. */
function readNumber(typed: string, country: CountryCode | typeof MADE_UP): string | undefined {
  if (typed.trim() === '') return undefined;
  const found = parsePhoneNumberFromString(typed, country === MADE_UP ? undefined : country);
  return found?.isPossible() === true ? found.number : 'bad';
}

function international(phone: string): string {
  return parsePhoneNumberFromString(phone)?.formatInternational() ?? phone;
}

/** Every country that has numbers, by its name in the reader's language. */
function useCountries(): { value: CountryCode; label: string }[] {
  const language = useLocale();
  return useMemo(() => {
    const names = new Intl.DisplayNames([language], { type: 'region' });
    return getCountries()
      .map((value) => ({
        value,
        label: `${names.of(value) ?? value} (+${getCountryCallingCode(value)})`,
      }))
      .sort((one, other) => one.label.localeCompare(other.label, language));
  }, [language]);
}
