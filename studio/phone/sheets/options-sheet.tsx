/** The list behind "Options": every action of a message or card. */
import type { Suggestion } from '../../../flows/message.ts';
import { useTexts } from '../../ui/i18n.ts';
import { phoneTexts } from '../phone-texts.ts';
import { SuggestionButton } from '../suggestion-button.tsx';
import css from './sheet.module.css';
import { Sheet } from './sheet.tsx';

export function OptionsSheet({ suggestions, onClose }: { suggestions: Suggestion[]; onClose: () => void }) {
  const say = useTexts(phoneTexts);
  return (
    <Sheet title={say('options')} onClose={onClose}>
      <div className={css.rows}>
        {suggestions.map((suggestion, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a message's suggestions never change order
          <SuggestionButton key={index} suggestion={suggestion} className={css.item} />
        ))}
      </div>
    </Sheet>
  );
}
