/**
 * The editor of one flow: the strip above, the docks at the sides, the canvas between them. Opens the document and puts
 * the parts together. The panels (slots.tsx) take no props, they read the open document, except the publish dialog:
 * `{ open, onClose }`.
 */
import './hues.css';
import { Minimize2, PanelLeft } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { problemText } from '../api/problem-text.ts';
import { useMay } from '../api/session.ts';
import { useDocument } from '../document/store.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { useLocale, useTexts } from '../ui/i18n.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { usePageTitle } from '../ui/page-title.ts';
import { Problem } from '../ui/problem.tsx';
import { toast } from '../ui/toast.ts';
import { Canvas } from './canvas/canvas.tsx';
import { resetCanvas } from './canvas/canvas-state.ts';
import { Palette } from './canvas/palette.tsx';
import css from './editor.module.css';
import { EditorSkeleton } from './editor-skeleton.tsx';
import { editorTexts } from './editor-texts.ts';
import { closePublish, hidePanel, type Panel, setFocusMode, showPanel, useFrame } from './frame.ts';
import { Header } from './header.tsx';
import { ImportFile } from './import-file.tsx';
import { LeaveGuard } from './leave-guard.tsx';
import { personName } from './person-name.ts';
import { previewHandlers } from './preview/preview-handlers.ts';
import { isMyPublishing } from './publish/my-publishing.ts';
import { type PanelTab, SidePanel } from './side-panel.tsx';
import {
  Inspector,
  isThere,
  Outline,
  PathsPanel,
  PreviewPanel,
  ProblemsPanel,
  PublishDialog,
  Slot,
  VersionsPanel,
} from './slots.tsx';
import { useEditorCommands } from './use-editor-commands.ts';
import { useFlowHandlers } from './use-flow-handlers.ts';
import { useInspectorFocus } from './use-inspector-focus.ts';
import { useLiveVersion } from './use-live-version.ts';
import { useWaitingLight } from './versions/use-running.ts';

export function Editor({ id }: { id: string }) {
  const say = useTexts(editorTexts);
  const phase = useDocument((state) => state.phase);
  const opened = useDocument((state) => state.id);
  const name = useDocument(({ flow }) => flow.name);
  const isReady = phase === 'ready' && opened === id;
  usePageTitle(isReady ? name : '');
  useEffect(() => {
    resetCanvas();
    void useDocument.getState().load(id);
    return () => {
      void useDocument.getState().leave();
    };
  }, [id]);

  if (isReady) return <Open key={id} />;
  if (opened === id && phase === 'missing') {
    return (
      <main id="content" className={css.notice}>
        <EmptyState title={say('missing')} text={say('missingText')}>
          <ButtonLink href="/flows">{say('back')}</ButtonLink>
        </EmptyState>
      </main>
    );
  }
  if (opened === id && phase === 'failed') return <Failed id={id} />;
  return <EditorSkeleton />;
}

function Failed({ id }: { id: string }) {
  const say = useTexts(editorTexts);
  const locale = useLocale();
  const failure = useDocument((state) => state.failure);
  return (
    <main id="content" className={css.notice}>
      <Problem
        title={say('failed')}
        detail={failure && problemText({ code: failure.code, detail: failure.title }, locale)}
        onRetry={() => void useDocument.getState().load(id)}
      />
      <ButtonLink href="/flows">{say('back')}</ButtonLink>
    </main>
  );
}

function Open() {
  const say = useTexts(editorTexts);
  const { left, right, bottom, focusMode } = useFrame();
  const mayEdit = useMay('flows.write');
  const mayPublish = useMay('flows.publish');
  // Without steps to add, its place is the outline's.
  const tools = left === 'palette' && !mayEdit ? 'outline' : left;
  useInspectorFocus();
  useLiveVersion();
  useWaitingLight();
  useNews();
  const flow = useFlowHandlers();
  useEditorCommands({ ...flow, ...previewHandlers });

  return (
    <main id="content" className={css.editor}>
      {focusMode ? null : <Header handlers={flow} />}
      <ImportFile />
      <div className={css.row}>
        <SidePanel
          side="left"
          label={say('tools')}
          open={focusMode ? undefined : tools}
          onChange={showPanel}
          onClose={() => hidePanel('left')}
          sizes={{ initial: 268, min: 208, max: 420 }}
          tabs={offered([
            ...(mayEdit
              ? [{ id: 'palette' as const, label: say('palette'), content: () => <Palette /> }]
              : []),
            {
              id: 'outline',
              label: say('outline'),
              content: () => (
                <Slot>
                  <Outline />
                </Slot>
              ),
            },
          ])}
        />
        <div className={css.middle}>
          <Canvas />
          {left === undefined && !focusMode ? (
            <div className={css.opener}>
              <IconButton
                label={say('showTools')}
                icon={<PanelLeft size={16} aria-hidden />}
                side="right"
                onClick={() => showPanel(mayEdit ? 'palette' : 'outline')}
              />
            </div>
          ) : null}
          {focusMode ? (
            <Button size="s" className={css.leave} onClick={() => setFocusMode(false)}>
              <Minimize2 size={14} aria-hidden />
              {say('leaveFocus')}
            </Button>
          ) : null}
          <SidePanel
            side="bottom"
            label={say('below')}
            open={focusMode ? undefined : bottom}
            onChange={showPanel}
            onClose={() => hidePanel('bottom')}
            sizes={{ initial: 240, min: 140, max: 560 }}
            tabs={offered([
              {
                id: 'problems',
                label: say('problems'),
                content: () => (
                  <Slot>
                    <ProblemsPanel />
                  </Slot>
                ),
              },
              {
                id: 'paths',
                label: say('paths'),
                lasting: true,
                content: () => (
                  <Slot>
                    <PathsPanel />
                  </Slot>
                ),
              },
            ])}
          />
        </div>
        <SidePanel
          side="right"
          label={say('inspect')}
          open={focusMode ? undefined : right}
          onChange={showPanel}
          onClose={() => hidePanel('right')}
          sizes={{ initial: 372, min: 330, max: 640 }}
          tabs={offered([
            {
              id: 'inspector',
              label: say(mayEdit ? 'edit' : 'details'),
              content: () => (
                <Slot>
                  <Inspector />
                </Slot>
              ),
            },
            {
              id: 'preview',
              label: say('preview'),
              lasting: true,
              content: () => (
                <Slot>
                  <PreviewPanel />
                </Slot>
              ),
            },
            {
              id: 'versions',
              label: say('versions'),
              content: () => (
                <Slot>
                  <VersionsPanel />
                </Slot>
              ),
            },
          ])}
        />
      </div>
      {mayPublish ? <Publishing /> : null}
      <LeaveGuard />
    </main>
  );
}

function offered(tabs: PanelTab<Panel>[]): PanelTab<Panel>[] {
  return tabs.filter(({ id }) => isThere(id));
}

/** Mounted when first asked for, then kept, so that it closes as it opened. */
function Publishing() {
  const open = useFrame((state) => state.publishing);
  const [asked, setAsked] = useState(open);
  if (open && !asked) setAsked(true);
  if (!asked) return null;
  return (
    <Slot>
      <PublishDialog open={open} onClose={closePublish} />
    </Slot>
  );
}

/** It was published while it was open, here or by somebody else. */
function useNews(): void {
  const say = useTexts(editorTexts);
  const reader = useLocale();
  const news = useDocument((state) => state.lastPublished);
  const told = useRef(news);
  useEffect(() => {
    if (!news || told.current === news) return;
    told.current = news;
    const { flow, version: n, by } = news;
    toast({
      text: isMyPublishing(flow, n)
        ? say('publishedByMe', { n })
        : say('published', { name: personName(by, reader), n }),
    });
  }, [news, reader, say]);
}
