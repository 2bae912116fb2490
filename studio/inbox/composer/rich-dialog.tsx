/** Writes a card, a carousel or buttons to one customer, and shows it as a phone would, and as an SMS. */
import { ChevronDown } from 'lucide-react';
import { useMemo } from 'react';
import type { DraftMessage, Message } from '../../../flows/message.ts';
import { renderSms } from '../../../flows/sms/render.ts';
import type { MessageLine } from '../../../server/contract/inbox-live.ts';
import { Composer } from '../../message/composer.tsx';
import { EditingContext, PLAIN_EDITING } from '../../message/editing.ts';
import type { Slot } from '../../message/slot.ts';
import { type PhoneHands, PhoneProvider } from '../../phone/phone-context.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu } from '../../ui/menu.tsx';
import type { MenuEntry } from '../../ui/menu-entry.ts';
import type { SayHow } from '../inbox-requests.ts';
import { inboxTexts } from '../inbox-texts.ts';
import { MessageBody } from '../thread/message-body.tsx';
import { BlockedNotice } from './blocked-notice.tsx';
import { composerTexts } from './composer-texts.ts';
import type { Blocked } from './outgoing.ts';
import { forbids, type Refusal } from './refusal.ts';
import css from './rich-dialog.module.css';
import { isBlank } from './rich-draft.ts';
import { saidMessage } from './said-message.ts';

interface Props {
  draft: DraftMessage;
  onDraft: (draft: DraftMessage) => void;
  locale: string;
  busy: boolean;
  refusal: Refusal | undefined;
  /** Somebody wrote before it went. */
  blocked: Blocked | undefined;
  onReview: () => void;
  onSend: (message: Message, how: SayHow) => void;
  /** When it can be sent instead of now. */
  later: (message: Message) => MenuEntry[];
  /** Closes it; what is written is kept. */
  onAside: () => void;
  onDrop: () => void;
}

export function RichDialog(props: Props) {
  const { draft, onDraft, locale, busy, refusal, blocked, onReview, onSend, later, onAside, onDrop } = props;
  const say = useTexts(composerTexts);
  const sayInbox = useTexts(inboxTexts);
  const slot: Slot<DraftMessage> = { value: draft, at: 'message', put: onDraft };
  const message = useMemo(() => saidMessage(draft), [draft]);
  const sms = useMemo(
    () => (message ? renderSms(message, { locale, smart: 'when-shorter' }) : undefined),
    [message, locale],
  );
  const hands = useMemo(
    (): PhoneHands => ({
      platform: 'android',
      brand: { name: '', colour: '#0b6b5e', verified: true },
      rcs: true,
      // A picture of what will be sent: nothing in it can be tapped.
      tap: () => undefined,
      tapOnly: () => undefined,
      open: () => undefined,
      pageAt: () => undefined,
      pay: () => undefined,
    }),
    [],
  );
  const editing = useMemo(
    () => ({ ...PLAIN_EDITING, timezone: Intl.DateTimeFormat().resolvedOptions().timeZone }),
    [],
  );
  return (
    <Dialog
      open
      onOpenChange={isBlank(draft) ? onDrop : onAside}
      size="l"
      title={say('richTitle')}
      description={say('richText')}
      footer={
        <>
          <Button size="m" onClick={onDrop}>
            {sayInbox('cancel')}
          </Button>
          <Button
            size="m"
            look="primary"
            disabled={busy || message === undefined || forbids(refusal, false)}
            onClick={() => message && onSend(message, {})}
          >
            {say('richSend')}
          </Button>
          {message && !forbids(refusal, true) ? (
            <Menu
              align="end"
              side="top"
              trigger={<IconButton label={say('sendLater')} icon={<ChevronDown size={15} aria-hidden />} />}
              entries={() => later(message)}
            />
          ) : null}
        </>
      }
    >
      {blocked ? (
        <BlockedNotice
          by={blocked.by}
          busy={busy || message === undefined}
          onReview={onReview}
          onAnyway={() => message && onSend(message, { ...blocked.how, anyway: true })}
        />
      ) : null}
      {refusal ? (
        <p className={css.missing} role="status">
          {say(refusal)}
        </p>
      ) : null}
      <div className={css.sides}>
        <EditingContext value={editing}>
          <Composer slot={slot} label={say('richMessage')} />
        </EditingContext>
        <div className={css.preview}>
          <h3>{say('richPreview')}</h3>
          {message ? (
            <div className={css.phone}>
              <PhoneProvider value={hands}>
                <MessageBody line={previewLine(message)} tapped={undefined} />
              </PhoneProvider>
            </div>
          ) : (
            <p className={css.missing}>{say('richMissing')}</p>
          )}
          {sms ? (
            <>
              <h3>
                {say('richSms')} ·{' '}
                {sms.segments === 1 ? say('smsOnePart') : say('smsParts', { count: sms.segments })}
              </h3>
              <p className={css.sms} dir="auto">
                {sms.text}
              </p>
            </>
          ) : null}
        </div>
      </div>
    </Dialog>
  );
}

function previewLine(message: Message): MessageLine {
  return {
    type: 'message',
    id: 'preview',
    at: 0,
    direction: 'out',
    channel: 'rbm',
    content: message,
    state: 'sent',
  };
}
