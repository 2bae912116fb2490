/** About the brand, and leaving it: unsubscribing asks once before it is done. */
import { BadgeCheck, BellOff, BellRing } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../ui/i18n.ts';
import { BrandLogo } from '../brand-logo.tsx';
import { usePhone } from '../phone-context.ts';
import { phoneTexts } from '../phone-texts.ts';
import css from './sheet.module.css';
import { Sheet } from './sheet.tsx';

interface Props {
  /** Without it (a preview) there is nothing to leave. */
  onSubscription?: (wanted: boolean) => void;
  onClose: () => void;
}

export function MenuSheet({ onSubscription, onClose }: Props) {
  const say = useTexts(phoneTexts);
  const { brand, rcs } = usePhone();
  const [asking, setAsking] = useState(false);
  const choose = (wanted: boolean) => {
    onSubscription?.(wanted);
    onClose();
  };
  if (asking) {
    return (
      <Sheet key="asking" title={say('unsubscribe')} onClose={onClose}>
        <p className={css.note}>{say('unsubscribeAsk', { brand: brand.name })}</p>
        <button type="button" className={css.action} data-weight="danger" onClick={() => choose(false)}>
          {say('unsubscribe')}
        </button>
        <button type="button" className={css.action} data-weight="quiet" onClick={onClose}>
          {say('cancel')}
        </button>
      </Sheet>
    );
  }
  return (
    <Sheet key="menu" title={say('about', { brand: brand.name })} onClose={onClose}>
      {brand.verified ? (
        <p className={`${css.note} ${css.who}`}>
          <BrandLogo brand={brand} />
          <span>{say('aboutVerified')}</span>
          <BadgeCheck size={20} aria-label={say('verified')} role="img" />
        </p>
      ) : null}
      {onSubscription && !rcs ? <p className={css.note}>{say('leaveBySms')}</p> : null}
      {onSubscription && rcs ? (
        <div className={css.rows}>
          <button type="button" className={css.item} onClick={() => setAsking(true)}>
            <BellOff size={20} aria-hidden />
            {say('unsubscribe')}
          </button>
          <button type="button" className={css.item} onClick={() => choose(true)}>
            <BellRing size={20} aria-hidden />
            {say('subscribe')}
          </button>
        </div>
      ) : null}
    </Sheet>
  );
}
