/** Flows as the engine runs them: published versions, compiled once and kept in a bounded cache. */
import { compile, type Program } from '../../flows/compile.ts';
import type { Bundle } from '../../flows/flow.ts';
import type { Catalogue, Listed } from '../../flows/turn.ts';
import type { RecordStore } from '../stores/port.ts';

/** Record kind "flow", by flow id. */
export interface FlowRecord {
  /** The document as last saved; it may be unfinished, so it is kept as it came. */
  draft: unknown;
  /** The newest published version; 0 before the first. */
  published: number;
  archived: boolean;
  updatedAt: number;
  updatedBy?: string;
  /** The draft was changed since it was last published. */
  changed?: boolean;
  /** The latest edits of the draft and the revs they made, oldest first: one that comes twice is made once, by any process. */
  edits?: readonly { id: string; rev: number }[];
}

/** Record kind "flow-version", by `versionKey`. Never changed once written. */
export interface VersionRecord {
  flow: string;
  version: number;
  bundle: Bundle;
  note: string;
  publishedAt: number;
  publishedBy: string;
  /** None where they were never given. */
  tags?: string[];
}

export const FLOW = 'flow';
export const VERSION = 'flow-version';
/** Versions of a flow sort in order. */
export function versionKey(flow: string, version: number): string {
  return `${flow}/${String(version).padStart(6, '0')}`;
}

export interface Catalogues {
  /** The published flows of a workspace. */
  of(workspace: string): Promise<Catalogue>;
  /** A particular version, for a conversation pinned to it; undefined if there is no such version. */
  program(workspace: string, flow: string, version: number): Promise<Program | undefined>;
  /** A flow was published or archived. */
  changed(workspace: string): void;
  /** Reads again what another process may have published; until that is done, what was known holds. */
  refresh(workspace: string): Promise<void>;
}

/** Compiled versions kept in memory; a flow of 500 nodes takes about a megabyte. */
const PROGRAMS_KEPT = 200;
const PAGE = 200;

export function createCatalogues(records: RecordStore): Catalogues {
  const programs = new Map<string, Promise<Program | undefined>>();
  const catalogues = new Map<string, Promise<Catalogue>>();

  async function load(workspace: string, flow: string, version: number): Promise<Program | undefined> {
    const record = await records.get<VersionRecord>(workspace, VERSION, versionKey(flow, version));
    return record && compile(record.data.bundle);
  }

  function program(workspace: string, flow: string, version: number): Promise<Program | undefined> {
    const key = `${workspace}/${versionKey(flow, version)}`;
    const known = programs.get(key);
    const found = known ?? load(workspace, flow, version);
    // Moved to the end: the map's order is the order of use.
    programs.delete(key);
    programs.set(key, found);
    if (!known)
      found.then(
        (loaded) => loaded ?? programs.delete(key),
        () => programs.delete(key),
      );
    const oldest = programs.size > PROGRAMS_KEPT ? programs.keys().next().value : undefined;
    if (oldest !== undefined) programs.delete(oldest);
    return found;
  }

  async function list(workspace: string): Promise<Catalogue> {
    const listed = new Map<string, Listed>();
    let cursor: string | undefined;
    do {
      const page = await records.list<FlowRecord>(workspace, FLOW, {
        limit: PAGE,
        ...(cursor === undefined ? {} : { cursor }),
      });
      for (const { key, data } of page.items) {
        if (data.archived || data.published === 0) continue;
        // One version that cannot be read must not silence the others.
        const compiled = await program(workspace, key, data.published).catch(() => undefined);
        if (compiled) listed.set(key, { id: key, version: data.published, program: compiled });
      }
      cursor = page.cursor;
    } while (cursor !== undefined);
    return { get: (flow) => listed.get(flow), all: () => listed.values() };
  }

  return {
    program,
    of(workspace) {
      const known = catalogues.get(workspace);
      if (known) return known;
      const found = list(workspace);
      catalogues.set(workspace, found);
      found.catch(() => catalogues.delete(workspace));
      return found;
    },
    changed(workspace) {
      catalogues.delete(workspace);
    },
    async refresh(workspace) {
      const before = catalogues.get(workspace);
      if (!before) return;
      const found = list(workspace);
      await found;
      // What was changed here meanwhile is newer.
      if (catalogues.get(workspace) === before) catalogues.set(workspace, found);
    },
  };
}
