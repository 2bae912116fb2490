/** The files that go with the next reply, and cards that were begun and put aside. */
import { PanelTop, Paperclip, X } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { useInboxCommands } from '../use-inbox-commands.ts';
import css from './composer.module.css';
import { composerTexts } from './composer-texts.ts';
import type { Change, Outgoing } from './outgoing.ts';
import { wordsOfDraft } from './rich-draft.ts';

export function HeldParts({ held, change }: { held: Outgoing; change: (what: Change) => void }) {
  const say = useTexts(composerTexts);
  const nameOf = (draft: Outgoing['cards'][number]['draft']) => wordsOfDraft(draft) || say('cardBlank');
  const { icon, plain } = useInboxCommands([
    ...held.files.map(({ id, name }) => ({
      id: 'inbox.detach' as const,
      of: id,
      values: { name },
      run: () => change({ kind: 'drop-file', id }),
    })),
    ...held.cards.flatMap(({ id, draft }) => {
      const shared = { of: id, values: { name: nameOf(draft) } };
      return [
        { id: 'inbox.cardOpen' as const, ...shared, run: () => change({ kind: 'open', id }) },
        { id: 'inbox.cardDrop' as const, ...shared, run: () => change({ kind: 'drop-card', id }) },
      ];
    }),
  ]);
  return (
    <>
      {held.files.map(({ id, name }) => (
        <p key={id} className={css.file}>
          <Paperclip size={13} aria-hidden />
          <bdi className={css.fileName}>{say('attached', { name })}</bdi>
          <IconButton {...icon('inbox.detach', id)} icon={<X size={14} aria-hidden />} />
        </p>
      ))}
      {held.cards.map(({ id, draft }) => {
        const name = nameOf(draft);
        return (
          <p key={id} className={css.file}>
            <PanelTop size={13} aria-hidden />
            <bdi className={css.fileName}>{say('cardKept', { name })}</bdi>
            <Button size="s" look="quiet" {...plain('inbox.cardOpen', id)}>
              {say('cardOpen')}
            </Button>
            <IconButton {...icon('inbox.cardDrop', id)} icon={<X size={14} aria-hidden />} />
          </p>
        );
      })}
    </>
  );
}
