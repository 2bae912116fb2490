/** Notes and whispers, which customers never see, and whom they are for. Knows records; telling is the caller's. */

import type { Clock } from '../clock.ts';
import type { NoteLine, WhisperLine } from '../contract/inbox-live.ts';
import type { RecordStore } from '../stores/port.ts';
import type { Names } from './names.ts';
import { NOTE, noteOf, type StoredNote, whisperOf } from './thread.ts';

/** Record kind; keys are `conversation/operator`: named in a note they have not looked at. */
export const MENTION = 'inbox-mention';
const MOST_NAMED = 100;
/** "@[Ana Martin](7d0c…)" */
const NAMED = /@\[([^\]\n]{1,100})\]\(([A-Za-z0-9][A-Za-z0-9._-]{0,99})\)/g;

export interface Notes {
  add(
    workspace: string,
    conversation: string,
    by: { id: string; name: string },
    text: string,
  ): Promise<NoteLine>;
  /** `unseen`: they do not look at the conversation, and find it as one in which they are named. */
  whisper(
    workspace: string,
    conversation: string,
    by: { id: string; name: string },
    to: { id: string; name: string },
    text: string,
    unseen: boolean,
  ): Promise<WhisperLine>;
  /** Operators who are named and have not looked. */
  named(workspace: string, conversation: string): Promise<string[]>;
  /** True if that changed anything. */
  looked(workspace: string, conversation: string, operator: string): Promise<boolean>;
}

export function createNotes(deps: {
  records: RecordStore;
  clock: Clock;
  newId(): string;
  names: Names;
}): Notes {
  const { records, clock } = deps;
  const keyOf = (conversation: string, at: number) =>
    `${conversation}/${new Date(at).toISOString()}-${deps.newId().slice(0, 8)}`;
  return {
    async add(workspace, conversation, by, text) {
      const at = clock.now();
      const ids = [...new Set([...text.matchAll(NAMED)].map(([, , id = '']) => id))].slice(0, 20);
      // As they are called, not as somebody typed it; who is nobody is not named.
      const known = await deps.names.of(workspace, ids);
      const mentions = ids.flatMap((id) => {
        const name = known[id];
        return name === undefined ? [] : [{ id, name }];
      });
      const note: StoredNote = { at, author: by, text, mentions };
      const key = keyOf(conversation, at);
      await records.insert(workspace, NOTE, key, note);
      for (const { id } of mentions) {
        if (id !== by.id) await records.insert(workspace, MENTION, `${conversation}/${id}`, { at });
      }
      return noteOf(key, note);
    },
    async whisper(workspace, conversation, by, to, text, unseen) {
      const at = clock.now();
      const note = { at, author: by, text, to } satisfies StoredNote;
      const key = keyOf(conversation, at);
      await records.insert(workspace, NOTE, key, note);
      if (unseen) await records.insert(workspace, MENTION, `${conversation}/${to.id}`, { at });
      return whisperOf(key, note);
    },
    async named(workspace, conversation) {
      const prefix = `${conversation}/`;
      const { items } = await records.list(workspace, MENTION, { limit: MOST_NAMED, prefix });
      return items.map(({ key }) => key.slice(prefix.length));
    },
    async looked(workspace, conversation, operator) {
      const key = `${conversation}/${operator}`;
      const found = await records.get(workspace, MENTION, key);
      return found ? records.remove(workspace, MENTION, key, found.rev) : false;
    },
  };
}
