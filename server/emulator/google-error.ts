/** Google's error answer: the status names and the JSON around them; knows no route and no rule of RBM. */

/** HTTP status -> the `google.rpc.Code` name Google's APIs print beside it. */
const STATUS_NAMES: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ABORTED',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  501: 'UNIMPLEMENTED',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};

export interface FieldViolation {
  /** "content_message.text". */
  field: string;
  description: string;
}

/** An answer other than 200. The message is shown to the caller. */
export class GoogleError extends Error {
  readonly httpStatus: number;
  readonly violations: FieldViolation[];
  /** Seconds, for the Retry-After header. */
  readonly retryAfter: number | undefined;
  /** A code for the handset's page, where the status alone does not tell. */
  readonly reason: string | undefined;

  constructor(
    httpStatus: number,
    message: string,
    extra: { violations?: FieldViolation[]; retryAfter?: number; reason?: string } = {},
  ) {
    super(message);
    this.name = 'GoogleError';
    this.httpStatus = httpStatus;
    this.violations = extra.violations ?? [];
    this.retryAfter = extra.retryAfter;
    this.reason = extra.reason;
  }
}

/** `{error: {code, message, status, details?}}`, the shape every Google JSON API answers with. */
export function toGoogleBody(error: GoogleError): object {
  const details: object[] = [];
  if (error.violations.length > 0) {
    details.push({
      '@type': 'type.googleapis.com/google.rpc.BadRequest',
      fieldViolations: error.violations,
    });
  }
  if (error.reason !== undefined) {
    details.push({ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: error.reason });
  }
  return {
    error: {
      code: error.httpStatus,
      message: error.message,
      status: STATUS_NAMES[error.httpStatus] ?? (error.httpStatus < 500 ? 'FAILED_PRECONDITION' : 'INTERNAL'),
      ...(details.length > 0 ? { details } : {}),
    },
  };
}
