/** Who speaks in a conversation, and what the reader is in it. */
import { describe, expect, test } from 'vitest';
import { partOf, speakersOf } from '../../../studio/inbox/speakers.ts';

const held = { owner: { kind: 'operator' as const, operator: 'ana', since: 0 } };
const both = { owner: { ...held.owner, joined: [{ operator: 'marc', at: 1 }] } };

describe('speakers', () => {
  test('are who has it and who joined, in the order they came', () => {
    expect(speakersOf(both)).toEqual(['ana', 'marc']);
    expect(speakersOf({ owner: { ...held.owner, joined: [] } })).toEqual(['ana']);
    expect(speakersOf({ owner: { kind: 'bot' } })).toEqual([]);
  });

  test('the reader holds it, has joined, watches, or none of it', () => {
    expect(['ana', 'marc', 'zoe', undefined].map((reader) => partOf(both, reader))).toEqual([
      'holds',
      'joined',
      'watches',
      undefined,
    ]);
    expect(partOf({ owner: { kind: 'bot' } }, 'ana')).toBeUndefined();
    expect(partOf({ ...both, blocked: { by: 'zoe', at: 1 } }, 'marc')).toBeUndefined();
  });
});
