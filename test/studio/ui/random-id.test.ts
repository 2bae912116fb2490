/** Ids made in the browser are UUIDs, and no two are the same. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { randomId } from '../../../studio/ui/random-id.ts';

test('an id is a UUID of version 4, and another one every time', () => {
  const made = Array.from({ length: 200 }, randomId);
  expect(made.filter((id) => !z.uuidv4().safeParse(id).success)).toEqual([]);
  expect(new Set(made).size).toBe(200);
});
