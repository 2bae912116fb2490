/** `users.batchGet`: which of many numbers have RCS, and the sample Google estimates reach from; knows no HTTP. */
import { LIMITS } from '../../flows/limits.ts';
import type { Clock } from '../clock.ts';
import type { EmulatedAgent } from './agents.ts';
import { GoogleError } from './google-error.ts';
import type { Handsets } from './handsets.ts';
import { checkPhone } from './phone.ts';

export interface BulkAnswer {
  reachableUsers: string[];
  /** About three quarters of the numbers; 0 below 500. */
  totalRandomSampleUserCount: number;
  reachableRandomSampleUserCount: number;
}

const MINUTE_MS = 60_000;

/** One counter for all agents. GoogleError 400 for a malformed or repeated number, 429 past 600 calls a minute. */
export function createBulkCheck({ clock, handsets }: { clock: Clock; handsets: Handsets }) {
  let minute = 0;
  let calls = 0;

  return (agent: EmulatedAgent, users: string[]): BulkAnswer => {
    const now = Math.floor(clock.now() / MINUTE_MS);
    calls = now === minute ? calls + 1 : 1;
    minute = now;
    if (calls > LIMITS.batchCallsPerMinute)
      throw new GoogleError(429, 'Quota exceeded for bulk capability checks.');
    for (const phone of users) checkPhone(phone);
    if (new Set(users).size !== users.length) throw new GoogleError(400, 'The users must be unique.');

    const hasRcs = (phone: string) => handsets.settingsOf(phone).rcs;
    const sample = users.length < LIMITS.batchMinUsers ? [] : users.filter((_, index) => index % 4 !== 3);
    return {
      // Google names only users of carriers where the agent is launched.
      reachableUsers: agent.launched ? users.filter(hasRcs) : [],
      totalRandomSampleUserCount: sample.length,
      reachableRandomSampleUserCount: sample.filter(hasRcs).length,
    };
  };
}
