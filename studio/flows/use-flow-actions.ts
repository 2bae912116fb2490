/** What can be done with a whole flow from the list; says how it went, offers to undo, and renews the list. */
import { useQueryClient } from '@tanstack/react-query';
import type { FlowSummary } from '../../server/contract.ts';
import { isApiError } from '../api/api-error.ts';
import {
  archiveFlow,
  cloneFlow,
  createFlow,
  exportFlow,
  FLOWS_KEY,
  readFlow,
  saveFlow,
} from '../api/flows.ts';
import { useProblemText } from '../api/problem-text.ts';
import { useTexts } from '../ui/i18n.ts';
import { navigate } from '../ui/router.tsx';
import { toast } from '../ui/toast.ts';
import { blankFlow, flowIdOf, NAME_MAX } from './blank-flow.ts';
import { flowTexts } from './flow-texts.ts';

/** Names in use are tried with -2, -3... this often. */
const ID_ATTEMPTS = 20;

export function useFlowActions() {
  const say = useTexts(flowTexts);
  const problemText = useProblemText();
  const client = useQueryClient();

  /** Changes what the list shows at once; the list itself follows. */
  const renew = (change?: (flows: FlowSummary[]) => FlowSummary[]) => {
    if (change) client.setQueryData<FlowSummary[]>(FLOWS_KEY, (flows) => flows && change(flows));
    return client.invalidateQueries({ queryKey: FLOWS_KEY });
  };
  const fail = (error: unknown) => {
    toast({ tone: 'bad', text: say('actionFailed', { reason: problemText(error) }) });
    renew();
  };
  const openFlow = (id: string) => navigate(`/flows/${encodeURIComponent(id)}`);

  const archive = async (flow: FlowSummary, archived: boolean) => {
    renew((flows) => flows.map((one) => (one.id === flow.id ? { ...one, archived } : one)));
    try {
      await archiveFlow(flow.id, archived);
      toast({
        text: say(archived ? 'archivedDone' : 'unarchivedDone', { name: flow.name }),
        action: { label: say('undo'), run: () => archive(flow, !archived) },
      });
      renew();
    } catch (error) {
      fail(error);
    }
  };

  const rename = async (flow: FlowSummary, name: string) => {
    const before = flow.name;
    try {
      await renameFlow(flow.id, name);
      toast({
        text: say('renamed', { name }),
        action: { label: say('undo'), run: () => rename({ ...flow, name }, before) },
      });
      renew((flows) => flows.map((one) => (one.id === flow.id ? { ...one, name } : one)));
    } catch (error) {
      fail(error);
    }
  };

  const duplicate = async (flow: FlowSummary) => {
    try {
      const copy = await cloneFlow(flow.id, say('copyOf', { name: flow.name }).slice(0, NAME_MAX));
      toast({
        tone: 'good',
        text: say('duplicated', { name: copy.name }),
        action: { label: say('open'), run: () => openFlow(copy.id) },
      });
      renew();
    } catch (error) {
      fail(error);
    }
  };

  const save = async (flow: FlowSummary) => {
    try {
      await exportFlow(flow.id);
    } catch (error) {
      fail(error);
    }
  };

  /** Throws ApiError, for the dialog that asked. */
  const create = async (name: string, locales: readonly string[]) => {
    const made = await createUnderFreeId(name, locales);
    renew();
    openFlow(made);
  };

  return { openFlow, archive, rename, duplicate, export: save, create, renew };
}

export type FlowActions = ReturnType<typeof useFlowActions>;

/** Somebody may have saved between reading and writing: then it is read once more. */
async function renameFlow(id: string, name: string, again = true): Promise<void> {
  const { rev, document } = await readFlow(id);
  try {
    await saveFlow(id, rev, { ...document, name });
  } catch (error) {
    if (!again || !isApiError(error, 'conflict')) throw error;
    await renameFlow(id, name, false);
  }
}

async function createUnderFreeId(name: string, locales: readonly string[]): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { id } = await createFlow(blankFlow(name, locales, flowIdOf(name, attempt)));
      return id;
    } catch (error) {
      if (attempt >= ID_ATTEMPTS || !isApiError(error, 'already_exists')) throw error;
    }
  }
}
