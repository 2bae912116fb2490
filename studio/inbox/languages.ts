/** The languages a contact can be written down with, and what each is called. Knows nothing of which of them a flow speaks. */
import { useMemo } from 'react';
import { useLocale } from '../ui/i18n.ts';

const LANGUAGES =
  'ar bg bn ca cs da de el en es et fa fi fr ga he hi hr hu id it ja ko lb lt lv ms mt nb nl pl pt ro ru sk sl sq sr sv sw ta th tr uk ur vi zh'.split(
    ' ',
  );

/** By name, in the reader's language; `more` are there as well, such as "fr-CA". */
export function useLanguages(more: readonly string[] = []): { value: string; label: string }[] {
  const locale = useLocale();
  const all = [...new Set([...LANGUAGES, ...more])].join(' ');
  return useMemo(() => {
    const names = new Intl.DisplayNames([locale], { type: 'language' });
    const { compare } = new Intl.Collator(locale);
    return all
      .split(' ')
      .map((value) => ({ value, label: names.of(value) ?? value }))
      .sort((one, other) => compare(one.label, other.label));
  }, [all, locale]);
}
