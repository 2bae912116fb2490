/** The suggestions that hang under the newest message on Android, gone with the next one. */
import type { Ref } from 'react';
import { useTexts } from '../ui/i18n.ts';
import css from './chips.module.css';
import { chipsOf, type Entry, entriesWithChips } from './entry.ts';
import { phoneTexts } from './phone-texts.ts';
import { SuggestionButton } from './suggestion-button.tsx';

/** Always in the page, if empty: keyboard focus waits here for the next chips. */
export function Chips({ entries, ref }: { entries: readonly Entry[]; ref: Ref<HTMLDivElement> }) {
  const say = useTexts(phoneTexts);
  const showing = entriesWithChips(entries, 'android');
  const entry = entries.find((one) => showing.has(one.id));
  const chips = entry ? chipsOf(entry.content) : [];
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be focused or laid out as a row of chips.
    <div ref={ref} role="group" aria-label={say('suggestions')} tabIndex={-1} className={css.chips}>
      {chips.map((suggestion, index) => (
        // A message's suggestions never change order, and two may be alike: the place is the key.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <SuggestionButton key={`${entry?.id}-${index}`} suggestion={suggestion} className={css.chip} />
      ))}
    </div>
  );
}
