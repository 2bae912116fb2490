/** How a sent line changes: only forward, whatever order news comes in. Pure: knows no table and no document. */
import type { ChannelName } from '../../flows/scope.ts';
import type { MessageChange, MessageState, Receipt, StoredMessage } from './port.ts';
import { toJson } from './to-json.ts';

/** What befell a line on its way, if anything: stored apart from what it says, and empty for the ordinary way. */
export type Fate = Pick<StoredMessage, 'because' | 'late'>;

/** A sent line as it stands while its changes are judged. */
export interface SentLine {
  /** The number of its row. */
  readonly n: number;
  channel: ChannelName;
  state: MessageState;
  fault: StoredMessage['fault'];
  fate: Fate;
  /** Its state and fault are to be written. */
  moved: boolean;
  /** Its channel and fate are to be written. */
  turned: boolean;
}

export function sentLine(
  n: number,
  channel: ChannelName,
  state: MessageState,
  fate: string | null,
): SentLine {
  return { n, channel, state, fault: undefined, fate: toFate(fate), moved: false, turned: false };
}

/**
 * The states each one may follow. A receipt that a message was delivered or read is proof, so it also follows
 * "failed", "expired" and "withheld"; these never follow it.
 */
const FOLLOWS: Readonly<Record<MessageState, readonly MessageState[]>> = {
  queued: [],
  sent: ['queued'],
  delivered: ['queued', 'sent', 'failed', 'expired', 'withheld'],
  read: ['queued', 'sent', 'delivered', 'failed', 'expired', 'withheld'],
  failed: ['queued', 'sent'],
  expired: ['queued', 'sent'],
  received: [],
  withheld: ['queued', 'sent'],
};

/** Does what was decided about a line. `fault` is kept with the state, if the line takes it. */
export function changeLine(
  line: SentLine,
  { channel, state, because }: MessageChange,
  fault?: StoredMessage['fault'],
): void {
  if (channel !== undefined && channel !== line.channel) {
    line.channel = channel;
    line.state = 'queued';
    line.fault = undefined;
    line.moved = true;
    line.turned = true;
    // What came late by this channel was the only one after all.
    const { late, ...fate } = line.fate;
    if (late?.channel === channel) line.fate = fate;
  }
  if (state !== undefined) moveLine(line, state, fault);
  if (because !== undefined && because.length > 0) {
    line.fate = { ...line.fate, because: [...(line.fate.because ?? []), ...because] };
    line.turned = true;
  }
}

/** Does what a receipt says to a line. "late": it went another channel's way since; its state is left alone. */
export function markLine(line: SentLine, { channel, state, at, fault }: Receipt): 'marked' | 'late' {
  if (channel === line.channel) {
    moveLine(line, state, state === 'failed' || state === 'expired' ? fault : undefined);
    return 'marked';
  }
  // That it was not delivered the other way is what was thought when it was given up there.
  const { late } = line.fate;
  const first = late === undefined && isArrived(state);
  if (first || (late?.state === 'delivered' && state === 'read')) {
    line.fate = { ...line.fate, late: { channel, state, at } };
    line.turned = true;
  }
  return 'late';
}

/** True if a message in this state has reached the phone. */
export function isArrived(state: MessageState): boolean {
  return state === 'delivered' || state === 'read';
}

function moveLine(line: SentLine, state: MessageState, fault: StoredMessage['fault']): void {
  if (!FOLLOWS[state].includes(line.state)) return;
  line.state = state;
  line.fault = fault;
  line.moved = true;
}

/** Null if nothing befell the line. */
export function fromFate({ because, late }: Fate): string | null {
  return because === undefined && late === undefined ? null : toJson({ because, late });
}

export function toFate(fate: string | null): Fate {
  return fate === null ? ORDINARY : (JSON.parse(fate) as Fate);
}

const ORDINARY: Readonly<Fate> = {};
