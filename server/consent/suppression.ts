/**
 * Whether one number is silent, and by whose word: its own, or that of another number of the same person. Pure; knows numbers
 * by their fingerprint alone.
 */
import type { ConsentEntry } from './port.ts';

/**
 * Holds no phone number and no words. Of its own word the later of both instants decides; `suppressed` where they are the
 * same. `others`: numbers of the same person whose withdrawal holds here too, by fingerprint, and since when.
 */
export interface Suppression {
  suppressed: boolean;
  withdrawnAt?: number;
  resumedAt?: number;
  others?: Record<string, number>;
}

/** Since when it is silent, by whomever; undefined if it is not. */
export function silentSince(now: Suppression | undefined): number | undefined {
  if (!now) return undefined;
  const others = Object.values(now.others ?? {});
  if (now.suppressed) return now.withdrawnAt;
  return others.length > 0 ? Math.min(...others) : undefined;
}

/** Whether a withdrawal of that time says more than the return that is known. */
export function outlasts(now: Suppression | undefined, at: number): boolean {
  return now?.resumedAt === undefined || at >= now.resumedAt;
}

export function withdraw(now: Suppression | undefined, at: number): Suppression | undefined {
  const { suppressed = false, withdrawnAt = at } = now ?? {};
  const next: Suppression = {
    ...now,
    suppressed: suppressed || outlasts(now, at),
    withdrawnAt: Math.max(at, withdrawnAt),
  };
  const same = now?.suppressed === next.suppressed && now.withdrawnAt === next.withdrawnAt;
  return same ? undefined : next;
}

/**
 * STOP and START of one millisecond count in the order they came. A return that is only repeated may be the earlier
 * of the two, and neither a form nor a repetition wins a tie. Noted even where nothing is suppressed: a withdrawal
 * from before it may still be on its way.
 *
 * It ends the silence of this number alone, whoever's word that was. Whoever writes START asks for messages to the phone in
 * their hand; that they also speak for another one, perhaps long given away, is an operator's guess, and a guess may
 * silence but never make heard.
 */
export function resume(
  now: Suppression | undefined,
  entry: Pick<ConsentEntry, 'at' | 'source'>,
  fresh: boolean,
): Suppression {
  const { suppressed = false, withdrawnAt, resumedAt = entry.at, others = {} } = now ?? {};
  const wins = (at: number | undefined) =>
    at === undefined || entry.at > at || (entry.at === at && fresh && entry.source !== 'form');
  return withOthers(
    {
      suppressed: suppressed && !wins(withdrawnAt),
      ...(withdrawnAt === undefined ? {} : { withdrawnAt }),
      resumedAt: Math.max(entry.at, resumedAt),
    },
    Object.entries(others).filter(([, at]) => !wins(at)),
  );
}

/** The word of another number holds here from `at` on; undefined where this one asked for messages later than that. */
export function borrow(now: Suppression | undefined, from: string, at: number): Suppression | undefined {
  if (!outlasts(now, at)) return undefined;
  const { suppressed = false, others = {} } = now ?? {};
  return { ...now, suppressed, others: { ...others, [from]: Math.max(at, others[from] ?? at) } };
}

/** The word of that number holds here no longer. */
export function giveBack({ others = {}, ...own }: Suppression, from: string): Suppression {
  return withOthers(
    own,
    Object.entries(others).filter(([one]) => one !== from),
  );
}

/** What it was silent for by others' words it is silent for by its own. */
export function adopt({ others, ...own }: Suppression): Suppression {
  const at = Math.max(...Object.values(others ?? {}), own.withdrawnAt ?? 0);
  return others ? { ...own, suppressed: true, withdrawnAt: at } : own;
}

function withOthers(own: Suppression, others: readonly [string, number][]): Suppression {
  return others.length > 0 ? { ...own, others: Object.fromEntries(others) } : own;
}
