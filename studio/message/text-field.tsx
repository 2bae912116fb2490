/** A text in the languages of the flow: one field, or one a language side by side, with what is missing or outdated. */
import { Copy } from 'lucide-react';
import type { LocalText } from '../../flows/message.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { useLocale } from '../ui/i18n.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Meter } from '../ui/meter.tsx';
import { useEditing } from './editing.ts';
import { languageName } from './language-name.ts';
import { missingIn, readLocal, saidIn, writeLocal } from './local-text.ts';
import { useMessageTexts } from './message-texts.ts';
import { useNotes } from './note-of.ts';
import type { Slot, Words } from './slot.ts';
import { TemplateArea } from './template-area.tsx';
import css from './text-field.module.css';

interface Props {
  label: Words;
  labelHidden?: boolean;
  slot: Slot<LocalText> | Slot<LocalText | undefined>;
  /** An emptied text is taken out instead of kept as "". */
  optional?: boolean;
  help?: string;
  placeholder?: string;
  single?: boolean;
  minRows?: number;
  emoji?: boolean;
  /** RBM's limit in characters. */
  max?: number;
}

export function TextField({ slot, optional, ...rest }: Props) {
  const { shown, locales } = useEditing();
  const put = (locale: string, wording: string, label: Words) => {
    const next = writeLocal(slot.value, locale, wording, locales);
    const merge = `${slot.at}/${locale}`;
    if (optional) (slot as Slot<LocalText | undefined>).put(next, label, merge);
    else (slot as Slot<LocalText>).put(next ?? '', label, merge);
  };
  return (
    <div className={css.languages} data-count={shown.length}>
      {shown.map((locale, n) => (
        <OneLanguage
          key={locale}
          {...rest}
          // Said once below all of them.
          help={n === shown.length - 1 ? rest.help : undefined}
          text={slot.value}
          at={slot.at}
          locale={locale}
          onChange={(wording) => put(locale, wording, rest.label)}
        />
      ))}
    </div>
  );
}

function OneLanguage(
  props: Omit<Props, 'slot' | 'optional'> & {
    text: LocalText | undefined;
    at: string;
    locale: string;
    onChange: (wording: string) => void;
  },
) {
  const { label, labelHidden, text, at, locale, onChange, help, placeholder, single, minRows, emoji, max } =
    props;
  const say = useMessageTexts();
  const studio = useLocale();
  const { locales, shown, outdated, readOnly } = useEditing();
  const { error, warning } = useNotes(at, locale);
  const wording = readLocal(text, locale, locales);
  const missing = missingIn(text, locales).includes(locale);
  const stale = wording === '' ? undefined : outdated?.(at, locale);
  const other = missing ? locales.find((one) => readLocal(text, one, locales) !== '') : undefined;
  const over = max === undefined ? 0 : lengthOf(wording) - max;
  const tag = shown.length > 1 ? ` (${languageName(locale, studio)})` : '';
  return (
    <Field
      label={label[studio] + tag}
      labelHidden={labelHidden && shown.length < 2}
      help={help}
      error={over > 0 ? say('tooLong', { over, max: max ?? 0 }) : error}
      warning={warning}
      aside={
        <span className={css.aside}>
          {missing ? <Badge tone="warn">{say('missing')}</Badge> : null}
          {stale ? (
            <>
              <Badge tone="warn" title={say('outdatedHelp')}>
                {say('outdated')}
              </Badge>
              {readOnly ? null : (
                <Button look="quiet" size="s" className={css.fits} onClick={stale.accept}>
                  {say('stillFits')}
                </Button>
              )}
            </>
          ) : null}
          {max === undefined ? null : (
            <Meter
              label={say('characters', { label: label[studio] })}
              value={lengthOf(wording)}
              max={max}
              compact
            />
          )}
        </span>
      }
    >
      {(control) => (
        <TemplateArea
          {...control}
          value={wording}
          onChange={onChange}
          single={single}
          minRows={minRows}
          lang={locale}
          emoji={emoji}
          placeholder={(other ? readLocal(text, other, locales) : saidIn(text, locale)) || placeholder}
          tools={
            other ? (
              <IconButton
                label={say('copyFrom', { language: languageName(other, studio) })}
                icon={<Copy size={14} aria-hidden />}
                className={css.copy}
                onClick={() => onChange(readLocal(text, other, locales))}
              />
            ) : undefined
          }
        />
      )}
    </Field>
  );
}

/** As the checks count: what stands in braces is as long as what it becomes, which nobody knows. */
export function lengthOf(wording: string): number {
  return wording.replace(/\{\{.*?\}\}/g, '').length;
}
