/** The worst thing to mend at a place as a line below a field: what is wrong and how to mend it. */
import { useLocale } from '../ui/i18n.ts';
import { type Fault, useEditing } from './editing.ts';

export interface Notes {
  error?: string;
  warning?: string;
}

/** Codes whose state the field shows in another way. */
const SHOWN_OTHERWISE = new Set(['translation-missing']);

/** With `language`, what is to be mended in that language of a text, and not what is in another. */
export function useNotes(at: string, language?: string): Notes {
  const locale = useLocale();
  const { faults } = useEditing();
  const all = faults(at).filter(
    (one) =>
      !SHOWN_OTHERWISE.has(one.code) &&
      (language === undefined || one.locale === undefined || one.locale === language),
  );
  const worst: Fault | undefined = all.find(({ severity }) => severity === 'error') ?? all[0];
  if (!worst) return {};
  return { [worst.severity]: `${sentence(worst.message[locale])} ${worst.mend[locale]}` };
}

/** Ends with a sign that ends sentences, so that another one can follow. */
function sentence(text: string): string {
  return /[.!?…]\s*$/.test(text) ? text : `${text}.`;
}
