/**
 * Flows that are being edited: every edit is a compare-and-set on the stored draft, merged with what others did since
 * the document it was made on. Knows drafts and changes; no connection, and not who is there.
 */
import { applyChanges, type Change, diff, invert, rebase } from '../../flows/change.ts';
import type { Flow } from '../../flows/flow.ts';
import { DOCUMENT_LIMITS } from '../../flows/limits.ts';
import type { Clock } from '../clock.ts';
import { FLOW, type FlowRecord } from '../engine/catalogue.ts';
import { createSerial } from '../engine/serial.ts';
import { CodedError } from '../errors.ts';
import type { RecordStore, StoredRecord } from '../stores/port.ts';
import { readChanged, readDraft, refuseTooLarge, sizeOf } from './read-draft.ts';

export interface Author {
  name: string;
  /** The connection it came by, if any. */
  person?: string;
}

/** What those who have a flow open must hear. */
export interface Changed {
  base: number;
  rev: number;
  changes: Change[];
  by: Author;
}

export interface EditRequest {
  /** The rev of the document the changes were made on. */
  base: number;
  changes: Change[];
  /** An edit that comes twice under one id is made once. */
  id: string;
}

export type Edited =
  /** `theirs`: what others changed between `base` and this edit, if anything. */
  | { kind: 'stored'; rev: number; theirs: Change[] }
  /** Both changed these parts, and differently; nothing was stored. */
  | { kind: 'conflict'; rev: number; theirs: Change[]; units: string[] };

export interface Opened {
  rev: number;
  flow: Flow;
  published: number;
  archived: boolean;
  /** Those of the edits asked about that are in the document. */
  applied: string[];
}

export interface Editing {
  /** The draft as it is now. Errors: "not_found"; "invalid_flow" where what is stored is no flow. */
  open(workspace: string, flow: string, pending?: string[]): Promise<Opened>;
  /**
   * Makes an edit, on top of what others did since. Errors: "not_found"; "stale" where that is not known any more;
   * "invalid_flow" or "payload_too_large" for a document that would not be one: nothing is stored then.
   */
  edit(workspace: string, flow: string, request: EditRequest, by: Author): Promise<Edited>;
  /** The record was written by somebody else: those who have the flow open are told what changed. */
  refresh(workspace: string, flow: string, by: Author): Promise<void>;
  /** Resolves when nothing is being stored. */
  idle(): Promise<void>;
}

/** Edits known by what they changed: who is further behind opens the flow again. */
const HISTORY = 500;
/** Edits known by their ids, longer than that. */
const IDS = 5000;
/** As many of them are stored with the draft, for other processes: a page that lost its connection repeats far fewer. */
const IDS_STORED = 50;
/** Flows kept in memory, the last used ones. */
const ROOMS = 100;
/** A write loses only to a write of another kind, such as publishing. */
const MAX_TRIES = 20;

interface Entry {
  base: number;
  rev: number;
  changes: Change[];
  /** What takes them back. */
  undo: Change[];
}

interface Room {
  rev: number;
  record: FlowRecord;
  flow: Flow;
  /** At least as large as the document. */
  bytes: number;
  history: Entry[];
  /** The revs at which edits were stored, by their ids; oldest first. */
  ids: Map<string, number>;
}

export interface EditingDeps {
  records: RecordStore;
  clock: Clock;
  tell(workspace: string, flow: string, changed: Changed): void;
}

export function createEditing({ records, clock, tell }: EditingDeps): Editing {
  const rooms = new Map<string, Room>();
  const serial = createSerial();
  const keyOf = (workspace: string, flow: string) => `${workspace}/${flow}`;

  async function stored(workspace: string, flow: string): Promise<StoredRecord<FlowRecord>> {
    const record = await records.get<FlowRecord>(workspace, FLOW, flow);
    if (!record) throw new CodedError('not_found', `There is no flow "${flow}".`);
    return record;
  }

  function known(workspace: string, flow: string): Room | undefined {
    const key = keyOf(workspace, flow);
    const room = rooms.get(key);
    if (!room) return undefined;
    // Moved to the end: the map's order is the order of use.
    rooms.delete(key);
    rooms.set(key, room);
    return room;
  }

  async function load(workspace: string, flow: string): Promise<Room> {
    const room = known(workspace, flow);
    if (room) return room;
    const { rev, data } = await stored(workspace, flow);
    const draft = readDraft(data.draft);
    const fresh: Room = {
      rev,
      record: data,
      flow: draft,
      bytes: sizeOf(draft),
      history: [],
      ids: new Map(),
    };
    learn(fresh, data);
    rooms.set(keyOf(workspace, flow), fresh);
    if (rooms.size > ROOMS) rooms.delete(rooms.keys().next().value ?? '');
    return fresh;
  }

  /** Catches up with what was written by others, if anything was. */
  async function catchUp(workspace: string, flow: string, room: Room, by: Author): Promise<void> {
    const { rev, data } = await stored(workspace, flow);
    if (rev === room.rev) return;
    let draft: Flow;
    try {
      draft = readDraft(data.draft);
    } catch (error) {
      // Whoever has it open finds out with their next edit, and why.
      rooms.delete(keyOf(workspace, flow));
      throw error;
    }
    advance(room, { rev, data, changes: diff(room.flow, draft) });
    learn(room, data);
    const last = room.history.at(-1);
    if (last) tell(workspace, flow, { base: last.base, rev, changes: last.changes, by });
  }

  /** Edits that other processes made are known by what they stored. */
  function learn({ ids }: Room, { edits = [] }: FlowRecord): void {
    for (const { id, rev } of edits) ids.set(id, rev);
    while (ids.size > IDS) ids.delete(ids.keys().next().value ?? '');
  }

  function advance(
    room: Room,
    { rev, data, changes }: { rev: number; data: FlowRecord; changes: Change[] },
  ): void {
    room.history.push({ base: room.rev, rev, changes, undo: invert(room.flow, changes) });
    if (room.history.length > HISTORY) room.history.shift();
    room.flow = applyChanges(room.flow, changes);
    room.bytes += sizeOf(changes);
    room.rev = rev;
    room.record = { ...data, draft: room.flow };
  }

  /** What changed between two revs that a client may have seen; undefined where that is forgotten. */
  function changesBetween(room: Room, base: number, end: number): Change[] | undefined {
    if (base === end) return [];
    const from = room.history.findIndex((entry) => entry.base === base);
    const to = room.history.findIndex((entry) => entry.rev === end);
    if (from < 0 || to < from) return undefined;
    const [only, more] = room.history.slice(from, to + 1);
    if (only && !more) return only.changes;
    // What was changed and changed back is no change.
    let at = room.flow;
    let then = at;
    for (const entry of room.history.slice(from).reverse()) {
      if (entry.rev === end) then = at;
      at = applyChanges(at, entry.undo);
    }
    return diff(at, then);
  }

  /** The document with an edit in it, if it is one and not too large. */
  function withEdit(room: Room, mine: readonly Change[], added: number): Flow {
    const next = applyChanges(room.flow, mine);
    if (next.id !== room.flow.id) {
      const fault = { path: 'id', code: 'fixed', message: 'The id of a flow does not change.' };
      throw new CodedError('invalid_flow', fault.message, [fault]);
    }
    if (room.bytes + added > DOCUMENT_LIMITS.bytes) {
      refuseTooLarge(next);
      room.bytes = sizeOf(room.flow);
    }
    return readChanged(next, mine);
  }

  async function edit(
    workspace: string,
    flow: string,
    { base, changes, id }: EditRequest,
    by: Author,
  ): Promise<Edited> {
    const room = await load(workspace, flow);
    const added = sizeOf(changes);
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const before = room.ids.get(id);
      if (before !== undefined) {
        const theirs = base >= before ? [] : changesBetween(room, base, before - 1);
        if (!theirs) throw new CodedError('stale');
        return { kind: 'stored', rev: before, theirs };
      }
      const theirs = changesBetween(room, base, room.rev);
      if (!theirs) throw new CodedError('stale');
      const { mine, conflicts } =
        theirs.length > 0 ? rebase(changes, theirs) : { mine: changes, conflicts: [] };
      if (conflicts.length > 0) return { kind: 'conflict', rev: room.rev, theirs, units: conflicts };
      const made = diff(room.flow, withEdit(room, mine, added));
      if (made.length > 0) {
        const next: FlowRecord = {
          ...room.record,
          draft: applyChanges(room.flow, made),
          // Where boxes lie changes nothing for customers.
          changed: room.record.changed === true || made.some(({ path }) => path[0] !== 'canvas'),
          updatedAt: clock.now(),
          updatedBy: by.name,
          edits: [...(room.record.edits ?? []), { id, rev: room.rev + 1 }].slice(-IDS_STORED),
        };
        if (!(await records.update(workspace, FLOW, flow, room.rev, next))) {
          await catchUp(workspace, flow, room, { name: '' });
          continue;
        }
        const at = room.rev;
        advance(room, { rev: at + 1, data: next, changes: made });
        tell(workspace, flow, { base: at, rev: room.rev, changes: made, by });
      }
      room.ids.set(id, room.rev);
      if (room.ids.size > IDS) room.ids.delete(room.ids.keys().next().value ?? '');
      return { kind: 'stored', rev: room.rev, theirs };
    }
    throw new CodedError('conflict');
  }

  return {
    open: (workspace, flow, pending = []) =>
      serial(keyOf(workspace, flow), async () => {
        const room = await load(workspace, flow);
        await catchUp(workspace, flow, room, { name: '' });
        const { rev, record, ids } = room;
        return {
          rev,
          flow: room.flow,
          published: record.published,
          archived: record.archived,
          applied: pending.filter((id) => ids.has(id)),
        };
      }),

    edit: (workspace, flow, request, by) =>
      serial(keyOf(workspace, flow), () => edit(workspace, flow, request, by)),

    refresh: (workspace, flow, by) =>
      serial(keyOf(workspace, flow), async () => {
        const room = known(workspace, flow);
        if (room) await catchUp(workspace, flow, room, by);
      }),

    idle: serial.idle,
  };
}
