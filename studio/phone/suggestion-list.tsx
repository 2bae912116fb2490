/** Suggestions as a card's buttons, or as the list iOS keeps under a message; iOS folds many into "Options". */
import { ListPlus } from 'lucide-react';
import type { Suggestion } from '../../flows/message.ts';
import { useTexts } from '../ui/i18n.ts';
import { usePhone } from './phone-context.ts';
import { phoneTexts } from './phone-texts.ts';
import { SuggestionButton } from './suggestion-button.tsx';
import css from './suggestion-list.module.css';

/** More of them than this and iOS shows one "Options" button instead. */
const SHOWN_ON_IOS = 2;

export function SuggestionList({ suggestions, look }: { suggestions: Suggestion[]; look: 'card' | 'list' }) {
  const say = useTexts(phoneTexts);
  const { platform, open } = usePhone();
  if (suggestions.length === 0) return null;
  const folds = (one: Suggestion) => look === 'card' || one.kind !== 'reply';
  const foldable = suggestions.filter(folds);
  const folded = platform === 'ios' && foldable.length > SHOWN_ON_IOS ? foldable : [];
  const shown = folded.length ? suggestions.filter((one) => !folds(one)) : suggestions;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a form's meaning and layout with it.
    <div role="group" aria-label={say('suggestions')} className={look === 'card' ? css.card : css.list}>
      {shown.map((suggestion, index) => (
        // A message's suggestions never change order, and two may be alike: the place is the key.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <SuggestionButton key={index} suggestion={suggestion} className={css.button} />
      ))}
      {folded.length ? (
        <button
          type="button"
          className={css.button}
          aria-haspopup="dialog"
          onClick={() => open({ kind: 'options', suggestions: folded })}
        >
          <ListPlus size={16} aria-hidden />
          {say('options')}
        </button>
      ) : null}
    </div>
  );
}
