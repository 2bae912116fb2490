/** A step as it is drawn on the canvas: what the customer will see, and its ways out. Knows one step. */
import { Handle, type NodeProps, Position, useStore } from '@xyflow/react';
import { memo } from 'react';
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
import { useStepLights } from './use-step-lights.ts';

/** Below this zoom no word can be read: the box is drawn as its title alone, and large. */
const FAR = 0.42;

export const StepNode = memo(function StepNode({
  id,
  data: { face, isStart },
  selected,
}: NodeProps<StepBox>) {
  const far = useStore((state) => state.transform[2] < FAR);
  const lights = useStepLights(id);
  const renaming = useCanvas(({ editing }) => editing?.id === id && !editing.at);
  const reader = useLocale();
  const content = useDocument(({ flow }) => shownLocale(flow.locales, reader));
  const Icon = KINDS[face.kind].icon;
  return (
    <div
      className={classNames(
        css.box,
        far && css.far,
        selected && css.selected,
        face.skipped && css.skipped,
        isStart && css.start,
        lights.classes,
      )}
      data-hue={KINDS[face.kind].hue}
      data-kind={face.kind}
      style={{ width: face.width, height: face.height }}
    >
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
      {far ? null : <Body id={id} face={face} content={content} />}
      {face.rows ? (
        <ul className={css.exits}>
          {face.exits.map((exit) => (
            <ExitRow key={exit.name} id={id} exit={exit} far={far} content={content} />
          ))}
        </ul>
      ) : (
        face.exits.map((exit) => (
          <ExitRow key={exit.name} id={id} exit={exit} far={far} bare content={content} />
        ))
      )}
    </div>
  );
});

function Body({ id, face, content }: { id: string; face: Face; content: string }) {
  if (face.blocks.length === 0) return null;
  return (
    <div className={css.body}>
      {face.blocks.map((block, n) => (
        <StepBlock
          key={keyOf(block, n)}
          id={id}
          block={block}
          content={content}
          isEnd={face.kind === 'end'}
        />
      ))}
    </div>
  );
}

function keyOf(block: Block, n: number): string {
  return block.kind === 'text' ? block.at.join('.') : `${block.kind} ${n}`;
}
