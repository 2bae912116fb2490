/** The strip above the canvas: where one is, whether all is saved, who is here, what is wrong, and publishing. */
import {
  ChevronDown,
  ChevronLeft,
  ChevronRight,
  CircleCheck,
  CircleX,
  Ellipsis,
  History,
  Redo2,
  Search,
  Smartphone,
  TriangleAlert,
  Undo2,
} from 'lucide-react';
import { useState } from 'react';
import { setAt } from '../../flows/edit/set-at.ts';
import { useFlows } from '../api/flows.ts';
import { useMay } from '../api/session.ts';
import { useDocument } from '../document/store.ts';
import { AvatarStack } from '../ui/avatar.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { useLocale, useTexts } from '../ui/i18n.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Menu } from '../ui/menu.tsx';
import { openOverlay } from '../ui/overlay.ts';
import { Link } from '../ui/router.tsx';
import { canvasHandlers } from './canvas/canvas-handlers.ts';
import { flowAddress, flowsAround } from './canvas/open-flow.ts';
import { problemCounts } from './canvas/step-state.ts';
import { EDITS } from './canvas/words-for-edits.ts';
import { editorTexts } from './editor-texts.ts';
import { openPublish, showPanel, togglePanel, useFrame } from './frame.ts';
import css from './header.module.css';
import { SaveState } from './save-state.tsx';
import { isThere } from './slots.tsx';
import { useEditorButtons } from './use-editor-commands.ts';
import { FLOW_NAME, type FlowHandlers } from './use-flow-handlers.ts';

const ICON = { size: 16, 'aria-hidden': true } as const;

export function Header({ handlers }: { handlers: FlowHandlers }) {
  const say = useTexts(editorTexts);
  const reader = useLocale();
  const { view } = useDocument.getState();
  const people = useDocument((state) => state.people);
  const viewing = useDocument((state) => state.viewing);
  const published = useDocument((state) => state.published);
  const { entry } = useEditorButtons(handlers);
  const canvas = useEditorButtons(canvasHandlers);
  const mayEdit = useMay('flows.write');
  const mayPublish = useMay('flows.publish');
  const right = useFrame((state) => state.right);
  return (
    <header className={css.header} data-part="header">
      <div className={css.place}>
        <Link href="/flows" className={css.back} aria-label={say('back')} title={say('back')}>
          <ChevronLeft {...ICON} />
        </Link>
        <Trail />
        <FlowName />
        <FlowState />
        {mayEdit ? <SaveState /> : <Badge>{say('lookOnly')}</Badge>}
      </div>
      <div className={css.middle}>{mayEdit ? <Undoing /> : null}</div>
      <div className={css.end}>
        {viewing ? (
          <span className={css.viewing}>
            <History {...ICON} />
            <span>{say('viewing', { what: viewing.label[reader] })}</span>
            <Button size="s" data-command="editor.draft" onClick={() => view(undefined)}>
              {say('backToDraft')}
            </Button>
          </span>
        ) : null}
        {people.length > 0 ? (
          <span className={css.people}>
            <AvatarStack people={people} />
          </span>
        ) : null}
        <ProblemsButton />
        <IconButton
          data-command="app.palette"
          label={say('palettes')}
          keys="mod+k"
          icon={<Search {...ICON} />}
          onClick={() => openOverlay('palette')}
        />
        <Button
          size="s"
          className={classNames(css.preview, right === 'preview' && css.on)}
          aria-label={say('preview')}
          data-command="editor.preview"
          aria-pressed={right === 'preview'}
          onClick={() => togglePanel('preview')}
        >
          <Smartphone size={14} aria-hidden />
          <span className={css.wide}>{say('preview')}</span>
        </Button>
        {mayPublish ? (
          <Button
            size="s"
            look="primary"
            data-command="editor.publish"
            onClick={openPublish}
            disabled={viewing !== undefined}
            title={published > 0 ? say('live', { n: published }) : say('draft')}
          >
            {say('publish')}
          </Button>
        ) : null}
        <Menu
          align="end"
          label={say('more')}
          trigger={<IconButton label={say('more')} icon={<Ellipsis {...ICON} />} />}
          entries={() => [
            { kind: 'heading', label: published > 0 ? say('live', { n: published }) : say('draft') },
            entry('editor.versions', undefined, { run: () => showPanel('versions') }),
            entry('editor.paths', undefined, { run: () => showPanel('paths') }),
            entry('editor.outline', undefined, { run: () => showPanel('outline') }),
            entry('editor.settings'),
            'separator',
            entry('editor.import'),
            entry('editor.export'),
            entry('editor.export-text'),
            entry('editor.archive'),
            canvas.entry('canvas.focus-mode'),
          ]}
        />
      </div>
    </header>
  );
}

function Undoing() {
  const say = useTexts(editorTexts);
  const reader = useLocale();
  const { undo, redo } = useDocument.getState();
  const undoStack = useDocument((state) => state.undoStack);
  const redoStack = useDocument((state) => state.redoStack);
  const viewing = useDocument((state) => state.viewing);
  const nextUndo = undoStack.at(-1)?.label[reader];
  const nextRedo = redoStack.at(-1)?.label[reader];
  return (
    <>
      <IconButton
        data-command="editor.undo"
        label={nextUndo === undefined ? say('undo') : say('undoOf', { what: nextUndo })}
        keys="mod+z"
        icon={<Undo2 {...ICON} />}
        disabled={undoStack.length === 0 || viewing !== undefined}
        onClick={() => undo()}
      />
      <IconButton
        data-command="editor.redo"
        label={nextRedo === undefined ? say('redo') : say('redoOf', { what: nextRedo })}
        keys="mod+shift+z"
        icon={<Redo2 {...ICON} />}
        disabled={redoStack.length === 0 || viewing !== undefined}
        onClick={() => redo()}
      />
      <Menu
        label={say('history')}
        trigger={
          <IconButton
            label={say('history')}
            icon={<ChevronDown size={13} aria-hidden />}
            className={css.history}
            disabled={undoStack.length === 0 || viewing !== undefined}
          />
        }
        entries={() => [
          { kind: 'heading', label: say('history') },
          ...undoStack
            .slice(-20)
            .toReversed()
            .map(({ label }, n) => ({
              label: label[reader],
              hint: n === 0 ? undefined : say('historyTo'),
              run: () => undo(n + 1),
            })),
        ]}
      />
    </>
  );
}

/** What people talk to: nothing yet, a version, or nothing any more. */
function FlowState() {
  const say = useTexts(editorTexts);
  const id = useDocument((state) => state.id);
  const published = useDocument((state) => state.published);
  const archived = useFlows({ quiet: true }).data?.find((flow) => flow.id === id)?.archived === true;
  const [tone, word, title] = archived
    ? (['warn', say('stateArchived'), say('archivedTitle')] as const)
    : published > 0
      ? (['good', say('stateLive', { n: published }), say('live', { n: published })] as const)
      : (['neutral', say('stateDraft'), say('draft')] as const);
  return (
    <Badge tone={tone} dot={tone === 'good'} title={title}>
      {word}
    </Badge>
  );
}

/** The flows this one was entered through. */
function Trail() {
  const say = useTexts(editorTexts);
  const around = flowsAround();
  const flows = useFlows({ quiet: true }).data;
  if (around.length === 0) return null;
  return (
    <nav className={css.trail} aria-label={say('within')}>
      {around.map((id, n) => (
        <span key={id} className={css.crumb}>
          <Link href={flowAddress(id, around.slice(0, n))}>
            {flows?.find((flow) => flow.id === id)?.name ?? id}
          </Link>
          <ChevronRight size={12} aria-hidden />
        </span>
      ))}
    </nav>
  );
}

/** Looks like a title, is a field. */
function FlowName() {
  const say = useTexts(editorTexts);
  const name = useDocument(({ flow }) => flow.name);
  const readOnly = useDocument((state) => state.readOnly);
  const [draft, setDraft] = useState<string>();
  const write = () => {
    const next = draft?.trim();
    setDraft(undefined);
    if (next && next !== name)
      useDocument.getState().edit(EDITS.renameFlow, (flow) => setAt(flow, ['name'], next));
  };
  return (
    <h1 className={css.title}>
      <span className={css.sizer} aria-hidden>
        {draft ?? name}
      </span>
      <input
        id={FLOW_NAME}
        className={css.name}
        aria-label={say('flowName')}
        value={draft ?? name}
        readOnly={readOnly}
        maxLength={120}
        dir="auto"
        spellCheck={false}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={write}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Enter') event.currentTarget.blur();
          if (event.key !== 'Escape') return;
          setDraft(undefined);
          const field = event.currentTarget;
          requestAnimationFrame(() => field.blur());
        }}
      />
    </h1>
  );
}

function ProblemsButton() {
  const say = useTexts(editorTexts);
  const findings = useDocument((state) => state.findings);
  const suppressed = useDocument(({ flow }) => flow.canvas.suppressed);
  const open = useFrame((state) => state.bottom === 'problems');
  const { errors, warnings } = problemCounts(findings, suppressed);
  const words = [
    ...(errors > 0 ? [say('errors', { n: errors })] : []),
    ...(warnings > 0 ? [say('warnings', { n: warnings })] : []),
  ].join(', ');
  return (
    <Button
      size="s"
      look="quiet"
      className={classNames(css.problems, open && css.on)}
      data-command="editor.problems"
      disabled={!isThere('problems')}
      aria-pressed={open}
      title={words || say('noProblems')}
      onClick={() => togglePanel('problems')}
    >
      <span className="visually-hidden">
        {say('problems')}: {words || say('noProblems')}
      </span>
      {errors > 0 ? (
        <span className={css.errors} aria-hidden>
          <CircleX size={15} aria-hidden />
          {errors}
        </span>
      ) : null}
      {warnings > 0 ? (
        <span className={css.warnings} aria-hidden>
          <TriangleAlert size={14} aria-hidden />
          {warnings}
        </span>
      ) : null}
      {errors + warnings === 0 ? <CircleCheck size={15} className={css.fine} aria-hidden /> : null}
    </Button>
  );
}
