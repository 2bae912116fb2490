/** Chooses the language the fields show, or all side by side, and says where wordings are missing. */
import { Columns2 } from 'lucide-react';
import { textsOf } from '../../../flows/checks/texts.ts';
import type { Node } from '../../../flows/nodes/registry.ts';
import { useEditing } from '../../message/editing.ts';
import { languageName } from '../../message/language-name.ts';
import { missingIn } from '../../message/local-text.ts';
import { Badge } from '../../ui/badge.tsx';
import { classNames } from '../../ui/class-names.ts';
import { useLocale } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { useInspectorTexts } from './inspector-texts.ts';
import css from './language-bar.module.css';
import { useLanguages } from './languages.ts';

/** Nothing where the flow has one language, or the step no words. */
export function LanguageBar({ node }: { node: Node }) {
  const say = useInspectorTexts();
  const reader = useLocale();
  const { locales, shown } = useEditing();
  const { together } = useLanguages();
  const spoken = textsOf(node).filter(({ spoken: read }) => read);
  if (locales.length < 2 || spoken.length === 0) return null;
  const missing = (locale: string) =>
    spoken.filter(({ text }) => missingIn(text, locales).includes(locale)).length;
  return (
    <fieldset className={css.bar} aria-label={say('language')}>
      <div className={css.tabs}>
        {locales.map((locale) => {
          const count = missing(locale);
          const isShown = shown.includes(locale);
          return (
            <button
              key={locale}
              type="button"
              className={classNames(css.tab, isShown && css.on)}
              aria-pressed={isShown}
              onClick={() => useLanguages.setState({ locale, together: false })}
            >
              {languageName(locale, reader)}
              {count > 0 ? (
                <Badge tone="warn" title={say('missingCount', { count })}>
                  {say('missingCount', { count })}
                </Badge>
              ) : null}
            </button>
          );
        })}
      </div>
      <IconButton
        label={say(together ? 'oneLanguage' : 'sideBySide')}
        icon={<Columns2 size={15} aria-hidden />}
        pressed={together}
        onClick={() => useLanguages.setState({ together: !together })}
      />
    </fieldset>
  );
}
