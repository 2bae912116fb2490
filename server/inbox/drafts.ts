/** What operators began to write and did not send, by operator and conversation. Knows records. */
import { changeRecord, dropRecord } from '../change-record.ts';
import type { Draft } from '../contract/inbox-work.ts';
import type { RecordStore } from '../stores/port.ts';

/** Record kind; keys are `operator/conversation`. */
export const DRAFT = 'draft';

export interface Drafts {
  get(workspace: string, operator: string, conversation: string): Promise<Draft | undefined>;
  /** An empty text forgets it. */
  save(workspace: string, operator: string, conversation: string, draft: Draft): Promise<void>;
}

export function createDrafts(records: RecordStore): Drafts {
  return {
    async get(workspace, operator, conversation) {
      return (await records.get<Draft>(workspace, DRAFT, `${operator}/${conversation}`))?.data;
    },
    async save(workspace, operator, conversation, draft) {
      const name = { workspace, kind: DRAFT, key: `${operator}/${conversation}` };
      if (draft.text.trim() !== '') {
        await changeRecord<Draft, undefined>(records, name, () => ({ answer: undefined, write: draft }));
      } else if (await records.get(workspace, DRAFT, name.key)) await dropRecord(records, name);
    },
  };
}
