/** The corner where language and light or dark are chosen; knows no screen. */
import { Monitor, Moon, Sun } from 'lucide-react';
import { dictionary, LOCALE_NAMES, LOCALES, locale, useLocale, useTexts } from './i18n.ts';
import css from './preferences.module.css';
import { Segmented } from './segmented.tsx';
import { useStored } from './stored.ts';
import { theme } from './theme.ts';

const texts = dictionary(
  { language: 'Language', theme: 'Theme', system: 'As the system', light: 'Light', dark: 'Dark' },
  { language: 'Langue', theme: 'Thème', system: 'Comme le système', light: 'Clair', dark: 'Sombre' },
);

export function Preferences() {
  const say = useTexts(texts);
  return (
    <div className={css.preferences}>
      <Segmented
        label={say('language')}
        labelHidden
        value={useLocale()}
        options={LOCALES.map((one) => ({ value: one, label: LOCALE_NAMES[one], icon: one.toUpperCase() }))}
        onChange={locale.set}
      />
      <Segmented
        label={say('theme')}
        labelHidden
        value={useStored(theme)}
        options={[
          { value: 'system', label: say('system'), icon: <Monitor size={15} aria-hidden /> },
          { value: 'light', label: say('light'), icon: <Sun size={15} aria-hidden /> },
          { value: 'dark', label: say('dark'), icon: <Moon size={15} aria-hidden /> },
        ]}
        onChange={theme.set}
      />
    </div>
  );
}
