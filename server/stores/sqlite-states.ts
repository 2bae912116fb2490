/** Writes how sent lines changed in SQLite; knows one table, and nothing of when they change. */
import type Database from 'libsql';
import { fromFate, type SentLine } from './sent-line.ts';
import { prepareMany, type Row } from './sqlite-many.ts';
import { toJson } from './to-json.ts';

/** Writes what changed in the lines, inside a transaction. */
export type WriteChanged = (lines: Iterable<SentLine>) => void;

export function createWriteChanged(db: Database.Database): WriteChanged {
  const move = prepareMany(
    db,
    3,
    (rows) => `UPDATE messages SET state = given.column2, fault = given.column3
       FROM (${rows}) given WHERE n = given.column1`,
  );
  const turn = prepareMany(
    db,
    3,
    (rows) => `UPDATE messages SET channel = given.column2, fate = given.column3
       FROM (${rows}) given WHERE n = given.column1`,
  );
  return (lines) => {
    const moves: Row[] = [];
    const turns: Row[] = [];
    for (const { n, channel, state, fault, fate, moved, turned } of lines) {
      if (moved) moves.push([n, state, fault ? toJson(fault) : null]);
      if (turned) turns.push([n, channel, fromFate(fate)]);
    }
    move.run(moves);
    turn.run(turns);
  };
}
