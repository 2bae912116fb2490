/** Opens a web page, in the browser or in a sheet over the conversation. */
import type { WEBVIEW_MODES } from '../../../flows/message.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { AddressField } from '../address-field.tsx';
import { useEditing } from '../editing.ts';
import { type MessageKey, messageWords, useMessageTexts } from '../message-texts.ts';
import { part, type Slot } from '../slot.ts';
import type { SuggestionOf } from '../suggestion-kinds.ts';
import { TextField } from '../text-field.tsx';
import css from './actions.module.css';

type View = (typeof WEBVIEW_MODES)[number];

const VIEWS: readonly (readonly [View, MessageKey])[] = [
  ['browser', 'viewBrowser'],
  ['webview-full', 'viewFull'],
  ['webview-tall', 'viewTall'],
  ['webview-half', 'viewHalf'],
];

export function OpenUrlFields({ slot }: { slot: Slot<SuggestionOf<'open-url'>> }) {
  const say = useMessageTexts();
  const { readOnly } = useEditing();
  const view = part(slot, 'view');
  return (
    <>
      <AddressField label={messageWords('page')} slot={part(slot, 'url')} placeholder="https://" />
      <div className={css.stack}>
        <Segmented
          label={say('view')}
          value={view.value}
          disabled={readOnly}
          options={VIEWS.map(([value, key]) => ({ value, label: say(key) }))}
          onChange={(next) => view.put(next, messageWords('view'), null)}
        />
        <p className={css.note}>{say('viewHelp')}</p>
      </div>
      <TextField
        label={messageWords('pageText')}
        help={say('pageTextHelp')}
        slot={part(slot, 'description')}
        optional
        single
      />
    </>
  );
}
