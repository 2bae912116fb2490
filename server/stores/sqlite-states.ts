/** How a message's state moves in SQLite: only forward, whatever order receipts come in; knows one table. */
import type Database from 'libsql';
import { MESSAGE_STATES, type MessageState } from './port.ts';
import { toJson } from './sqlite-json.ts';

/** Moves the message `id` of conversation number `n` to a state, if the state it is in may lead there. */
export type MoveState = (
  n: number,
  id: string,
  state: MessageState,
  at: number,
  fault?: { code: string; detail: string },
) => void;

/**
 * The states each one may follow. A receipt that a message was delivered or read is proof, so it also follows
 * "failed" and "expired"; these two never follow it.
 */
const FOLLOWS: Readonly<Record<MessageState, readonly MessageState[]>> = {
  queued: [],
  sent: ['queued'],
  delivered: ['queued', 'sent', 'failed', 'expired'],
  read: ['queued', 'sent', 'delivered', 'failed', 'expired'],
  failed: ['queued', 'sent'],
  expired: ['queued', 'sent'],
  received: [],
};

export function createMoveState(db: Database.Database): MoveState {
  const moves = new Map(
    MESSAGE_STATES.filter((state) => FOLLOWS[state].length > 0).map((state) => [
      state,
      db.prepare(
        `UPDATE messages SET state = '${state}', state_at = ?, fault = ?
         WHERE id = ? AND conversation = ? AND direction = 'out' AND state IN (${FOLLOWS[state].map((from) => `'${from}'`)})`,
      ),
    ]),
  );
  return (n, id, state, at, fault) => {
    moves.get(state)?.run([at, fault ? toJson(fault) : null, id, n]);
  };
}
