/** The first thing a designer sees: their flows, and the gallery to take one from. */
import { FilePlus2, Plus, Search, Shapes, Upload, Workflow } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import type { FlowSummary } from '../../server/contract.ts';
import { useFlows } from '../api/flows.ts';
import { useProblemText } from '../api/problem-text.ts';
import { useMay } from '../api/session.ts';
import { useCommands } from '../commands/registry.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { useTexts } from '../ui/i18n.ts';
import { Input } from '../ui/input.tsx';
import { Menu } from '../ui/menu.tsx';
import { Page } from '../ui/page.tsx';
import { usePageTitle } from '../ui/page-title.ts';
import { Problem } from '../ui/problem.tsx';
import { useQueryValue } from '../ui/router.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { FileDrop } from './file-drop.tsx';
import { FlowList } from './flow-list.tsx';
import { flowTexts } from './flow-texts.ts';
import css from './flows.module.css';
import { Gallery } from './gallery.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { NameDialog } from './name-dialog.tsx';
import { searchFlows } from './sort-flows.ts';
import { type FlowActions, useFlowActions } from './use-flow-actions.ts';

type Asked = { kind: 'create' } | { kind: 'rename'; flow: FlowSummary } | { kind: 'import'; file?: File };

export function Flows() {
  const say = useTexts(flowTexts);
  usePageTitle(say('title'));
  const actions = useFlowActions();
  const [view, setView] = useQueryValue('view');
  const [asked, setAsked] = useState<Asked>();
  const mayWrite = useMay('flows.write');
  const ways = {
    blank: () => setAsked({ kind: 'create' }),
    template: () => setView('gallery'),
    file: () => setAsked({ kind: 'import' }),
  };
  useCommands(
    mayWrite
      ? [
          { id: 'flows.new', title: say('newBlank'), section: say('title'), keys: 'n', run: ways.blank },
          { id: 'flows.gallery', title: say('newTemplate'), section: say('title'), run: ways.template },
          { id: 'flows.import', title: say('newImport'), section: say('title'), run: ways.file },
        ]
      : [],
  );
  const page = (
    <>
      <Page
        title={say('title')}
        lead={say(view === 'gallery' ? 'galleryLead' : 'lead')}
        tools={mayWrite ? <NewMenu ways={ways} /> : null}
      >
        <Tabs
          flush
          label={say('title')}
          value={view === 'gallery' ? 'gallery' : 'yours'}
          onChange={(next) => setView(next === 'gallery' ? next : '')}
          tabs={[
            {
              id: 'yours',
              label: say('yours'),
              content: (
                <YourFlows
                  actions={actions}
                  ways={ways}
                  onRename={(flow) => setAsked({ kind: 'rename', flow })}
                />
              ),
            },
            { id: 'gallery', label: say('gallery'), content: <Gallery onUsed={actions.openFlow} /> },
          ]}
        />
      </Page>
      {asked?.kind === 'create' ? (
        <NameDialog onClose={() => setAsked(undefined)} onDone={actions.create} />
      ) : null}
      {asked?.kind === 'rename' ? (
        <NameDialog
          before={asked.flow.name}
          onClose={() => setAsked(undefined)}
          onDone={(name) => actions.rename(asked.flow, name)}
        />
      ) : null}
      {asked?.kind === 'import' ? (
        <ImportDialog
          file={asked.file}
          onClose={() => setAsked(undefined)}
          onImported={(id) => {
            actions.renew();
            actions.openFlow(id);
          }}
        />
      ) : null}
    </>
  );
  if (!mayWrite) return page;
  return (
    <FileDrop label={say('dropHere')} onFile={(file) => setAsked({ kind: 'import', file })}>
      {page}
    </FileDrop>
  );
}

type Ways = Record<'blank' | 'template' | 'file', () => void>;

function NewMenu({ ways }: { ways: Ways }) {
  const say = useTexts(flowTexts);
  return (
    <Menu
      align="end"
      trigger={
        <Button look="primary" size="m">
          <Plus size={16} aria-hidden />
          {say('new')}
        </Button>
      }
      entries={[
        {
          label: say('newBlank'),
          hint: say('newBlankHint'),
          icon: <FilePlus2 size={15} aria-hidden />,
          keys: 'n',
          run: ways.blank,
        },
        {
          label: say('newTemplate'),
          hint: say('newTemplateHint'),
          icon: <Shapes size={15} aria-hidden />,
          run: ways.template,
        },
        {
          label: say('newImport'),
          hint: say('newImportHint'),
          icon: <Upload size={15} aria-hidden />,
          run: ways.file,
        },
      ]}
    />
  );
}

interface YourFlowsProps {
  actions: FlowActions;
  ways: Ways;
  onRename: (flow: FlowSummary) => void;
}

function YourFlows({ actions, ways, onRename }: YourFlowsProps) {
  const say = useTexts(flowTexts);
  const problemText = useProblemText();
  const mayWrite = useMay('flows.write');
  const { data, error, isPending, refetch } = useFlows();
  const [search, setSearch] = useState('');
  const [show, setShow] = useState<'active' | 'archived'>('active');
  const sought = useDeferredValue(search);

  if (isPending) return <ListSkeleton />;
  if (!data) {
    return <Problem title={say('listFailed')} detail={problemText(error)} onRetry={() => refetch()} />;
  }
  const archived = show === 'archived';
  const shown = data.filter((flow) => flow.archived === archived);
  const found = searchFlows(shown, sought);
  if (data.length === 0 && !mayWrite) return <EmptyState title={say('emptyTitle')} />;
  if (data.length === 0) {
    return (
      <EmptyState icon={<Workflow size={20} aria-hidden />} title={say('emptyTitle')} text={say('emptyText')}>
        <Button look="primary" size="m" onClick={ways.template}>
          <Shapes size={16} aria-hidden />
          {say('newTemplate')}
        </Button>
        <Button size="m" onClick={ways.blank}>
          <FilePlus2 size={16} aria-hidden />
          {say('newBlank')}
        </Button>
        <Button size="m" onClick={ways.file}>
          <Upload size={16} aria-hidden />
          {say('newImport')}
        </Button>
      </EmptyState>
    );
  }
  return (
    <>
      <div className={css.tools}>
        <Input
          type="search"
          className={css.search}
          aria-label={say('search')}
          placeholder={say('searchShort')}
          value={search}
          onChange={setSearch}
          before={<Search size={14} aria-hidden />}
        />
        <Segmented
          label={say('show')}
          labelHidden
          value={show}
          options={[
            { value: 'active', label: say('showActive') },
            { value: 'archived', label: say('showArchived') },
          ]}
          onChange={setShow}
        />
        <p className={css.count} role="status">
          {found.length === 1 ? say('countOne') : say('count', { count: found.length })}
        </p>
      </div>
      {error ? (
        <Problem inline title={say('listFailed')} detail={problemText(error)} onRetry={() => refetch()} />
      ) : null}
      {found.length > 0 ? (
        <FlowList flows={found} actions={actions} onRename={onRename} />
      ) : search.trim() === '' ? (
        <EmptyState title={archived ? say('noArchived') : say('emptyTitle')} small />
      ) : (
        <EmptyState title={say('nothingFound', { search: search.trim() })} small>
          <Button size="s" onClick={() => setSearch('')}>
            {say('clearSearch')}
          </Button>
        </EmptyState>
      )}
    </>
  );
}

/** As tall as what comes, so that nothing jumps. */
function ListSkeleton() {
  return (
    <div className={css.skeletons} aria-busy="true">
      <Skeleton height="34px" width="280px" />
      {['a', 'b', 'c', 'd', 'e'].map((row) => (
        <div key={row} className={css.skeleton}>
          <Skeleton width="34%" height="14px" />
          <Skeleton width="80px" height="18px" round />
          <Skeleton width="90px" height="12px" />
        </div>
      ))}
    </div>
  );
}
