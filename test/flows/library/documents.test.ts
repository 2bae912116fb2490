import { describe, expect, test } from 'vitest';
import { flowSchema } from '../../../flows/flow.ts';
import { readFileSync } from 'node:fs';
describe.each(['welcome','booking','claims','payment'])('%s', (id) => {
  test('parses', () => { const r = flowSchema.safeParse(JSON.parse(readFileSync(new URL(`../../../flows/library/${id}.flow.json`, import.meta.url), 'utf8'))); expect(r.error?.issues ?? []).toEqual([]); });
});
