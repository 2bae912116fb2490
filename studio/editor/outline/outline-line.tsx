/** One line of the outline: a step, a way out of it, or a note. Draws; the tree around it has the keyboard. */
import {
  ChevronDown,
  ChevronRight,
  CircleX,
  CornerDownRight,
  FoldVertical,
  Frame,
  Pin,
  StickyNote,
  TriangleAlert,
} from 'lucide-react';
import {
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useEffect,
  useRef,
} from 'react';
import type { CanvasColor, Flow } from '../../../flows/flow.ts';
import { useDocument } from '../../document/store.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { classNames } from '../../ui/class-names.ts';
import { useLocale, useTexts } from '../../ui/i18n.ts';
import { isSkipped } from '../canvas/face.ts';
import { type Problems, problemsOf } from '../canvas/step-state.ts';
import { exitName } from '../exit-name.ts';
import { KINDS } from '../kinds.ts';
import { titleOf } from '../node-title.ts';
import { type Other, useOthersAt } from '../others-at.ts';
import { personName } from '../person-name.ts';
import { shortened, shownLocale } from '../words.ts';
import css from './outline.module.css';
import type { ExitLine, Line, SideLine, StepLine } from './outline-rows.ts';
import { outlineTexts } from './outline-texts.ts';

interface Props {
  id: string;
  flow: Flow;
  line: Line;
  active: boolean;
  selected: boolean;
  style: CSSProperties;
  /** The name as it is being written; undefined while it is only shown. */
  renaming: string | undefined;
  onRename: (text: string) => void;
  onRenamed: (keep: boolean) => void;
  onPress: (event: MouseEvent) => void;
  onOpen: () => void;
  onToggle: () => void;
}

const NOTE_LETTERS = 80;

export function OutlineLine(props: Props) {
  const { id, line, active, selected, style, onPress, onOpen } = props;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree has the keyboard, and this is its active line.
    <div
      id={id}
      role="treeitem"
      tabIndex={-1}
      aria-level={line.kind === 'exit' ? 2 : 1}
      aria-posinset={line.place}
      aria-setsize={line.of}
      aria-expanded={line.kind === 'step' ? line.open : undefined}
      aria-selected={line.kind === 'exit' ? active : selected}
      className={css.line}
      data-key={line.key}
      data-kind={line.kind}
      data-active={active}
      data-selected={selected && line.kind !== 'exit'}
      style={style}
      onClick={onPress}
      onDoubleClick={onOpen}
    >
      {line.kind === 'step' ? (
        <Step {...props} line={line} />
      ) : line.kind === 'exit' ? (
        <Way flow={props.flow} line={line} />
      ) : (
        <Side {...props} line={line} />
      )}
    </div>
  );
}

function Step({ flow, line, onToggle, ...rest }: Props & { line: StepLine }) {
  const say = useTexts(outlineTexts);
  const reader = useLocale();
  const problems = useProblems(line.id);
  const others = useOthersAt(line.id);
  const spoken = useSpoken(flow, line, problems, others);
  const node = flow.nodes[line.id];
  if (!node) return null;
  const place = flow.canvas.positions[line.id];
  const { icon: Icon, hue } = KINDS[node.kind];
  const Arrow = line.open ? ChevronDown : ChevronRight;
  return (
    <>
      <span
        className={css.arrow}
        aria-hidden
        onClick={(event) => {
          event.stopPropagation();
          if (line.open !== undefined) onToggle();
        }}
      >
        {line.open === undefined ? null : <Arrow size={14} />}
      </span>
      <span className={css.icon} data-hue={hue} aria-hidden>
        <Icon size={14} />
      </span>
      {rest.renaming === undefined ? (
        <span
          className={classNames(css.title, isSkipped(node) && css.skipped, !line.reached && css.aside)}
          dir="auto"
          title={titleOf(flow, line.id, reader)}
        >
          {titleOf(flow, line.id, reader)}
          <Spoken>{spoken}</Spoken>
        </span>
      ) : (
        <NameField {...rest} value={rest.renaming} of={titleOf(flow, line.id, reader)} />
      )}
      <Marks pinned={place?.pinned} folded={place?.collapsed} others={others} />
      {flow.start === line.id ? (
        <span className={css.tag} aria-hidden>
          {say('start')}
        </span>
      ) : null}
      {problems?.errors ? (
        <span className={css.bad} aria-hidden>
          <CircleX size={13} />
          {problems.errors.count}
        </span>
      ) : problems?.warnings ? (
        <span className={css.warn} aria-hidden>
          <TriangleAlert size={13} />
          {problems.warnings.count}
        </span>
      ) : null}
    </>
  );
}

function Way({ flow, line }: { flow: Flow; line: ExitLine }) {
  const say = useTexts(outlineTexts);
  const reader = useLocale();
  const content = shownLocale(flow.locales, reader);
  const words = exitName(flow, line.id, line.exit, reader, content);
  const end = line.to === undefined ? say('open') : titleOf(flow, line.to, reader);
  return (
    <>
      <CornerDownRight size={12} className={css.corner} aria-hidden />
      <span className={css.exit} dir="auto" title={words}>
        {words}
        <Spoken>{line.to === undefined ? say('leadsNowhere') : say('leads', { to: end })}</Spoken>
      </span>
      <span aria-hidden className={classNames(css.end, line.to === undefined && css.loose)} title={end}>
        <bdi>{end}</bdi>
      </span>
    </>
  );
}

/** What the canvas shows on a box besides its name: pinned, folded, and who else is at it. */
function Marks({ pinned, folded, others }: { pinned?: boolean; folded?: boolean; others: readonly Other[] }) {
  const say = useTexts(outlineTexts);
  const reader = useLocale();
  return (
    <>
      {pinned ? (
        <span className={css.mark} title={say('pinned')} aria-hidden>
          <Pin size={12} />
        </span>
      ) : null}
      {folded ? (
        <span className={css.mark} title={say('folded')} aria-hidden>
          <FoldVertical size={12} />
        </span>
      ) : null}
      {others.slice(0, 2).map(({ name, color }) => (
        <span
          key={name}
          className={css.other}
          title={say('hereToo', { who: personName(name, reader) })}
          aria-hidden
        >
          <Avatar name={name} color={color} size={16} decorative />
        </span>
      ))}
    </>
  );
}

function Side({ flow, line, ...rest }: Props & { line: SideLine }) {
  const say = useTexts(outlineTexts);
  const reader = useLocale();
  const others = useOthersAt(line.id);
  const Icon = line.kind === 'note' ? StickyNote : Frame;
  const { color, folded } = drawnAs(flow, line);
  const spoken = [
    say(line.kind),
    ...(folded ? [say('folded')] : []),
    ...others.map(({ name }) => say('hereToo', { who: personName(name, reader) })),
  ];
  const words = shortened(line.text, NOTE_LETTERS);
  return (
    <>
      <span className={css.arrow} aria-hidden />
      <span className={css.paper} data-color={color} aria-hidden>
        <Icon size={14} />
      </span>
      {rest.renaming === undefined ? (
        <span className={classNames(css.title, !words && css.aside)} dir="auto">
          {words || say('untitled')}
          <Spoken>({spoken.join(', ')})</Spoken>
        </span>
      ) : (
        <NameField {...rest} value={rest.renaming} of={say(line.kind)} />
      )}
      <Marks folded={folded} others={others} />
    </>
  );
}

function drawnAs(flow: Flow, { id }: SideLine): { color: CanvasColor; folded: boolean } {
  const frame = flow.canvas.frames?.find((one) => `frame:${one.id}` === id);
  if (frame) return { color: frame.color ?? 'grey', folded: frame.collapsed === true };
  const note = flow.canvas.notes.find((one) => `note:${one.id}` === id);
  return { color: note?.color ?? 'yellow', folded: false };
}

function NameField({
  value,
  of,
  onRename,
  onRenamed,
}: Pick<Props, 'onRename' | 'onRenamed'> & { value: string; of: string }) {
  const say = useTexts(outlineTexts);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  const onKey = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    if (event.key !== 'Enter' && event.key !== 'Escape' && event.key !== 'Tab') return;
    event.preventDefault();
    onRenamed(event.key !== 'Escape');
  };
  return (
    <input
      ref={field}
      className={css.field}
      aria-label={say('rename', { what: of })}
      value={value}
      maxLength={120}
      dir="auto"
      onChange={(event) => onRename(event.target.value)}
      onBlur={() => onRenamed(true)}
      onKeyDown={onKey}
      onClick={(event) => event.stopPropagation()}
    />
  );
}

function useProblems(id: string): Problems | undefined {
  const findings = useDocument((state) => state.findings);
  const suppressed = useDocument(({ flow }) => flow.canvas.suppressed);
  return problemsOf(findings, suppressed).get(id);
}

/** What a step shows beside its name, for those who hear it: "(Choices, Start, 1 problem to mend)". */
function useSpoken(flow: Flow, line: StepLine, problems: Problems | undefined, others: Other[]): string {
  const say = useTexts(outlineTexts);
  const reader = useLocale();
  const node = flow.nodes[line.id];
  if (!node) return '';
  const { errors, warnings } = problems ?? {};
  const words = [
    KINDS[node.kind].name[reader],
    ...(flow.start === line.id ? [say('start')] : []),
    ...(isSkipped(node) ? [say('skipped')] : []),
    ...(flow.canvas.positions[line.id]?.pinned ? [say('pinned')] : []),
    ...(flow.canvas.positions[line.id]?.collapsed ? [say('folded')] : []),
    ...(line.reached ? [] : [say('unreached')]),
    ...others.map(({ name }) => say('hereToo', { who: personName(name, reader) })),
    ...(errors ? [errors.count === 1 ? say('errorOne') : say('errors', { n: errors.count })] : []),
    ...(warnings ? [warnings.count === 1 ? say('warningOne') : say('warnings', { n: warnings.count })] : []),
  ];
  return `(${words.join(', ')})`;
}

function Spoken({ children }: { children: ReactNode }) {
  return <span className="visually-hidden"> {children}</span>;
}
