/** Asks how much a customer shall pay and what for; the message with the link goes to whoever asked. Sends nothing. */
import { useState } from 'react';
import type { Message } from '../../../flows/message.ts';
import { isApiError } from '../../api/api-error.ts';
import { useProblemText } from '../../api/problem-text.ts';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { useLocale, useTexts } from '../../ui/i18n.ts';
import { Input } from '../../ui/input.tsx';
import { Select } from '../../ui/select.tsx';
import { createStored, useStored } from '../../ui/stored.ts';
import { factsOf } from '../use-act.ts';
import { makePaymentLink } from './agreement-requests.ts';
import { agreementTexts, refusalKey } from './agreement-texts.ts';
import { amountIn } from './amount.ts';
import css from './composer.module.css';
import { useOnceKey } from './use-once-key.ts';

const CURRENCIES = Intl.supportedValuesOf('currency');
const MINUTES = ['30', '60', '1440', '10080'] as const;
const used = createStored<string>('carillon.inbox.currency', (text) =>
  text !== null && CURRENCIES.includes(text) ? text : 'EUR',
);

interface Props {
  conversation: string;
  onMade: (message: Message) => void;
  onClose: () => void;
}

export function PaymentDialog({ conversation, onMade, onClose }: Props) {
  const say = useTexts(agreementTexts);
  const locale = useLocale();
  const problemText = useProblemText();
  const keyOf = useOnceKey();
  const currency = useStored(used);
  const [amount, setAmount] = useState('');
  const [what, setWhat] = useState('');
  const [minutes, setMinutes] = useState<(typeof MINUTES)[number]>('1440');
  const [tried, setTried] = useState(false);
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);
  const minor = amountIn(amount, currency);
  const names = new Intl.DisplayNames(locale, { type: 'currency' });
  const make = async () => {
    setTried(true);
    if (minor === undefined || what.trim() === '') return;
    setBusy(true);
    setFault(undefined);
    const wish = { amount: minor, currency, description: what.trim(), minutes: Number(minutes) };
    try {
      const { message } = await makePaymentLink(conversation, keyOf(wish), wish);
      onMade(message);
    } catch (error) {
      const known = isApiError(error, 'service_refused') ? refusalKey(factsOf(error).code) : undefined;
      setFault(known ? say(known) : problemText(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <FormDialog
      title={say('payment')}
      description={say('paymentText')}
      confirm={say('paymentDo')}
      busy={busy}
      onClose={onClose}
      onSubmit={() => void make()}
    >
      <Field
        label={say('amount')}
        required
        error={tried && minor === undefined ? say('badAmount') : undefined}
      >
        {(control) => <Input {...control} inputMode="decimal" value={amount} onChange={setAmount} />}
      </Field>
      <Field label={say('currency')}>
        {(control) => (
          <Select
            {...control}
            value={currency}
            options={CURRENCIES.map((code) => ({
              value: code,
              label: `${code} · ${names.of(code) ?? code}`,
            }))}
            onChange={(code) => used.set(code)}
          />
        )}
      </Field>
      <Field label={say('what')} required error={tried && what.trim() === '' ? say('needsWhat') : undefined}>
        {(control) => <Input {...control} maxLength={200} value={what} onChange={setWhat} />}
      </Field>
      <Field label={say('minutes')}>
        {(control) => (
          <Select
            {...control}
            value={minutes}
            options={MINUTES.map((value) => ({ value, label: say(`min${value}`) }))}
            onChange={setMinutes}
          />
        )}
      </Field>
      {fault ? (
        <p className={css.refused} role="alert">
          {fault}
        </p>
      ) : null}
    </FormDialog>
  );
}
