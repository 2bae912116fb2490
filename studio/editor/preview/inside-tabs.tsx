/** What happens inside a preview, in tabs: its state, what waits, the log, what was sent, the tests. */
import type { ReactNode } from 'react';
import type { PreviewState } from '../../../server/contract.ts';
import { useTexts } from '../../ui/i18n.ts';
import { Tabs } from '../../ui/tabs.tsx';
import css from './inside-tabs.module.css';
import { LogTab } from './log-tab.tsx';
import { type InsideTab, usePreviewAsked } from './preview-asked.ts';
import { previewTexts } from './preview-texts.ts';
import { SentTab } from './sent-tab.tsx';
import { StateTab } from './state-tab.tsx';
import { TestsTab } from './tests-tab.tsx';
import { WaitingTab } from './waiting-tab.tsx';

interface Props {
  /** What stands now, and what is shown: an earlier step, where one is looked at. */
  state: PreviewState;
  shown: PreviewState;
  tools: ReactNode;
  onUnfold: () => void;
}

export function InsideTabs({ state, shown, tools, onUnfold }: Props) {
  const say = useTexts(previewTexts);
  const tab = usePreviewAsked((asked) => asked.tab);
  const { timers, calls, payments, people } = shown;
  const open = payments.filter(({ status }) => status === 'pending' || status === 'confirming');
  const waiting = timers.length + calls.length + open.length + (people ? 1 : 0);
  const count = (value: number) => (value > 0 ? <span className={css.count}>{value}</span> : null);
  return (
    <Tabs<InsideTab>
      fill
      label={say('details')}
      value={tab}
      onChange={(next) => {
        usePreviewAsked.setState({ tab: next });
        onUnfold();
      }}
      tools={tools}
      className={css.tabs}
      tabs={[
        { id: 'state', label: say('tabState'), content: <StateTab state={shown} /> },
        {
          id: 'waiting',
          label: say('tabWaiting'),
          badge: count(waiting),
          content: <WaitingTab state={shown} past={shown !== state} />,
        },
        { id: 'log', label: say('tabLog'), content: <LogTab state={state} step={shown.step} /> },
        { id: 'sent', label: say('tabSent'), content: <SentTab state={shown} /> },
        { id: 'tests', label: say('tabTests'), content: <TestsTab state={state} /> },
      ]}
    />
  );
}
