import { expect, test } from 'vitest';
import { z } from 'zod';
import { newId } from '../../server/new-id.ts';

test('an id is a UUID of version 7 that begins with its time', () => {
  const id = newId(0x0123456789ab);
  expect(z.uuidv7().safeParse(id).success).toBe(true);
  expect(id.startsWith('01234567-89ab-7')).toBe(true);
});

test('ids of the same moment differ, and later ones sort after', () => {
  const ids = Array.from({ length: 10_000 }, () => newId(1_795_000_000_000));
  expect(new Set(ids).size).toBe(ids.length);
  expect(newId(1_795_000_000_001) > (ids.toSorted().at(-1) ?? '')).toBe(true);
});
