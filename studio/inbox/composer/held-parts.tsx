/** The files that go with the next reply, and cards that were begun and put aside. */
import { PanelTop, Paperclip, X } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import css from './composer.module.css';
import { composerTexts } from './composer-texts.ts';
import type { Change, Outgoing } from './outgoing.ts';
import { wordsOfDraft } from './rich-draft.ts';

export function HeldParts({ held, change }: { held: Outgoing; change: (what: Change) => void }) {
  const say = useTexts(composerTexts);
  return (
    <>
      {held.files.map(({ id, name }) => (
        <p key={id} className={css.file}>
          <Paperclip size={13} aria-hidden />
          <bdi className={css.fileName}>{say('attached', { name })}</bdi>
          <IconButton
            label={say('removeAttachment', { name })}
            icon={<X size={14} aria-hidden />}
            onClick={() => change({ kind: 'drop-file', id })}
          />
        </p>
      ))}
      {held.cards.map(({ id, draft }) => {
        const name = wordsOfDraft(draft) || say('cardBlank');
        return (
          <p key={id} className={css.file}>
            <PanelTop size={13} aria-hidden />
            <bdi className={css.fileName}>{say('cardKept', { name })}</bdi>
            <Button size="s" look="quiet" onClick={() => change({ kind: 'open', id })}>
              {say('cardOpen')}
            </Button>
            <IconButton
              label={say('cardDrop', { name })}
              icon={<X size={14} aria-hidden />}
              onClick={() => change({ kind: 'drop-card', id })}
            />
          </p>
        );
      })}
    </>
  );
}
