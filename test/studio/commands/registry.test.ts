import { expect, test } from 'vitest';
import { type Command, current } from '../../../studio/commands/registry.ts';

const named = (id: string, title = id): Command => ({ id, title, run: () => undefined });

test('what only the open screen does stands before what every screen does, and the last of one id counts', () => {
  const commands = [
    named('app.shortcuts'),
    named('flow.new'),
    named('app.go/brand'),
    named('flow.new', 'New'),
  ];
  expect(current(commands).map(({ id, title }) => [id, title])).toEqual([
    ['flow.new', 'New'],
    ['app.shortcuts', 'app.shortcuts'],
    ['app.go/brand', 'app.go/brand'],
  ]);
});
