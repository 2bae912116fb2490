/** Asks for the name of a sub-flow, makes it of the selected steps, and leads to it. Knows the API of flows. */
import { useId, useState } from 'react';
import { create } from 'zustand';
import { collapse } from '../../../flows/edit/collapse.ts';
import { freshId } from '../../../flows/edit/fresh-id.ts';
import { isApiError } from '../../api/api-error.ts';
import { useProblemText } from '../../api/problem-text.ts';
import { request } from '../../api/request.ts';
import { useDocument } from '../../document/store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { useLocale, useTexts } from '../../ui/i18n.ts';
import { Input } from '../../ui/input.tsx';
import { toast } from '../../ui/toast.ts';
import { focusNode } from '../focus.ts';
import { selected } from './actions.ts';
import { canvasTexts } from './canvas-texts.ts';
import { openFlow } from './open-flow.ts';
import { EDITS } from './words-for-edits.ts';

const useAsked = create<{ open: boolean }>(() => ({ open: false }));
/** Names in use are told from free ones by asking for them. */
const TRIES = 20;

export function askForSubflow(): void {
  useAsked.setState({ open: true });
}

export function SubflowDialog() {
  const open = useAsked((state) => state.open);
  return open ? <Asking /> : null;
}

function Asking() {
  const say = useTexts(canvasTexts);
  const reader = useLocale();
  const problem = useProblemText();
  const form = useId();
  const [name, setName] = useState('');
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const count = selected(useDocument((state) => state.selection)).nodes.length;
  const close = () => useAsked.setState({ open: false });

  const make = async () => {
    const { flow, edit } = useDocument.getState();
    const { nodes } = selected();
    setBusy(true);
    try {
      const id = await createSubflow(
        freshId(name, () => false),
        (free) => {
          const made = collapse(flow, nodes, { id: free, name });
          if (!made.ok) throw new Refusal(made.reason[reader]);
          return made.subflow;
        },
      );
      let caller: string | undefined;
      edit(EDITS.collapse, (now) => {
        const made = collapse(now, nodes, { id, name });
        if (made.ok) caller = made.node;
        return made.flow;
      });
      close();
      if (caller !== undefined) focusNode(caller);
      toast({
        text: say('subflowMade', { name }),
        action: { label: say('openSubflow'), run: () => openFlow(id) },
      });
    } catch (fault) {
      setError(fault instanceof Refusal ? fault.message : problem(fault));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Dialog
      open
      onOpenChange={(open) => open || close()}
      title={say('subflowTitle', { n: count })}
      description={say('subflowHelp')}
      size="s"
      footer={
        <>
          <Button size="m" onClick={close}>
            {say('cancel')}
          </Button>
          <Button size="m" look="primary" type="submit" form={form} disabled={busy || name.trim() === ''}>
            {say('subflowMake')}
          </Button>
        </>
      }
    >
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <Field label={say('subflowName')} error={error} required>
          {(control) => <Input {...control} value={name} onChange={setName} maxLength={120} autoFocus />}
        </Field>
      </form>
    </Dialog>
  );
}

/** What the flow's own rules have against it, in words. */
class Refusal extends Error {}

async function createSubflow(wish: string, document: (id: string) => unknown): Promise<string> {
  for (let n = 1; ; n += 1) {
    const id = n === 1 ? wish : `${wish.slice(0, 60)}-${n}`;
    try {
      await request('/flows', { method: 'POST', body: { document: document(id) } });
      return id;
    } catch (fault) {
      if (!isApiError(fault, 'already_exists') || n >= TRIES) throw fault;
    }
  }
}
