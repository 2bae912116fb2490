/** Writes a card, a carousel or buttons to one customer, and shows it as a phone would, and as an SMS. */
import { useMemo, useState } from 'react';
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
import { inboxTexts } from '../inbox-texts.ts';
import { MessageBody } from '../thread/message-body.tsx';
import { composerTexts } from './composer-texts.ts';
import css from './rich-dialog.module.css';
import { saidMessage } from './said-message.ts';

interface Props {
  from: DraftMessage;
  locale: string;
  busy: boolean;
  onSend: (message: Message) => void;
  onClose: () => void;
}

export function RichDialog({ from, locale, busy, onSend, onClose }: Props) {
  const say = useTexts(composerTexts);
  const sayInbox = useTexts(inboxTexts);
  const [draft, setDraft] = useState(from);
  const slot: Slot<DraftMessage> = { value: draft, at: 'message', put: (next) => setDraft(next) };
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
      onOpenChange={onClose}
      size="l"
      title={say('richTitle')}
      description={say('richText')}
      footer={
        <>
          <Button size="m" onClick={onClose}>
            {sayInbox('cancel')}
          </Button>
          <Button
            size="m"
            look="primary"
            disabled={busy || message === undefined}
            onClick={() => message && onSend(message)}
          >
            {say('richSend')}
          </Button>
        </>
      }
    >
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
