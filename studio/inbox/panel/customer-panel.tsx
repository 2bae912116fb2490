/** Everything known of the customer beside the thread: who, how to reach them, consent, the flow so far, what was agreed. */
import { useQueryClient } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import type { Row } from '../../../server/contract/inbox-list.ts';
import type { Panel } from '../../../server/contract/inbox-work.ts';
import { useProblemText } from '../../api/problem-text.ts';
import { useMay } from '../../api/session.ts';
import { Badge } from '../../ui/badge.tsx';
import { classNames } from '../../ui/class-names.ts';
import { useTexts } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { PANELS_KEY } from '../conversation/use-panel.ts';
import { useInboxCommands } from '../use-inbox-commands.ts';
import { ConsentPart } from './consent-part.tsx';
import { ContactDialog } from './contact-dialog.tsx';
import css from './customer-panel.module.css';
import { DataPart } from './data-part.tsx';
import { EraseDialog } from './erase-dialog.tsx';
import { FlowPart } from './flow-part.tsx';
import { HistoryPart } from './history-part.tsx';
import { IdentityPart } from './identity-part.tsx';
import { NumbersPart } from './numbers-part.tsx';
import { panelTexts } from './panel-texts.ts';
import { Part } from './part.tsx';
import { personTexts } from './person-texts.ts';
import { StartDialog } from './start-dialog.tsx';

const SamePersonDialog = lazy(async () => ({
  default: (await import('./same-person-dialog.tsx')).SamePersonDialog,
}));

interface Props {
  row: Row;
  panel: { data: Panel | undefined; error: unknown; isPending: boolean; refetch: () => unknown };
  /** It lies over the thread and is left by Escape. */
  floats: boolean;
  onClose: () => void;
}

export function CustomerPanel({ row, panel: { data, error, isPending, refetch }, floats, onClose }: Props) {
  const say = useTexts(panelTexts);
  const problemText = useProblemText();
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    if (floats) box.current?.focus();
  }, [floats]);
  return (
    <aside
      ref={box}
      className={classNames(css.panel, floats && css.floats)}
      aria-label={say('customer')}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (!floats || event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        onClose();
      }}
    >
      <header className={css.head}>
        <h2>{say('customer')}</h2>
        <IconButton
          label={say('close')}
          data-command="inbox.panel"
          icon={<X size={16} aria-hidden />}
          onClick={onClose}
        />
      </header>
      <div className={css.body}>
        {isPending ? (
          <div className={css.wait} aria-busy="true">
            <p className="visually-hidden" role="status">
              {say('loading')}
            </p>
            {['a', 'b', 'c', 'd'].map((line) => (
              <Skeleton key={line} height="40px" />
            ))}
          </div>
        ) : data ? (
          <Known row={row} panel={data} />
        ) : (
          <Problem inline title={say('failed')} detail={problemText(error)} onRetry={() => refetch()} />
        )}
      </div>
    </aside>
  );
}

function Known({ row, panel }: { row: Row; panel: Panel }) {
  const say = useTexts(panelTexts);
  const sayPerson = useTexts(personTexts);
  const client = useQueryClient();
  const maySpeak = useMay('conversations.speak');
  const mayStart = useMay('conversations.start');
  const mayErase = useMay('consent.erase');
  const [open, setOpen] = useState<'contact' | 'erase' | 'person' | 'start'>();
  const close = () => setOpen(undefined);
  const { contact, numbers, consent } = panel;
  const several = numbers.length > 1;
  const { icon } = useInboxCommands([
    { id: 'inbox.startFlow', when: mayStart && !row.blocked, run: () => setOpen('start') },
    { id: 'inbox.samePerson', when: maySpeak, run: () => setOpen('person') },
    { id: 'inbox.contact', when: maySpeak, run: () => setOpen('contact') },
    mayErase && { id: 'inbox.erase', run: () => setOpen('erase') },
  ]);
  const summary = row.owner.kind === 'bot' ? undefined : row.owner.summary;
  return (
    <>
      {summary ? (
        <section className={css.summary}>
          <h3>{say('summaryHead')}</h3>
          <p dir="auto">{summary}</p>
        </section>
      ) : null}
      <IdentityPart contact={contact} icon={maySpeak ? icon : undefined} />
      {several ? (
        <Part title={sayPerson('numbers')}>
          <NumbersPart numbers={numbers} mayPart={maySpeak} />
        </Part>
      ) : null}
      <DevicePart reach={panel.reach} />
      <ConsentPart phone={contact.phone} several={several} consent={consent} />
      <FlowPart panel={panel} />
      <HistoryPart panel={panel} />
      <DataPart
        row={row}
        count={numbers.length}
        onStart={() => setOpen('start')}
        onErase={() => setOpen('erase')}
      />
      {open === 'contact' ? (
        <ContactDialog
          row={row}
          contact={contact}
          onClose={close}
          onSaved={() => void client.invalidateQueries({ queryKey: PANELS_KEY })}
        />
      ) : null}
      {open === 'erase' ? <EraseDialog row={row} numbers={numbers} onClose={close} /> : null}
      {open === 'person' ? (
        <Suspense>
          <SamePersonDialog row={row} numbers={numbers} onClose={close} />
        </Suspense>
      ) : null}
      {open === 'start' ? <StartDialog row={row} onClose={close} /> : null}
    </>
  );
}

function DevicePart({ reach }: { reach: Panel['reach'] }) {
  const say = useTexts(panelTexts);
  return (
    <Part title={say('device')}>
      <p className={css.badges}>
        <Badge tone="accent">
          {say(
            reach.channel === 'sms' ? 'channelSms' : reach.channel === 'web' ? 'channelWeb' : 'channelRcs',
          )}
        </Badge>
        <Badge tone={reach.rcs === 'yes' ? 'good' : reach.rcs === 'no' ? 'warn' : 'neutral'}>
          {say(reach.rcs === 'yes' ? 'rcsYes' : reach.rcs === 'no' ? 'rcsNo' : 'rcsUnknown')}
        </Badge>
        <Badge>{say(reach.sms ? 'smsYes' : 'smsNo')}</Badge>
      </p>
    </Part>
  );
}
