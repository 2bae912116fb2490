/** A message as the SMS it becomes: written automatically, or in the author's own words, always with what it costs. */
import { PenLine, RotateCcw } from 'lucide-react';
import type { Node } from '../../../flows/nodes/registry.ts';
import type { Utterance } from '../../../flows/nodes/shape.ts';
import { describeSms, smsPolicyOf } from '../../../flows/sms/describe.ts';
import { useDocument } from '../../document/store.ts';
import { useEditing } from '../../message/editing.ts';
import { languageName } from '../../message/language-name.ts';
import { saidIn } from '../../message/local-text.ts';
import { useNotes } from '../../message/note-of.ts';
import { part, type Slot } from '../../message/slot.ts';
import { TextField } from '../../message/text-field.tsx';
import { Button } from '../../ui/button.tsx';
import { useLocale } from '../../ui/i18n.ts';
import { inspectorWords, useInspectorTexts } from './inspector-texts.ts';
import { useSmsSettings } from './sms-settings.ts';
import css from './sms-tab.module.css';
import { SmsView } from './sms-view.tsx';

interface Props {
  node: Node;
  /** Inside the node: "ask", "say.0". */
  place: string;
  slot: Slot<Utterance>;
}

export function SmsTab({ node, place, slot }: Props) {
  const say = useInspectorTexts();
  const reader = useLocale();
  const { shown, locales, readOnly } = useEditing();
  const { error, warning } = useNotes(slot.at);
  const flow = useDocument((state) => state.flow);
  const settings = useSmsSettings();
  const sms = part(slot, 'sms');
  if (smsPolicyOf(flow, node) === 'never') return <p className={css.note}>{say('smsNever')}</p>;
  const described = (locale: string) =>
    describeSms(flow, node, locale, settings).find(({ at }) => at === place);
  const begin = () => {
    const words = locales.map((locale) => [locale, bodyOf(slot.value, locale)] as const);
    const [only] = words;
    sms.put(
      words.length === 1 ? (only?.[1] ?? '') : Object.fromEntries(words),
      inspectorWords('smsWrite'),
      null,
    );
  };
  return (
    <div className={css.tab}>
      {error || warning ? <p className={error ? css.error : css.warning}>{error ?? warning}</p> : null}
      <div className={css.head}>
        <span className={css.kind}>{say(sms.value === undefined ? 'smsAuto' : 'smsOwn')}</span>
        {readOnly ? null : sms.value === undefined ? (
          <Button look="quiet" size="s" onClick={begin}>
            <PenLine size={14} aria-hidden />
            {say('smsWrite')}
          </Button>
        ) : (
          <Button look="quiet" size="s" onClick={() => sms.put(undefined, inspectorWords('smsBack'), null)}>
            <RotateCcw size={14} aria-hidden />
            {say('smsBack')}
          </Button>
        )}
      </div>
      {sms.value === undefined ? null : (
        <TextField
          label={inspectorWords('smsOwn')}
          labelHidden
          help={say('smsOwnHelp')}
          placeholder={say('smsEmpty')}
          slot={sms}
          minRows={3}
        />
      )}
      {shown.map((locale) => {
        const told = described(locale);
        return told ? (
          <div key={locale} className={css.preview}>
            <p className={css.caption}>
              {say('smsPreview')} · {say('smsSample')}
              {shown.length > 1 ? ` · ${languageName(locale, reader)}` : ''}
            </p>
            <SmsView
              text={told.sms}
              written={told.written}
              changes={told.changes}
              linked={told.linked}
              lang={locale}
            />
          </div>
        ) : null;
      })}
    </div>
  );
}

/** What an author begins with: the words of the message, with their values. */
function bodyOf({ message }: Utterance, locale: string): string {
  switch (message.kind) {
    case 'text':
      return saidIn(message.text, locale);
    case 'media':
      return saidIn(message.alt, locale);
    case 'card':
      return [saidIn(message.card.title, locale), saidIn(message.card.description, locale)]
        .filter(Boolean)
        .join('\n');
    case 'carousel':
      return message.cards
        .map(({ title, description }) => saidIn(title ?? description, locale))
        .filter(Boolean)
        .join('\n');
  }
}
