/** A brand's round logo, or its first letter on its colour while there is none. */
import { useState } from 'react';
import css from './brand-bar.module.css';
import type { Brand } from './entry.ts';
import { safeUrl } from './safe-url.ts';

export function BrandLogo({ brand }: { brand: Brand }) {
  const [broken, setBroken] = useState<string>();
  const logo = brand.logo ? safeUrl(brand.logo, location.href)?.href : undefined;
  return (
    <span className={css.logo} aria-hidden="true">
      {logo && logo !== broken ? (
        <img src={logo} alt="" width={40} height={40} onError={() => setBroken(logo)} />
      ) : (
        [...brand.name.trim()][0]?.toLocaleUpperCase()
      )}
    </span>
  );
}
