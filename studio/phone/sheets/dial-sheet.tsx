/** A number ready to call. The emulated phone cannot; the device it is drawn on perhaps can. */
import { Phone } from 'lucide-react';
import { useTexts } from '../../ui/i18n.ts';
import { phoneTexts } from '../phone-texts.ts';
import css from './sheet.module.css';
import { Sheet } from './sheet.tsx';

export function DialSheet({ phone, onClose }: { phone: string; onClose: () => void }) {
  const say = useTexts(phoneTexts);
  const dialable = /^[0-9+*#]{1,32}$/.test(phone);
  return (
    <Sheet title={say('dial')} onClose={onClose}>
      <p className={css.number}>{phone}</p>
      <p className={css.note}>{say('dialNote')}</p>
      {dialable ? (
        <a className={css.action} href={`tel:${encodeURIComponent(phone)}`}>
          <Phone size={18} aria-hidden />
          {say('dialFrom')}
        </a>
      ) : null}
    </Sheet>
  );
}
