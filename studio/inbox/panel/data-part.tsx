/** What can be done with everything that is kept of a customer: started, exported, blocked, erased. */
import { Ban, Download, Eraser, Play } from 'lucide-react';
import type { Row } from '../../../server/contract/inbox-list.ts';
import { useMay } from '../../api/session.ts';
import { Button } from '../../ui/button.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { useAct } from '../use-act.ts';
import { useBlock } from '../use-block.ts';
import { useInboxCommands } from '../use-inbox-commands.ts';
import { exportContact } from '../work-requests.ts';
import css from './customer-panel.module.css';
import { panelTexts } from './panel-texts.ts';
import { Part } from './part.tsx';

interface Props {
  row: Row;
  /** How many numbers the person has. */
  count: number;
  onStart: () => void;
  onErase: () => void;
}

export function DataPart({ row, count, onStart, onErase }: Props) {
  const say = useTexts(panelTexts);
  const maySpeak = useMay('conversations.speak');
  const mayStart = useMay('conversations.start');
  const mayExport = useMay('conversations.export');
  const mayErase = useMay('consent.erase');
  const { run, busy } = useAct();
  const blocking = useBlock(row.id);
  const { words, plain } = useInboxCommands([
    mayExport && {
      id: 'inbox.export',
      when: !busy,
      run: () => void run(() => exportContact(row.id), say('exported')),
    },
  ]);
  if (!maySpeak && !mayStart && !mayExport && !mayErase) return null;
  return (
    <Part title={say('data')}>
      <div className={css.acts}>
        {mayStart && !row.blocked ? (
          <Button size="s" data-command="inbox.startFlow" onClick={onStart}>
            <Play size={14} aria-hidden />
            {words('inbox.startFlow')}
          </Button>
        ) : null}
        {mayExport ? (
          <Button size="s" {...plain('inbox.export')}>
            <Download size={14} aria-hidden />
            {count > 1 ? say('exportAll', { count }) : words('inbox.export')}
          </Button>
        ) : null}
        {maySpeak ? (
          <Button
            size="s"
            data-command="inbox.block"
            disabled={blocking.busy}
            onClick={row.blocked ? blocking.unblock : blocking.block}
          >
            <Ban size={14} aria-hidden />
            {say(row.blocked ? 'unblock' : 'block')}
          </Button>
        ) : null}
        {mayErase ? (
          <Button size="s" className={css.erase} data-command="inbox.erase" onClick={onErase}>
            <Eraser size={14} aria-hidden />
            {words('inbox.erase')}
          </Button>
        ) : null}
      </div>
    </Part>
  );
}
