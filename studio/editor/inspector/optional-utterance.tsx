/** Something a step may say, or leave to the product, or leave unsaid. */
import { MessageSquarePlus, Undo2 } from 'lucide-react';
import type { Node } from '../../../flows/nodes/registry.ts';
import type { Utterance } from '../../../flows/nodes/shape.ts';
import { useEditing, wordsFor } from '../../message/editing.ts';
import { narrowed, type Slot, type Words } from '../../message/slot.ts';
import { Button } from '../../ui/button.tsx';
import { useLocale } from '../../ui/i18n.ts';
import css from './form.module.css';
import { UtteranceEditor } from './utterance-editor.tsx';

interface Props {
  node: Node;
  slot: Slot<Utterance | undefined>;
  label: string;
  /** What happens without. */
  without: string;
  add: Words;
  remove: Words;
  /** What it begins with. */
  words: Words;
}

export function OptionalUtterance({ node, slot, label, without, add, remove, words }: Props) {
  const locale = useLocale();
  const { readOnly, locales } = useEditing();
  const { value } = slot;
  if (!value) {
    return (
      <div className={css.stack}>
        <p className={css.note}>{without}</p>
        {readOnly ? null : (
          <Button
            size="s"
            className={css.start}
            onClick={() =>
              slot.put(
                { message: { kind: 'text', text: wordsFor(locales, words), suggestions: [] } },
                add,
                null,
              )
            }
          >
            <MessageSquarePlus size={14} aria-hidden />
            {add[locale]}
          </Button>
        )}
      </div>
    );
  }
  return (
    <div className={css.stack}>
      <UtteranceEditor
        node={node}
        place="say"
        slot={narrowed<Utterance | undefined, Utterance>(slot, value)}
        label={label}
      />
      {readOnly ? null : (
        <Button look="quiet" size="s" className={css.flush} onClick={() => slot.put(undefined, remove, null)}>
          <Undo2 size={14} aria-hidden />
          {remove[locale]}
        </Button>
      )}
    </div>
  );
}
