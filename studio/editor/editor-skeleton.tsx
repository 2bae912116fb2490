/** The shape of the editor while a flow is being opened: nothing moves when it is there. */
import { useTexts } from '../ui/i18n.ts';
import { Skeleton } from '../ui/skeleton.tsx';
import css from './editor.module.css';
import { editorTexts } from './editor-texts.ts';
import { useFrame } from './frame.ts';

const ROWS = Array.from({ length: 9 }, (_, n) => n);
const BOXES = [
  { x: '12%', y: '34%' },
  { x: '38%', y: '22%' },
  { x: '38%', y: '54%' },
  { x: '64%', y: '34%' },
];

export function EditorSkeleton() {
  const say = useTexts(editorTexts);
  const { left, right } = useFrame();
  return (
    <main id="content" className={css.editor} aria-busy="true">
      <h1 className="visually-hidden">{say('loading')}</h1>
      <div className={css.headerSkeleton}>
        <Skeleton width="180px" height="18px" />
        <Skeleton width="96px" height="28px" />
      </div>
      <div className={css.row}>
        {left ? (
          <div className={css.leftSkeleton}>
            {ROWS.map((row) => (
              <Skeleton key={row} height="26px" />
            ))}
          </div>
        ) : null}
        <div className={css.canvasSkeleton}>
          {BOXES.map(({ x, y }) => (
            <span
              key={`${x} ${y}`}
              className={css.boxSkeleton}
              style={{ insetInlineStart: x, insetBlockStart: y }}
            >
              <Skeleton width="220px" height="96px" />
            </span>
          ))}
        </div>
        {right ? <div className={css.rightSkeleton} /> : null}
      </div>
    </main>
  );
}
