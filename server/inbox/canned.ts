/** Canned replies: kept by language, found by what is typed after "/", those one uses most first. Knows records. */
import type { z } from 'zod';
import type { Scope } from '../../flows/scope.ts';
import { changeRecord } from '../change-record.ts';
import type { Canned, saveCannedSchema } from '../contract/inbox-work.ts';
import type { RecordStore } from '../stores/port.ts';
import { type Filled, fillCanned } from './fill-canned.ts';
import { createShelf, type Keeper, type Kept } from './shelf.ts';

/** Record kind, by id. */
export const CANNED = 'canned';
/** Record kind, by operator: how often they used which, and when last. */
export const CANNED_USES = 'canned-uses';

export type CannedBody = z.output<typeof saveCannedSchema>;
type Uses = Record<string, { uses: number; at: number }>;

export interface CannedReplies {
  /** Those that fit what was typed, best first; each filled in where there is a scope to fill it from. */
  find(
    workspace: string,
    who: Keeper,
    typed: string,
    scope?: Scope,
  ): Promise<(Canned & { filled?: Filled })[]>;
  /** One of them filled in. Errors: "not_found". */
  fill(workspace: string, who: Keeper, id: string, scope: Scope): Promise<Filled | undefined>;
  add(workspace: string, who: Keeper, id: string, body: CannedBody, now: number): Promise<Canned>;
  save(workspace: string, who: Keeper, id: string, body: CannedBody, now: number): Promise<Canned>;
  remove(workspace: string, who: Keeper, id: string): Promise<void>;
  /** It was sent. Errors: "not_found". */
  used(workspace: string, who: Keeper, id: string, now: number): Promise<void>;
}

const DAY_MS = 86_400_000;
/** A use counts half as much after so long. */
const HALF_MS = 14 * DAY_MS;
const MOST_USED = 300;

export function createCanned(records: RecordStore): CannedReplies {
  const shelf = createShelf<CannedBody>(records, CANNED);

  async function usesOf(workspace: string, who: Keeper): Promise<Uses> {
    return (await records.get<Uses>(workspace, CANNED_USES, who.id))?.data ?? {};
  }

  function shown(one: Kept<CannedBody>, uses: Uses): Canned {
    const own = Object.hasOwn(uses, one.id) ? uses[one.id] : undefined;
    return { ...one, uses: own?.uses ?? 0, ...(own ? { usedAt: own.at } : {}) };
  }

  return {
    async find(workspace, who, typed, scope) {
      const [all, uses] = await Promise.all([shelf.list(workspace, who), usesOf(workspace, who)]);
      const now = Object.values(uses).reduce((last, { at }) => Math.max(last, at), 0);
      return all
        .flatMap((one) => {
          const rank = fits(one, typed);
          return rank === undefined ? [] : [{ canned: shown(one, uses), rank }];
        })
        .sort(
          (one, other) =>
            one.rank - other.rank ||
            weightOf(other.canned, now) - weightOf(one.canned, now) ||
            one.canned.title.localeCompare(other.canned.title),
        )
        .map(({ canned }) => {
          const filled = scope && fillCanned(canned.texts, scope);
          return { ...canned, ...(filled ? { filled } : {}) };
        });
    },
    async fill(workspace, who, id, scope) {
      return fillCanned((await shelf.get(workspace, who, id)).texts, scope);
    },
    async add(workspace, who, id, body, now) {
      return shown(await shelf.add(workspace, who, id, body, now), {});
    },
    async save(workspace, who, id, body, now) {
      const [saved, uses] = await Promise.all([
        shelf.save(workspace, who, id, body, now),
        usesOf(workspace, who),
      ]);
      return shown(saved, uses);
    },
    remove: shelf.remove,
    async used(workspace, who, id, now) {
      await shelf.get(workspace, who, id);
      await changeRecord<Uses, undefined>(
        records,
        { workspace, kind: CANNED_USES, key: who.id },
        (current = {}) => {
          const before = Object.hasOwn(current, id) ? current[id] : undefined;
          const next = { ...current, [id]: { uses: (before?.uses ?? 0) + 1, at: now } };
          const kept = Object.entries(next)
            .sort(([, one], [, other]) => other.at - one.at)
            .slice(0, MOST_USED);
          return { answer: undefined, write: Object.fromEntries(kept) };
        },
      );
    },
  };
}

/** 0 for its shortcut, 1 for the beginning of it, 2 for a word of its title, 3 for its text; undefined for none. */
function fits({ shortcut, title, texts }: CannedBody, typed: string): number | undefined {
  const sought = fold(typed.replace(/^\//, '').trim());
  if (sought === '') return 1;
  if (shortcut === sought) return 0;
  if (shortcut.startsWith(sought)) return 1;
  if (
    fold(title)
      .split(/\s+/)
      .some((word) => word.startsWith(sought)) ||
    fold(title).includes(sought)
  )
    return 2;
  return fold(JSON.stringify(texts)).includes(sought) ? 3 : undefined;
}

function weightOf({ uses, usedAt = 0 }: Canned, now: number): number {
  return uses * 0.5 ** (Math.max(0, now - usedAt) / HALF_MS);
}

function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
