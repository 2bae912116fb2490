/** A request that did not work: what the server said in its problem+json, or that it could not be reached. */

export interface FieldFault {
  /** "document.nodes.greet.to" */
  path: string;
  code: string;
  message: string;
  /** The same in French, where the server knows it. */
  messageFr?: string;
}

export class ApiError extends Error {
  /** The server's stable code, or "offline" (not reached), "unreadable" (an answer that is none of ours). */
  readonly code: string;
  /** 0 where nothing answered. */
  readonly status: number;
  readonly detail: string | undefined;
  readonly detailFr: string | undefined;
  readonly faults: FieldFault[];
  /** The whole body, for routes that add fields of their own. */
  readonly body: Readonly<Record<string, unknown>>;

  constructor(status: number, code: string, title: string, body: Record<string, unknown> = {}) {
    const detail = typeof body.detail === 'string' ? body.detail : undefined;
    super(detail ?? title);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.detailFr = typeof body.detailFr === 'string' ? body.detailFr : undefined;
    this.faults = Array.isArray(body.errors) ? (body.errors as FieldFault[]) : [];
    this.body = body;
  }
}

export function isApiError(error: unknown, ...codes: string[]): error is ApiError {
  return error instanceof ApiError && (codes.length === 0 || codes.includes(error.code));
}
