/** A provider's checkout as a person meets it. Which way it goes is theirs to say; no money is known here. */
import { CircleCheck, CircleX, CreditCard, Lock, ShieldQuestion } from 'lucide-react';
import { useRegion, useTexts } from '../../ui/i18n.ts';
import type { Payment } from '../entry.ts';
import { usePhone } from '../phone-context.ts';
import { phoneTexts } from '../phone-texts.ts';
import page from './payment-sheet.module.css';
import css from './sheet.module.css';
import { Sheet } from './sheet.tsx';

interface Props {
  payment: Payment;
  url: string;
  height: 'half' | 'tall' | 'full';
  onClose: () => void;
}

export function PaymentSheet({ payment, url, height, onClose }: Props) {
  const say = useTexts(phoneTexts);
  const { brand, pay } = usePhone();
  const amount = useAmount(payment);
  const host = URL.canParse(url) ? new URL(url).host : '';
  return (
    <Sheet title={say('checkout')} height={height} onClose={onClose}>
      <p className={page.where}>
        <Lock size={13} aria-hidden />
        <bdi>{host}</bdi>
      </p>
      <div className={page.bill}>
        <p className={page.amount}>{amount}</p>
        <p className={css.note} dir="auto">
          {payment.description || brand.name}
        </p>
      </div>
      <div className={page.body} role="status">
        <Stage payment={payment} amount={amount} pay={(outcome) => pay(payment.id, outcome)} />
      </div>
      <p className={page.small}>{say('checkoutTry')}</p>
    </Sheet>
  );
}

interface StageProps {
  payment: Payment;
  amount: string;
  pay: (outcome: 'succeed' | 'decline' | 'challenge' | 'cancel') => void;
}

function Stage({ payment, amount, pay }: StageProps) {
  const say = useTexts(phoneTexts);
  switch (payment.status) {
    case 'pending':
      return (
        <>
          <p className={page.card}>
            <CreditCard size={20} aria-hidden />
            <span>•••• •••• •••• 4242</span>
            <span>12/30</span>
          </p>
          <button type="button" className={css.action} onClick={() => pay('succeed')}>
            {say('payNow', { amount })}
          </button>
          <button type="button" className={css.action} data-weight="quiet" onClick={() => pay('challenge')}>
            {say('payChallenge')}
          </button>
          <button type="button" className={css.action} data-weight="quiet" onClick={() => pay('decline')}>
            {say('payDecline')}
          </button>
          <button type="button" className={page.plain} onClick={() => pay('cancel')}>
            {say('payCancel')}
          </button>
        </>
      );
    case 'confirming':
      return (
        <>
          <p className={page.result}>
            <ShieldQuestion size={28} aria-hidden />
            {say('payCode')}
          </p>
          <button type="button" className={css.action} onClick={() => pay('succeed')}>
            {say('payConfirm')}
          </button>
          <button type="button" className={css.action} data-weight="quiet" onClick={() => pay('decline')}>
            {say('payWrong')}
          </button>
        </>
      );
    default: {
      const paid = payment.status === 'succeeded';
      const Icon = paid ? CircleCheck : CircleX;
      return (
        <p className={page.result} data-paid={paid}>
          <Icon size={32} aria-hidden />
          {say(RESULTS[payment.status])}
        </p>
      );
    }
  }
}

const RESULTS = {
  succeeded: 'paid',
  declined: 'payDeclined',
  expired: 'payExpired',
  cancelled: 'payCancelled',
} as const;

function useAmount({ amount, currency }: Payment): string {
  const region = useRegion();
  try {
    const format = new Intl.NumberFormat(region, { style: 'currency', currency });
    return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
  } catch {
    return `${amount / 100} ${currency}`;
  }
}
