/** Says that the run is in another flow than the one on the canvas, or began in one, and leads there and back. */
import { CornerDownRight, Workflow } from 'lucide-react';
import { useMemo } from 'react';
import type { PreviewState } from '../../../server/contract.ts';
import { useFlows } from '../../api/flows.ts';
import { useDocument } from '../../document/store.ts';
import { Button } from '../../ui/button.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { useEditorCommands } from '../use-editor-commands.ts';
import { Notice } from './notice.tsx';
import { previewTexts } from './preview-texts.ts';
import { goToStep, openPlace, startPreview, useRunDocuments } from './use-preview.ts';
import { placeNow } from './whereabouts.ts';

export function WhereaboutsNotice({ state }: { state: PreviewState }) {
  const say = useTexts(previewTexts);
  const open = useDocument(({ id }) => id);
  const names = useFlows({ quiet: true }).data;
  const documents = useRunDocuments((known) => known.documents);
  const now = useMemo(() => placeNow(state, documents), [state, documents]);
  const nameOf = (id: string) => names?.find((flow) => flow.id === id)?.name ?? id;
  const away = now !== undefined && now.flow !== open;
  const visiting = state.flow !== open;
  const jump = () => {
    if (now) openPlace(now);
  };
  useEditorCommands(away ? { 'preview.open-flow': { run: jump } } : {});
  return (
    <>
      {away ? (
        <Notice
          tone="plain"
          icon={<CornerDownRight size={15} aria-hidden />}
          action={
            <Button size="s" look="quiet" onClick={jump}>
              {say('openFlow')}
            </Button>
          }
        >
          {say('elsewhere', { flow: nameOf(now.flow) })}
        </Notice>
      ) : null}
      {visiting ? (
        <Notice
          tone="plain"
          icon={<Workflow size={15} aria-hidden />}
          action={
            <>
              {away && now.flow === state.flow ? null : (
                <Button
                  size="s"
                  look="quiet"
                  onClick={() => goToStep(state.flow, state.path.at(-1)?.split('/')[0] ?? '')}
                >
                  {say('backThere')}
                </Button>
              )}
              <Button size="s" look="quiet" onClick={() => void startPreview()}>
                {say('playThis')}
              </Button>
            </>
          }
        >
          {say('visiting', { flow: nameOf(state.flow) })}
        </Notice>
      ) : null}
    </>
  );
}
