/** The languages the flow speaks; the first is the one that stands in for the others. */
import { Plus, Star, X } from 'lucide-react';
import { useEditing } from '../../message/editing.ts';
import { languageName } from '../../message/language-name.ts';
import { Picker } from '../../message/picker.tsx';
import { moved, type Slot, without } from '../../message/slot.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { useLocale } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import css from './form.module.css';
import { inspectorWords, useInspectorTexts } from './inspector-texts.ts';
import { Section } from './section.tsx';

/** Those offered first; every other can be searched by its tag. */
const OFFERED = [
  'en',
  'fr',
  'de',
  'es',
  'it',
  'nl',
  'pt',
  'pl',
  'ro',
  'cs',
  'sv',
  'da',
  'nb',
  'fi',
  'el',
  'tr',
  'ar',
  'he',
  'uk',
  'ru',
  'zh',
  'ja',
  'ko',
  'hi',
  'vi',
  'fr-CA',
  'en-US',
  'en-GB',
  'pt-BR',
  'es-MX',
];

export function LanguagesEditor({ slot }: { slot: Slot<string[]> }) {
  const say = useInspectorTexts();
  const reader = useLocale();
  const { readOnly } = useEditing();
  const list = slot.value;
  return (
    <Section
      id="languages"
      title={say('languages')}
      open={false}
      summary={list.map((locale) => languageName(locale, reader)).join(', ')}
    >
      <p className={css.note}>{say('languagesHelp')}</p>
      <ul className={css.tight}>
        {list.map((locale, n) => {
          const name = languageName(locale, reader);
          return (
            <li key={locale} className={css.row}>
              <span className={css.grow}>{name}</span>
              {n === 0 ? (
                <Badge>{say('mainLanguage')}</Badge>
              ) : readOnly ? null : (
                <IconButton
                  label={say('makeMain', { name })}
                  icon={<Star size={14} aria-hidden />}
                  className={css.tool}
                  onClick={() => slot.put(moved(list, n, 0), inspectorWords('languages'), null)}
                />
              )}
              {readOnly || list.length < 2 ? null : (
                <IconButton
                  label={say('removeLanguage', { name })}
                  icon={<X size={14} aria-hidden />}
                  className={css.tool}
                  onClick={() => slot.put(without(list, n), inspectorWords('removeLanguage', { name }), null)}
                />
              )}
            </li>
          );
        })}
      </ul>
      {readOnly ? null : (
        <Picker
          label={say('addLanguage')}
          searchLabel={say('addLanguage')}
          empty={say('noSteps')}
          options={() =>
            OFFERED.filter((tag) => !list.includes(tag)).map((tag) => ({
              id: tag,
              title: languageName(tag, reader),
              aside: tag,
              keywords: tag,
            }))
          }
          onPick={(tag) => slot.put([...list, tag], inspectorWords('addLanguage'), null)}
          trigger={
            <Button look="quiet" size="s" className={css.flush}>
              <Plus size={14} aria-hidden />
              {say('addLanguage')}
            </Button>
          }
        />
      )}
    </Section>
  );
}
