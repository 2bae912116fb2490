/** What each command of the flow as a whole and of the editor's panels does, whatever asked for it. Draws nothing. */
import { useQueryClient } from '@tanstack/react-query';
import { saveFile } from '../api/download.ts';
import { archiveFlow, exportFlow, FLOWS_KEY, useFlows } from '../api/flows.ts';
import { useProblemText } from '../api/problem-text.ts';
import { useMay } from '../api/session.ts';
import { useDocument } from '../document/store.ts';
import { dictionary, locale, useTexts } from '../ui/i18n.ts';
import { toast } from '../ui/toast.ts';
import type { Handler } from './command-now.ts';
import type { IdsOf } from './editor-commands.ts';
import { focusInspector } from './focus.ts';
import { openPublish, type Panel, setFocusMode, showPanel, togglePanel } from './frame.ts';
import { askForFile } from './import-file.tsx';
import { goToPart } from './next-part.ts';

const texts = dictionary(
  {
    archived: '“{name}” is archived. Running conversations finish it.',
    back: '“{name}” is back in use.',
    undo: 'Undo',
  },
  {
    archived: '« {name} » est archivé. Les conversations en cours le terminent.',
    back: '« {name} » sert de nouveau.',
    undo: 'Annuler',
  },
);

export type FlowHandlers = Readonly<Record<IdsOf<'editor'>, Handler>>;

/** The field that has the flow's name. */
export const FLOW_NAME = 'flow-name';

export function useFlowHandlers(): FlowHandlers {
  const say = useTexts(texts);
  const words = useProblemText();
  const client = useQueryClient();
  const mayEdit = useMay('flows.write');
  const id = useDocument((state) => state.id);
  const archived = useFlows({ quiet: true }).data?.find((flow) => flow.id === id)?.archived === true;

  const failed = (error: unknown) => toast({ tone: 'bad', text: words(error) });
  const archive = async (next: boolean): Promise<void> => {
    const { name } = useDocument.getState().flow;
    try {
      await archiveFlow(id, next);
      await client.invalidateQueries({ queryKey: FLOWS_KEY });
      toast({
        text: say(next ? 'archived' : 'back', { name }),
        action: { label: say('undo'), run: () => void archive(!next) },
      });
    } catch (error) {
      failed(error);
    }
  };
  return {
    'editor.undo': { run: () => void useDocument.getState().undo() },
    'editor.redo': { run: () => void useDocument.getState().redo() },
    'editor.rename': { run: focusName },
    'editor.settings': {
      run: () => {
        useDocument.getState().select([]);
        showPanel('inspector');
        focusInspector();
      },
    },
    'editor.publish': { run: openPublish },
    'editor.import': { run: askForFile },
    'editor.export': { run: () => void exportFlow(useDocument.getState().id).catch(failed) },
    'editor.export-text': { run: exportText },
    'editor.archive': { run: () => void archive(!archived), on: () => archived },
    'editor.draft': { run: () => useDocument.getState().view(undefined) },
    'editor.palette': panel('palette'),
    'editor.outline': panel('outline'),
    'editor.inspector': { run: () => togglePanel('inspector'), on: () => !mayEdit },
    'editor.preview': panel('preview'),
    'editor.versions': panel('versions'),
    'editor.problems': panel('problems'),
    'editor.paths': panel('paths'),
    'editor.next-part': { run: () => goToPart(1) },
    'editor.previous-part': { run: () => goToPart(-1) },
    'editor.test-paths': {
      run: () => {
        showPanel('paths');
        void import('./paths/use-paths.ts').then(({ testAllPaths }) => testAllPaths());
      },
    },
  };
}

function panel(name: Panel): Handler {
  return { run: () => togglePanel(name) };
}

/** Where everything but the canvas is hidden, the strip with the name comes back first. */
function focusName(): void {
  setFocusMode(false);
  requestAnimationFrame(() => {
    const field = document.getElementById(FLOW_NAME);
    if (!(field instanceof HTMLInputElement)) return;
    field.focus();
    field.select();
  });
}

/** Of what is shown: the draft, or the version that is looked at. */
async function exportText(): Promise<void> {
  const { id, flow } = useDocument.getState();
  const { textForm } = await import('./text-form.ts');
  saveFile(new Blob([textForm(flow, locale.get())], { type: 'text/markdown' }), `${id}.md`);
}
