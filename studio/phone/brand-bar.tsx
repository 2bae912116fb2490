/** Who the conversation is with: logo, name, verified mark, and the conversation's menu. */
import { BadgeCheck, EllipsisVertical, Info, UserRound } from 'lucide-react';
import { useTexts } from '../ui/i18n.ts';
import css from './brand-bar.module.css';
import { BrandLogo } from './brand-logo.tsx';
import { usePhone } from './phone-context.ts';
import { phoneTexts } from './phone-texts.ts';

export function BrandBar() {
  const say = useTexts(phoneTexts);
  const { brand, platform, rcs, open } = usePhone();
  const Icon = platform === 'ios' ? Info : EllipsisVertical;
  // An SMS brings no logo, no checked name and no mark: only whom it is from.
  const sender = rcs ? undefined : brand.sender;
  return (
    <header className={css.bar}>
      {sender ? (
        <span className={css.nobody} aria-hidden="true">
          <UserRound size={22} />
        </span>
      ) : (
        <BrandLogo brand={brand} />
      )}
      <div className={css.name}>
        <h2 dir="auto">{sender ?? brand.name}</h2>
        {brand.verified && !sender ? (
          <span role="img" aria-label={say('verified')} title={say('verified')} className={css.verified}>
            <BadgeCheck size={17} aria-hidden />
          </span>
        ) : null}
      </div>
      <button
        type="button"
        className={css.menu}
        aria-label={say('menu')}
        onClick={() => open({ kind: 'menu' })}
      >
        <Icon size={20} aria-hidden />
      </button>
    </header>
  );
}
