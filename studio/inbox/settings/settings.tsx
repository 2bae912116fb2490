/** The settings of the inbox, tab by tab; what each holds is its own. */
import { ArrowLeft } from 'lucide-react';
import { useMay } from '../../api/session.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { usePageTitle } from '../../ui/page-title.ts';
import { navigate, useQueryValue } from '../../ui/router.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { TopBar } from '../../ui/top-bar.tsx';
import { useInboxCommands } from '../use-inbox-commands.ts';
import { CannedSettings } from './canned-settings.tsx';
import { LabelSettings } from './label-settings.tsx';
import { LevelSettings } from './level-settings.tsx';
import { MacroSettings } from './macro-settings.tsx';
import { NoticeForm } from './notice-form.tsx';
import { OperatorSettings } from './operator-settings.tsx';
import { QueueSettings } from './queue-settings.tsx';
import { RuleSettings } from './rule-settings.tsx';
import { SatisfactionForm } from './satisfaction-form.tsx';
import css from './settings.module.css';
import { settingsTexts } from './settings-texts.ts';

export function InboxSettings() {
  const say = useTexts(settingsTexts);
  usePageTitle(say('title'));
  const mayCanned = useMay('canned.read');
  const mayRead = useMay('conversations.read');
  const [tab, setTab] = useQueryValue('tab');
  const tabs = [
    { id: 'queues', label: say('tabQueues'), content: <QueueSettings /> },
    { id: 'operators', label: say('tabOperators'), content: <OperatorSettings /> },
    ...(mayCanned
      ? [
          { id: 'canned', label: say('tabCanned'), content: <CannedSettings /> },
          { id: 'macros', label: say('tabMacros'), content: <MacroSettings /> },
        ]
      : []),
    { id: 'rules', label: say('tabRules'), content: <RuleSettings /> },
    ...(mayRead ? [{ id: 'labels', label: say('tabLabels'), content: <LabelSettings /> }] : []),
    { id: 'levels', label: say('tabLevels'), content: <LevelSettings /> },
    { id: 'satisfaction', label: say('tabSatisfaction'), content: <SatisfactionForm /> },
    ...(mayRead ? [{ id: 'notices', label: say('tabNotices'), content: <NoticeForm /> }] : []),
  ];
  const current = tabs.some(({ id }) => id === tab) ? tab : 'queues';
  useInboxCommands([
    { id: 'settings.back', run: () => navigate('/inbox') },
    ...tabs.map(({ id, label }) => ({
      id: 'settings.tab' as const,
      of: id,
      values: { name: label },
      when: id !== current,
      run: () => setTab(id),
    })),
  ]);
  return (
    <>
      <TopBar />
      <main id="content" className={css.main}>
        <ButtonLink href="/inbox" look="quiet" size="s" data-command="settings.back">
          <ArrowLeft size={14} aria-hidden />
          {say('back')}
        </ButtonLink>
        <header className={css.head}>
          <h1>{say('title')}</h1>
          <p>{say('lead')}</p>
        </header>
        <Tabs label={say('sections')} value={current} onChange={setTab} flush tabs={tabs} />
      </main>
    </>
  );
}
