/** Says that somebody wrote meanwhile, before an answer goes; reading it comes first. */
import { Button } from '../../ui/button.tsx';
import { useTexts } from '../../ui/i18n.ts';
import css from './composer.module.css';
import { composerTexts } from './composer-texts.ts';

interface Props {
  /** The colleague who has answered; the customer wrote something, if left out. */
  by: string | undefined;
  busy: boolean;
  onReview: () => void;
  onAnyway: () => void;
}

export function BlockedNotice({ by, busy, onReview, onAnyway }: Props) {
  const say = useTexts(composerTexts);
  return (
    <div className={css.blocked} role="alert">
      <p>{by === undefined ? say('newer') : say('newerReply', { name: by })}</p>
      <Button size="s" data-command="inbox.review" onClick={onReview}>
        {say('review')}
      </Button>
      <Button size="s" look="quiet" data-command="inbox.sendAnyway" disabled={busy} onClick={onAnyway}>
        {say('sendAnyway')}
      </Button>
    </div>
  );
}
