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
    // Numbers reach the log under this one name.
    serializers: { phone: options.personal ? (phone: string) => phone : maskPhone },
  };
  return stream ? pino(settings, stream) : pino(settings);
}

/** "+33639980001" as "+336…01": enough to tell two callers apart in a trace, not to call either. */
export function maskPhone(phone: string): string {
  return phone.length > 7 ? `${phone.slice(0, 4)}…${phone.slice(-2)}` : '…';
}

/** Any number in a sentence of somebody else's, such as a provider's error, masked. */
export function maskText(text: string): string {
  return text.replace(/\+\d{7,15}/g, maskPhone);
}

/** Writes the engine's facts into the log, the usual ones quietly. */
export function logFacts(log: Log): Report {
  return (fact: Fact) => {
    const { kind, ...rest } = fact;
    switch (fact.kind) {
      case 'turn':
      case 'sent':
      case 'receipt':
      case 'duplicate':
      case 'conflict':
        log.debug(rest, kind);
        return;
      case 'retry':
      case 'parked':
      case 'problem':
        log.warn({ ...fact, kind: undefined, detail: maskText(fact.detail) }, kind);
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

/** An error for the log: with its stack, without numbers. */
export function describe(error: unknown): { message: string; stack?: string; code?: string } {
  if (!(error instanceof Error)) return { message: maskText(String(error)) };
  const code = (error as { code?: unknown }).code;
  return {
    message: maskText(error.message),
    ...(error.stack ? { stack: maskText(error.stack) } : {}),
    ...(typeof code === 'string' ? { code } : {}),
  };
}
