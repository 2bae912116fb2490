/** How one value in a text is shown: a menu of formats, what stands in for a missing value, and a live example. */
import type { Expression } from '../../flows/templates/parse-template.ts';
import { type Locale, useLocale } from '../ui/i18n.ts';
import { Input } from '../ui/input.tsx';
import { Select, type SelectOption } from '../ui/select.tsx';
import { useEditing } from './editing.ts';
import { useMessageTexts } from './message-texts.ts';
import {
  type Edited,
  fallbackOf,
  formatOf,
  replaceExpression,
  withFallback,
  withFormat,
} from './template-edit.ts';
import css from './value-format.module.css';

type Argument = 'style' | 'currency' | 'decimals' | 'text';

/** The formats people ask for, in their words; every other one is kept and shown by its name. */
const FORMATS: Record<
  string,
  { name: Record<Locale, string>; group: Record<Locale, string>; takes?: Argument; arg?: string }
> = (() => {
  const dates = { en: 'Dates', fr: 'Dates' };
  const numbers = { en: 'Numbers', fr: 'Nombres' };
  const words = { en: 'Words', fr: 'Mots' };
  const lists = { en: 'Lists', fr: 'Listes' };
  return {
    date: { name: { en: 'Date', fr: 'Date' }, group: dates, takes: 'style' },
    time: { name: { en: 'Time', fr: 'Heure' }, group: dates },
    datetime: { name: { en: 'Date and time', fr: 'Date et heure' }, group: dates, takes: 'style' },
    shift: { name: { en: 'Moved by', fr: 'Décalée de' }, group: dates, takes: 'text', arg: '1d' },
    money: {
      name: { en: 'Money (cents)', fr: 'Argent (centimes)' },
      group: numbers,
      takes: 'currency',
      arg: 'EUR',
    },
    number: { name: { en: 'Number', fr: 'Nombre' }, group: numbers, takes: 'decimals' },
    percent: { name: { en: 'Percentage', fr: 'Pourcentage' }, group: numbers, takes: 'decimals' },
    phone: { name: { en: 'Phone number', fr: 'Numéro de téléphone' }, group: numbers },
    upper: { name: { en: 'CAPITALS', fr: 'MAJUSCULES' }, group: words },
    lower: { name: { en: 'small letters', fr: 'minuscules' }, group: words },
    capitalize: { name: { en: 'Capital first', fr: 'Initiale majuscule' }, group: words },
    first: { name: { en: 'First word or item', fr: 'Premier mot ou élément' }, group: lists },
    last: { name: { en: 'Last word or item', fr: 'Dernier mot ou élément' }, group: lists },
    count: { name: { en: 'How many', fr: 'Combien' }, group: lists },
    join: { name: { en: 'All, in a sentence', fr: 'Tous, en une phrase' }, group: lists },
    url: { name: { en: 'Inside an address', fr: 'Dans une adresse' }, group: words },
  };
})();

const STYLES: Record<string, Record<Locale, string>> = {
  '': { en: 'Tuesday 24 November', fr: 'mardi 24 novembre' },
  long: { en: 'Tuesday 24 November 2026', fr: 'mardi 24 novembre 2026' },
  short: { en: '24/11/2026', fr: '24/11/2026' },
  'day-month': { en: '24 November', fr: '24 novembre' },
  weekday: { en: 'Tuesday', fr: 'mardi' },
};
const CURRENCIES = ['EUR', 'GBP', 'USD', 'CHF', 'CAD', 'MAD', 'TND', 'XOF'];

interface Props {
  text: string;
  /** The language of the text, for the example. */
  lang: string;
  expression: Expression;
  onChange: (edited: Edited) => void;
}

export function ValueFormat({ text, lang, expression, onChange }: Props) {
  const say = useMessageTexts();
  const locale = useLocale();
  const { sample } = useEditing();
  const { head, pipes } = expression;
  if (!('path' in head)) return null;
  const format = formatOf(pipes);
  const known = format && FORMATS[format.name];
  const set = (next: typeof pipes) => onChange(replaceExpression(text, expression, { head, pipes: next }));
  const shown = sample(text.slice(expression.at, expression.end), lang || locale);
  return (
    <fieldset className={css.strip} aria-label={head.path}>
      <span className={css.path} title={head.path}>
        {head.path}
      </span>
      <Select
        aria-label={say('format')}
        className={css.format}
        value={format?.name ?? ''}
        options={[
          { value: '', label: say('formatPlain') },
          ...Object.entries(FORMATS).map(([value, { name, group }]) => ({
            value,
            label: name[locale],
            group: group[locale],
          })),
        ]}
        onChange={(name) => set(withFormat(pipes, name, FORMATS[name]?.arg))}
      />
      {format && known?.takes ? (
        <ArgumentField
          takes={known.takes}
          value={format.arg}
          onChange={(arg) => set(withFormat(pipes, format.name, arg))}
        />
      ) : null}
      <Input
        className={css.fallback}
        aria-label={say('fallback')}
        title={say('fallback')}
        placeholder={say('fallback')}
        value={fallbackOf(pipes) ?? ''}
        onChange={(fallback) => set(withFallback(pipes, fallback))}
      />
      <output className={css.sample} lang={lang || undefined}>
        {say('sampleIs', { text: shown.trim() || say('emptySample') })}
      </output>
    </fieldset>
  );
}

function ArgumentField({
  takes,
  value,
  onChange,
}: {
  takes: Argument;
  value: string;
  onChange: (value: string) => void;
}) {
  const say = useMessageTexts();
  const locale = useLocale();
  const select = (label: string, options: SelectOption[]) => (
    <Select aria-label={label} className={css.argument} value={value} options={options} onChange={onChange} />
  );
  switch (takes) {
    case 'style':
      return select(
        say('formatStyle'),
        Object.entries(STYLES).map(([name, words]) => ({ value: name, label: words[locale] })),
      );
    case 'currency':
      return select(
        say('formatCurrency'),
        CURRENCIES.map((code) => ({ value: code, label: code })),
      );
    case 'decimals':
      return select(say('formatDecimals'), [
        { value: '', label: say('formatDecimals') },
        ...['0', '1', '2', '3'].map((count) => ({ value: count, label: count })),
      ]);
    case 'text':
      return (
        <Input
          aria-label={say('formatArgument')}
          className={css.argument}
          value={value}
          onChange={onChange}
        />
      );
  }
}
