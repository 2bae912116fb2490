/** Things to say to the shipped flows, in both their languages, each one click away. */

import { Button } from '../ui/button.tsx';
import { LOCALES, useTexts } from '../ui/i18n.ts';
import { handsetTexts, THINGS_TO_SAY } from './handset-texts.ts';
import css from './say-list.module.css';

export function SayList({ onSay }: { onSay: (text: string) => void }) {
  const say = useTexts(handsetTexts);
  return (
    <section className={css.list}>
      <h2 className={css.title}>{say('say')}</h2>
      <p className={css.hint}>{say('sayHint')}</p>
      <div className={css.columns}>
        {LOCALES.map((locale) => (
          <ul key={locale} lang={locale}>
            {THINGS_TO_SAY.map((thing) => (
              <li key={thing.en}>
                <Button onClick={() => onSay(thing[locale])}>{thing[locale]}</Button>
              </li>
            ))}
          </ul>
        ))}
      </div>
    </section>
  );
}
