/** Say: one to five messages in a row, then on. */
import { Plus, Trash2 } from 'lucide-react';
import { useEditing, wordsFor } from '../../message/editing.ts';
import { item, moved, part, without } from '../../message/slot.ts';
import { Sortable } from '../../message/sortable.tsx';
import { Button } from '../../ui/button.tsx';
import { useLocale } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { messageWords } from '../node-title.ts';
import { DeliverySection } from './delivery-section.tsx';
import css from './form.module.css';
import type { FormProps } from './form-props.ts';
import { inspectorWords, useInspectorTexts } from './inspector-texts.ts';
import { Section } from './section.tsx';
import { ThenSection } from './then-section.tsx';
import { UtteranceEditor } from './utterance-editor.tsx';

const MOST = 5;

export function SayForm({ id, slot }: FormProps<'say'>) {
  const say = useInspectorTexts();
  const locale = useLocale();
  const { readOnly, locales, shown } = useEditing();
  const list = part(slot, 'say');
  const single = list.value.length === 1;
  const nameOf = (n: number) => {
    const words = messageWords(list.value[n]?.message, shown[0] ?? locale);
    return words || say('messageN', { n: n + 1 });
  };
  return (
    <>
      <Section id="messages" title={say(single ? 'message' : 'messages')}>
        {single ? (
          <UtteranceEditor node={slot.value} place="say.0" slot={item(list, 0)} label={say('message')} />
        ) : (
          <Sortable
            items={list.value}
            label={say('messages')}
            nameOf={(_, n) => nameOf(n)}
            disabled={readOnly}
            onMove={(from, to) => list.put(moved(list.value, from, to), inspectorWords('moveMessage'), null)}
          >
            {(_, n, handle) => (
              <div className={css.item}>
                <div className={css.itemHead}>
                  {handle}
                  <span className={css.itemTitle}>{say('messageN', { n: n + 1 })}</span>
                  {readOnly ? null : (
                    <IconButton
                      label={say('removeMessage')}
                      icon={<Trash2 size={14} aria-hidden />}
                      className={css.tool}
                      onClick={() => list.put(without(list.value, n), inspectorWords('removeMessage'), null)}
                    />
                  )}
                </div>
                <UtteranceEditor
                  node={slot.value}
                  place={`say.${n}`}
                  slot={item(list, n)}
                  label={say('messageN', { n: n + 1 })}
                />
              </div>
            )}
          </Sortable>
        )}
        {readOnly ? null : (
          <Button
            look="quiet"
            size="s"
            className={css.flush}
            disabled={list.value.length >= MOST}
            title={list.value.length >= MOST ? say('atMostMessages') : undefined}
            onClick={() =>
              list.put(
                [
                  ...list.value,
                  {
                    message: {
                      kind: 'text',
                      text: wordsFor(locales, { en: 'And another thing.', fr: 'Et encore ceci.' }),
                      suggestions: [],
                    },
                  },
                ],
                inspectorWords('addMessage'),
                null,
              )
            }
          >
            <Plus size={14} aria-hidden />
            {say('addMessage')}
          </Button>
        )}
      </Section>
      <ThenSection id={id} exit="next" at={`${slot.at}.to`} />
      <DeliverySection slot={part(slot, 'delivery')} />
    </>
  );
}
