/** A step as it is drawn on the canvas: what the customer will see, and its ways out. Knows one step. */
import { Handle, type NodeProps, Position } from '@xyflow/react';
import { type ComponentProps, memo } from 'react';
import { useDocument } from '../../document/store.ts';
import { classNames } from '../../ui/class-names.ts';
import { useLocale } from '../../ui/i18n.ts';
import { KINDS } from '../kinds.ts';
import { shownLocale } from '../words.ts';
import { editInPlace } from './actions.ts';
import { useCanvas } from './canvas-state.ts';
import { ExitRow } from './exit-row.tsx';
import type { Block, Face } from './face.ts';
import { InPlace } from './in-place.tsx';
import type { StepBox } from './scene.ts';
import { StepBadges } from './step-badges.tsx';
import { StepBlock } from './step-block.tsx';
import css from './step-node.module.css';
import { problemsOf } from './step-state.ts';
import { useStepLights } from './use-step-lights.ts';

/** Height of a line of the title of a box that is far away: as in the stylesheet. */
const FAR_LINE = 30;

export const StepNode = memo(function StepNode({
  id,
  data: { face, isStart },
  selected,
}: NodeProps<StepBox>) {
  const far = useCanvas((state) => state.far);
  const lights = useStepLights(id);
  const renaming = useCanvas(({ editing }) => editing?.id === id && !editing.at);
  const reader = useLocale();
  const content = useDocument(({ flow }) => shownLocale(flow.locales, reader));
  const frame = {
    className: classNames(
      css.box,
      far && css.far,
      selected && css.selected,
      face.skipped && css.skipped,
      isStart && css.start,
      lights.aside && css.aside,
    ),
    'data-hue': KINDS[face.kind].hue,
    'data-kind': face.kind,
    'data-lit': lights.strongest,
    style: { width: face.width, height: face.height },
  };
  if (far && !renaming) return <FarBox id={id} face={face} frame={frame} />;
  const Icon = KINDS[face.kind].icon;
  return (
    <div {...frame}>
      <Handle
        id="in"
        type="target"
        position={Position.Left}
        className={css.entry}
        isConnectableStart={false}
        aria-hidden
      />
      <header className={css.head}>
        <span className={css.mark}>
          <Icon size={15} aria-hidden />
        </span>
        {renaming ? (
          <InPlace
            id={id}
            content={content}
            placeholder={KINDS[face.kind].name[reader]}
            className={css.titleField}
          />
        ) : (
          // biome-ignore lint/a11y/noStaticElementInteractions: F2 and the menu do the same by keyboard.
          <span className={css.title} data-in-place onDoubleClick={() => editInPlace(id)}>
            <span className={css.name}>{face.title}</span>
            {face.named ? <span className={css.kind}>{KINDS[face.kind].name[reader]}</span> : null}
          </span>
        )}
        <StepBadges id={id} face={face} isStart={isStart} lights={lights} />
      </header>
      <Parts id={id} face={face} content={content} />
    </div>
  );
});

/**
 * The title alone, as large as the box lets it be, and whether something is wrong. Every part of a box that clips or
 * draws a picture costs the browser work at each frame of a move, for each of a thousand boxes.
 */
function FarBox({ id, face, frame }: { id: string; face: Face; frame: ComponentProps<'div'> }) {
  const isWrong = useDocument(
    ({ findings, flow }) => problemsOf(findings, flow.canvas.suppressed).get(id)?.errors !== undefined,
  );
  const lines = Math.max(1, Math.min(4, Math.floor((face.height - 6) / FAR_LINE)));
  return (
    <div {...frame}>
      <span className={css.farName} style={{ WebkitLineClamp: lines }}>
        {face.title}
      </span>
      {isWrong ? <span className={css.wrong}>!</span> : null}
    </div>
  );
}

function Parts({ id, face, content }: { id: string; face: Face; content: string }) {
  const rows = face.exits.map((exit) => (
    <ExitRow key={exit.name} id={id} exit={exit} bare={!face.rows} content={content} />
  ));
  return (
    <>
      <Body id={id} face={face} content={content} />
      {face.rows ? <ul className={css.exits}>{rows}</ul> : rows}
    </>
  );
}

function Body({ id, face, content }: { id: string; face: Face; content: string }) {
  if (face.blocks.length === 0) return null;
  return (
    <div className={css.body}>
      {face.blocks.map((block, n) => (
        <StepBlock key={keyOf(block, n)} id={id} block={block} content={content} />
      ))}
    </div>
  );
}

function keyOf(block: Block, n: number): string {
  return block.kind === 'text' ? block.at.join('.') : `${block.kind} ${n}`;
}
