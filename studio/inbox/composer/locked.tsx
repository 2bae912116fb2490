/** In the place of the composer as long as somebody else has the conversation: who, and the one way to answer. */
import { Ban, Hand, LockKeyhole, UserPlus } from 'lucide-react';
import { type Ref, useImperativeHandle, useRef, useState } from 'react';
import type { Row } from '../../../server/contract/inbox-list.ts';
import { useMay, useSession } from '../../api/session.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { useRegion, useTexts } from '../../ui/i18n.ts';
import { useMinute } from '../../ui/minute.ts';
import { accept, join, takeOver } from '../inbox-requests.ts';
import { momentText } from '../short-time.ts';
import { useAct } from '../use-act.ts';
import { useBlock } from '../use-block.ts';
import { useTeamNames } from '../use-team.ts';
import { composerTexts } from './composer-texts.ts';
import css from './locked.module.css';

export interface LockedHandle {
  /** Puts the focus on the way to answer: taking it over, or joining whoever has it. */
  offer(): void;
  /** Asks whether to take it from the operator who has it; takes it at once where nobody has. */
  ask(): void;
}

export function Locked({ row, ref }: { row: Row; ref: Ref<LockedHandle> }) {
  const say = useTexts(composerTexts);
  const me = useSession((session) => session.me?.id);
  const maySpeak = useMay('conversations.speak');
  const mayAssign = useMay('conversations.assign');
  const names = useTeamNames();
  const { run, busy } = useAct();
  const [asks, setAsks] = useState(false);
  const { owner, blocked } = row;
  const blocking = useBlock(row.id);
  const region = useRegion();
  const now = useMinute();
  const name = owner.kind === 'operator' ? names.operator(owner.operator) : '';
  const way = useRef<HTMLButtonElement>(null);
  useImperativeHandle(ref, () => ({
    offer: () => way.current?.focus(),
    ask: () => (owner.kind === 'operator' ? setAsks(true) : void take()),
  }));
  const take = async () => {
    setAsks(false);
    const offered = owner.kind === 'queue' && owner.offer?.to === me;
    await run(() =>
      offered ? accept(row.id) : takeOver(row.id, owner.kind === 'operator' ? { from: row.voice } : {}),
    );
  };
  if (blocked) {
    return (
      <div className={css.locked}>
        <Ban size={18} className={css.icon} aria-hidden />
        <div className={css.words}>
          <p className={css.title}>{say('lockedBlocked')}</p>
          <p className={css.text}>
            {say('lockedBlockedText', { when: momentText(blocked.at, now, region) })}
          </p>
        </div>
        {maySpeak ? (
          <Button
            ref={way}
            size="m"
            data-command="inbox.block"
            disabled={blocking.busy}
            onClick={blocking.unblock}
          >
            {say('unblock')}
          </Button>
        ) : null}
      </div>
    );
  }
  const title =
    row.status === 'closed' && owner.kind === 'bot'
      ? say('lockedClosed')
      : owner.kind === 'operator'
        ? say('lockedOther', { name })
        : say(owner.kind === 'bot' ? 'lockedBot' : 'lockedQueue');
  return (
    <div className={css.locked}>
      <LockKeyhole size={18} className={css.icon} aria-hidden />
      <div className={css.words}>
        <p className={css.title}>
          <bdi>{title}</bdi>
        </p>
        <p className={css.text}>
          {maySpeak
            ? owner.kind === 'operator'
              ? say(mayAssign ? 'lockedJoinText' : 'lockedOtherText', { name })
              : say('lockedText')
            : say('lockedRead')}
        </p>
      </div>
      {mayAssign && owner.kind === 'operator' ? (
        <Button
          ref={way}
          look="primary"
          size="m"
          data-command="inbox.join"
          disabled={busy}
          onClick={() => void run(() => join(row.id))}
        >
          <UserPlus size={16} aria-hidden />
          {say('join')}
        </Button>
      ) : null}
      {maySpeak ? (
        <Button
          ref={mayAssign && owner.kind === 'operator' ? undefined : way}
          look={owner.kind === 'operator' ? 'plain' : 'primary'}
          size="m"
          data-command="inbox.take"
          disabled={busy}
          onClick={() => (owner.kind === 'operator' ? setAsks(true) : void take())}
        >
          <Hand size={16} aria-hidden />
          {say('takeOver')}
        </Button>
      ) : null}
      <Confirm
        open={asks}
        onOpenChange={setAsks}
        title={say('takeFromTitle', { name })}
        text={say('takeFromText', { name })}
        confirm={say('takeOver')}
        busy={busy}
        onConfirm={() => void take()}
      />
    </div>
  );
}
