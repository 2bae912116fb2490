/**
 * One person's copy of a document that others edit too: what the server has, what I have, and how the two come together.
 * Plain data and pure functions; knows no network, no time and no screen.
 */
import {
  applyChanges,
  type Change,
  cellOf,
  diff,
  type Path,
  rebase,
  same,
  unitOf,
} from '../../flows/change.ts';
import { valueAt } from '../../flows/edit/set-at.ts';
import { dropDangling } from '../../flows/edit/targets.ts';
import type { Flow } from '../../flows/flow.ts';

/** A part that I and somebody else changed differently. The document has theirs; mine is kept here until it is chosen. */
export interface Conflict {
  key: string;
  /** "node:greet", "settings". */
  unit: string;
  path: Path;
  /** undefined: I removed it. */
  mine: unknown;
  /** undefined: they removed it. */
  theirs: unknown;
}

export interface Sent {
  id: string;
  changes: Change[];
  /** My document as it was when the changes were sent. */
  flow: Flow;
}

export interface Replica {
  /** Of `base`. */
  rev: number;
  /** The document as the server has it. */
  base: Flow;
  /** The same with everything of mine, sent or not. */
  local: Flow;
  /** On its way; nothing else is sent before the answer. */
  sent: Sent | undefined;
  /** What others changed, heard while mine was on its way: in order, and told again by the answer in part. */
  heard: Heard[];
  conflicts: Conflict[];
  /** Something was missed: the document must be opened again before anything else is sent. */
  isBehind: boolean;
}

export interface Heard {
  base: number;
  rev: number;
  changes: Change[];
}

export function replicaOf(rev: number, flow: Flow): Replica {
  return { rev, base: flow, local: flow, sent: undefined, heard: [], conflicts: [], isBehind: false };
}

/** True where the server does not have everything of mine yet. */
export function isDirty({ base, local, sent }: Replica): boolean {
  return sent !== undefined || (local !== base && !same(local, base));
}

/** I changed my document. */
export function edited(replica: Replica, local: Flow): Replica {
  return local === replica.local ? replica : { ...replica, local };
}

/** What shall be sent now, under this id; undefined if nothing shall. */
export function sending(replica: Replica, id: string): { replica: Replica; sent: Sent } | undefined {
  const { base, local, isBehind } = replica;
  if (replica.sent || isBehind || local === base) return undefined;
  const changes = diff(base, local);
  if (changes.length === 0) return undefined;
  const sent = { id, changes, flow: local };
  return { replica: { ...replica, sent }, sent };
}

/** The server made my changes, after `theirs`. */
export function acknowledged(
  replica: Replica,
  { rev, theirs = [] }: { rev: number; theirs?: Change[] },
): Replica {
  const { sent, base } = replica;
  if (!sent) return replica;
  const server =
    theirs.length === 0
      ? sent.flow
      : applyChanges(applyChanges(base, theirs), rebase(sent.changes, theirs).mine);
  const before = { ...replica, base: sent.flow, sent: undefined };
  return catchUp(merged(before, server, rev));
}

/** The server refused my changes because of these of others; what of mine does not collide is left to be sent. */
export function refused(replica: Replica, { rev, theirs }: { rev: number; theirs: Change[] }): Replica {
  const { base } = replica;
  return catchUp(merged({ ...replica, sent: undefined }, applyChanges(base, theirs), rev));
}

/** Somebody else changed the document. */
export function changed(replica: Replica, heard: Heard): Replica {
  if (heard.rev <= replica.rev) return replica;
  if (replica.sent) return { ...replica, heard: [...replica.heard, heard] };
  if (heard.base > replica.rev || heard.base < replica.rev) return { ...replica, isBehind: true };
  return merged(replica, applyChanges(replica.base, heard.changes), heard.rev);
}

/** My changes were refused for another reason; they stay mine, to be sent with what will make them fit. */
export function withdrawn(replica: Replica): Replica {
  return replica.sent ? catchUp({ ...replica, sent: undefined }) : replica;
}

/** The answer to what was sent will not come: whether it arrived is found out by opening the document again. */
export function interrupted(replica: Replica): Replica {
  return { ...replica, isBehind: true };
}

/** The document as it is on the server; `applied` names those of my edits that are in it. */
export function reopened(
  replica: Replica,
  { rev, flow, applied }: { rev: number; flow: Flow; applied: readonly string[] },
): Replica {
  const { sent, base } = replica;
  const arrived = sent !== undefined && applied.includes(sent.id);
  const before: Replica = {
    ...replica,
    base: arrived ? sent.flow : base,
    sent: undefined,
    isBehind: false,
    heard: replica.heard.filter((heard) => heard.rev > rev),
  };
  // Made from what I have, so that what is the same stays the same object.
  return catchUp(merged(before, applyChanges(before.base, diff(before.base, flow)), rev));
}

function catchUp(replica: Replica): Replica {
  const { heard } = replica;
  let next: Replica = { ...replica, heard: [] };
  for (const one of heard) next = changed(next, one);
  return next;
}

/** The server's document is another one: mine is laid over it. */
function merged(replica: Replica, server: Flow, rev: number): Replica {
  const { base, local } = replica;
  if (local === base) return refreshed({ ...replica, rev, base: server, local: server });
  const mine = diff(base, local);
  const rebased = rebase(mine, diff(base, server));
  const next = dropDangling(server, applyChanges(server, rebased.mine));
  const collided = rebased.cells.map(
    (path): Conflict => ({
      key: `${JSON.stringify(path)} ${rev}`,
      unit: unitOf(path),
      path,
      mine: valueAt(local, path),
      theirs: valueAt(server, path),
    }),
  );
  const conflicts = [...replica.conflicts, ...collided];
  return refreshed({ ...replica, rev, base: server, local: next, conflicts });
}

/** Conflicts show what is there now; one that is none any more is gone. */
function refreshed(replica: Replica): Replica {
  if (replica.conflicts.length === 0) return replica;
  const conflicts = replica.conflicts.flatMap((conflict): Conflict[] => {
    const theirs = valueAt(replica.local, conflict.path);
    return same(theirs, conflict.mine) ? [] : [{ ...conflict, theirs }];
  });
  return { ...replica, conflicts };
}

/** The conflicts without these; which version shall count is an edit like any other. */
export function settled(replica: Replica, keys: ReadonlySet<string>): Replica {
  return { ...replica, conflicts: replica.conflicts.filter(({ key }) => !keys.has(key)) };
}

// --- kept over a reload ------------------------------------------------------------------------------------------

/** What of a replica must not be lost when the page goes: my changes, and what they were made on. */
export interface Kept {
  rev: number;
  sent?: { id: string; changes: Change[] };
  /** From the server's document to mine, those sent included. */
  changes: Change[];
  /** The parts my changes touch, as the server's document had them: by this it is seen whether others changed them. */
  was: Change[];
  conflicts: Conflict[];
}

/** undefined where nothing would be lost. */
export function keptOf(replica: Replica): Kept | undefined {
  const { rev, base, local, sent, conflicts } = replica;
  const changes = diff(base, local);
  if (changes.length === 0 && !sent && conflicts.length === 0) return undefined;
  const touched = [...changes, ...(sent?.changes ?? [])].map(({ path }) => cellOf(path));
  const cells = new Map(touched.map((cell) => [JSON.stringify(cell), cell]));
  return {
    rev,
    ...(sent ? { sent: { id: sent.id, changes: sent.changes } } : {}),
    changes,
    was: [...cells.values()].map((path) => {
      const value = valueAt(base, path);
      return value === undefined ? { path } : { path, value };
    }),
    conflicts,
  };
}

/** The replica of a document just opened, with what was kept laid over it. */
export function restored(
  kept: Kept,
  opened: { rev: number; flow: Flow; applied: readonly string[] },
): Replica {
  const base = applyChanges(opened.flow, kept.was);
  const sent = kept.sent && { ...kept.sent, flow: applyChanges(base, kept.sent.changes) };
  const local = applyChanges(base, kept.changes);
  const before: Replica = { ...replicaOf(kept.rev, base), local, sent, conflicts: kept.conflicts };
  return reopened(before, opened);
}
