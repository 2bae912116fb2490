/** Where a service's failures lead: the particular ones, then every other. */
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { failureName } from '../../../flows/service-names.ts';
import { useEditing } from '../../message/editing.ts';
import type { Slot } from '../../message/slot.ts';
import { Button } from '../../ui/button.tsx';
import { useLocale } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { failureSentence } from '../service-words.ts';
import css from './form.module.css';
import { inspectorWords, useInspectorTexts } from './inspector-texts.ts';
import { withoutEntry } from './record-edit.ts';
import { Section } from './section.tsx';
import { TargetField } from './target-field.tsx';

interface Props {
  id: string;
  slot: Slot<Record<string, string | undefined>>;
  /** The codes the operation can fail with, each with a sentence. */
  known: Readonly<Record<string, string>>;
  service: string;
  /** Where the node is in the document. */
  node: string;
}

export function CallFailures({ id, slot, known, service, node }: Props) {
  const say = useInspectorTexts();
  const locale = useLocale();
  const { readOnly } = useEditing();
  const words = (code: string) => failureName(code, locale);
  const sentence = (code: string, english: string) => failureSentence(service, code, english, locale);
  // A way is stored once it leads somewhere: until then it is only shown.
  const [begun, setBegun] = useState<readonly string[]>([]);
  const stored = Object.keys(slot.value);
  const codes = [...stored, ...begun.filter((code) => !stored.includes(code))];
  const free = Object.entries(known).filter(([code]) => !codes.includes(code));
  return (
    <>
      <Section id="worked" title={say('worked')}>
        <TargetField node={id} exit="next" name={say('worked')} at={`${node}.to`} nameHidden />
      </Section>
      <Section id="failures" title={say('failures')}>
        <p className={css.note}>{say('failuresHelp')}</p>
        {codes.map((code) => (
          <div key={code} className={css.row}>
            <div className={css.grow}>
              <TargetField
                node={id}
                exit={`failed:${code}`}
                name={known[code] ? `${words(code)} – ${sentence(code, known[code])}` : words(code)}
                at={`${slot.at}.${code}`}
              />
            </div>
            {readOnly ? null : (
              <IconButton
                label={say('failureRemove', { name: words(code) })}
                icon={<Trash2 size={14} aria-hidden />}
                className={css.tool}
                onClick={() =>
                  slot.put(
                    withoutEntry(slot.value, code),
                    {
                      en: inspectorWords('failureRemove', { name: failureName(code, 'en') }).en,
                      fr: inspectorWords('failureRemove', { name: failureName(code, 'fr') }).fr,
                    },
                    null,
                  )
                }
              />
            )}
          </div>
        ))}
        {readOnly || free.length === 0 ? null : (
          <Menu
            trigger={
              <Button look="quiet" size="s" className={css.flush}>
                <Plus size={14} aria-hidden />
                {say('failureAdd')}
              </Button>
            }
            entries={free.map(([code, english]) => ({
              label: words(code),
              hint: sentence(code, english),
              run: () => setBegun([...begun, code]),
            }))}
          />
        )}
        <TargetField node={id} exit="failed" name={say('failedOther')} at={`${node}.failed`} />
      </Section>
    </>
  );
}
