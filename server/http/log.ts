/** The server's log: JSON lines without bodies or secrets; numbers masked unless the setting shows them. */
import pino, { type Logger } from 'pino';
import type { Fact, Report } from '../report.ts';

export type Log = Logger;

export function createLog(
  options: { level: string; personal: boolean },
  stream?: pino.DestinationStream,
): Log {
  const settings: pino.LoggerOptions = {
    level: options.level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  };
  const sink = stream ?? pino.destination(1);
  // Whole lines are masked, because a number may stand in anybody's sentence, path or stack.
  return pino(settings, options.personal ? sink : { write: (line) => sink.write(maskText(line)) });
}

/** "+33639980001" as "+336…01": enough to tell two callers apart in a trace, not to call either. */
export function maskPhone(phone: string): string {
  return phone.length > 7 ? `${phone.slice(0, 4)}…${phone.slice(-2)}` : '…';
}

/** The same text with every number in it masked, also where an address spells the "+" as "%2B". */
export function maskText(text: string): string {
  return text.replace(/(?:\+|%2B)\d{7,15}/gi, (found) => maskPhone(found.replace(/^%2B/i, '+')));
}

const QUIET: ReadonlySet<Fact['kind']> = new Set(['turn', 'sent', 'receipt', 'duplicate', 'conflict']);

/** Writes the engine's facts into the log, the usual ones quietly. */
export function logFacts(log: Log): Report {
  return (fact: Fact) => {
    // Of every turn, and of no interest but to who asks for it: not even looked at.
    if (QUIET.has(fact.kind) && !log.isLevelEnabled('debug')) return;
    const { kind, ...rest } = fact;
    if (QUIET.has(kind)) {
      log.debug(rest, kind);
      return;
    }
    switch (fact.kind) {
      case 'retry':
      case 'parked':
      case 'problem':
        log.warn(rest, kind);
        return;
      case 'quarantined':
        log.warn(rest, kind);
        return;
      case 'fault':
        log.error({ where: fact.where, err: describe(fact.error) }, kind);
        return;
      default:
        log.info(rest, kind);
    }
  };
}

/** An error for the log: what it says, where it came from, and nothing it carries along. */
export function describe(error: unknown): { message: string; stack?: string; code?: string } {
  if (!(error instanceof Error)) return { message: String(error) };
  const code = (error as { code?: unknown }).code;
  return {
    message: error.message,
    ...(error.stack ? { stack: error.stack } : {}),
    ...(typeof code === 'string' ? { code } : {}),
  };
}
