/** The right-hand panel: the form of what is selected, or the flow's own settings when nothing is. */
import { useMay } from '../../api/session.ts';
import { useDocument } from '../../document/store.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { CanvasItemForm } from './canvas-item-form.tsx';
import { FlowForm } from './flow-form.tsx';
import css from './inspector.module.css';
import { InspectorEditing } from './inspector-editing.tsx';
import { useInspectorTexts } from './inspector-texts.ts';
import { NodeForm } from './node-form.tsx';
import { SeveralForm } from './several-form.tsx';

export function Inspector() {
  const say = useInspectorTexts();
  const selection = useDocument((state) => state.selection);
  const phase = useDocument((state) => state.phase);
  const viewing = useDocument((state) => state.viewing !== undefined);
  const mayEdit = useMay('flows.write');
  if (phase !== 'ready') {
    return (
      <div className={css.inspector} aria-busy={phase === 'loading'} data-inspector>
        <span className="visually-hidden">{say('loading')}</span>
        {phase === 'loading' ? (
          <div className={css.waiting}>
            <Skeleton width="40%" />
            <Skeleton height="32px" />
            <Skeleton height="96px" />
            <Skeleton height="34px" />
          </div>
        ) : null}
      </div>
    );
  }
  return (
    <div className={css.inspector} data-inspector>
      <InspectorEditing>
        {viewing || !mayEdit ? (
          <p className={css.viewing}>{say(viewing ? 'readOnlyNote' : 'lookOnlyNote')}</p>
        ) : null}
        <Content selection={selection} />
      </InspectorEditing>
    </div>
  );
}

function Content({ selection }: { selection: readonly string[] }) {
  const [only] = selection;
  if (only === undefined) return <FlowForm />;
  if (selection.length > 1) return <SeveralForm ids={selection} />;
  // Fields keep what is typed in them: another step is another form.
  return only.includes(':') ? <CanvasItemForm key={only} item={only} /> : <NodeForm key={only} id={only} />;
}
