/** What customers say of how they were served: kept with the conversation. Knows no operator and no screen. */
import { z } from 'zod';
import { rfc3339 } from '../../flows/wall-clock.ts';
import type { RecordStore } from '../stores/port.ts';
import { done, operation } from './operation.ts';
import type { Service } from './port.ts';

/** Record kind; keys are `conversation/time/call`, so that those of a conversation lie together in order. */
const RATING = 'satisfaction';

export interface Rating {
  at: number;
  /** From 1, not at all, to 5. */
  score: number;
  reason: string;
}

export interface SatisfactionDeps {
  records: RecordStore;
  /** Told of each rating once. */
  rated?(workspace: string, conversation: string, rating: Rating): Promise<void>;
}

export function createSatisfactionService({ records, rated }: SatisfactionDeps): Service {
  return {
    summary: 'Satisfaction: how people were served, in their own judgement.',
    operations: {
      record: operation({
        summary: 'Keeps a score from 1 to 5, and the reason if one was given.',
        input: z.strictObject({
          score: z.coerce.number().int().min(1).max(5),
          reason: z.string().max(2000).default(''),
        }),
        failures: {},
        async run({ score, reason }, { workspace, conversation, id, now }) {
          const rating: Rating = { at: now, score, reason };
          const key = `${conversation}/${rfc3339(now)}/${id}`;
          if (await records.insert(workspace, RATING, key, rating))
            await rated?.(workspace, conversation, rating);
          return done({ score });
        },
      }),
    },
  };
}
