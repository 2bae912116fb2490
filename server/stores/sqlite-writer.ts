/**
 * The one connection of a store that writes: a transaction at a time, as a whole or not at all. Knows what can be written
 * and what writes it; not who asked.
 */
import { setImmediate } from 'node:timers/promises';
import type Database from 'libsql';
import { createChangeRecords } from './sqlite-change-records.ts';
import { createErase } from './sqlite-erase.ts';
import { createPlaces } from './sqlite-places.ts';
import { createWriteReceipts } from './sqlite-receipts.ts';
import { createForget, createSeen } from './sqlite-seen.ts';
import { createWriteSettlements } from './sqlite-settle.ts';
import { createWriteChanged } from './sqlite-states.ts';
import { createWriteTurns } from './sqlite-turns.ts';
import { createUnpark } from './sqlite-unpark.ts';

/** How things of a kind are written. Inputs and results are plain: they may come from another thread, and go there. */
export interface Write<Input, Result> {
  /**
   * Runs inside the transaction: judges the inputs in their order, as if each were written before the next is looked
   * at, and returns their results in the same order. It must not wait for anything.
   */
  write(inputs: Input[]): Result[];
  /** The transaction was rolled back: what is kept in memory of it does not hold. */
  undone?(): void;
}

/** All there is to write, by name. */
export type Writes = ReturnType<typeof createWrites>;
export type InputOf<Name extends keyof Writes> = Parameters<Writes[Name]['write']>[0][number];
export type ResultOf<Name extends keyof Writes> = ReturnType<Writes[Name]['write']>[number];

/** Inputs of one kind, by the name of what writes them. */
export type Group = [write: keyof Writes, inputs: unknown[]];

export interface Writer {
  /**
   * Writes the groups one after another in a transaction of their own, and resolves with their results once it is on the
   * disk. Rejects with the database's error if it fails: nothing was written.
   */
  transact(groups: Group[]): Promise<unknown[][]>;
  /** Copies the log into the file. Rejects if that fails; nothing is lost with it. */
  close(): Promise<void>;
}

/** The same without another thread between. */
export interface WriterHere {
  transact(groups: Group[]): unknown[][];
  close(): void;
}

/** Writes on this connection, which it leaves open. */
export function createWriter(db: Database.Database): WriterHere {
  const writes = createWrites(db);
  const all = Object.values<Write<never, unknown>>(writes);

  function rollback(): void {
    try {
      // A full disk ends the transaction by itself.
      if (db.inTransaction) db.exec('ROLLBACK');
    } catch {
      // The next transaction begins with another try.
    }
  }

  return {
    transact(groups) {
      try {
        if (db.inTransaction) db.exec('ROLLBACK');
        db.exec('BEGIN IMMEDIATE');
        const results = groups.map(([name, inputs]) => {
          const { write } = writes[name] as Write<unknown, unknown>;
          return write(inputs);
        });
        db.exec('COMMIT');
        return results;
      } catch (error) {
        rollback();
        for (const { undone } of all) undone?.();
        throw error;
      }
    },
    close() {
      // The driver lets go of the file only when the last statement is collected; the log would stay until then.
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    },
  };
}

/** A writer of this thread as the port has it; others get the event loop before each transaction. */
export function writerHere(db: Database.Database): Writer {
  const { transact, close } = createWriter(db);
  return {
    async transact(groups) {
      await setImmediate();
      return transact(groups);
    },
    close: async () => close(),
  };
}

function createWrites(db: Database.Database) {
  const seen = createSeen(db);
  const places = createPlaces(db);
  const writeChanged = createWriteChanged(db);
  return {
    turns: createWriteTurns(db, seen, places),
    settlements: createWriteSettlements(db, writeChanged),
    receipts: createWriteReceipts(db, writeChanged),
    records: createChangeRecords(db),
    unpark: createUnpark(db),
    erase: createErase(db, places),
    forget: createForget(seen),
    probe: createProbe(db),
  };
}

/** Needs eight new pages and waits for the disk, as a turn does; leaves nothing behind. */
function createProbe(db: Database.Database): Write<undefined, undefined> {
  return {
    write(inputs) {
      db.exec('INSERT INTO probe (n, filler) VALUES (1, zeroblob(32768)); DELETE FROM probe');
      return inputs;
    },
  };
}
