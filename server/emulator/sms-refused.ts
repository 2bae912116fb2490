/** The SMS centre's error answers: a code for the machine, a sentence for the reader. Knows no route. */

export interface SmsErrorBody {
  error: { code: string; message: string };
}

export class SmsRefused extends Error {
  readonly status: number;
  readonly code: string;
  /** Seconds, for the Retry-After header. */
  readonly retryAfter: number | undefined;

  constructor(status: number, code: string, message: string, retryAfter?: number) {
    super(message);
    this.name = 'SmsRefused';
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

export function toSmsErrorBody({ code, message }: SmsRefused): SmsErrorBody {
  return { error: { code, message } };
}
