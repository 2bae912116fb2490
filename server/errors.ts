/** The one table of coded errors, and the RFC 9457 body they become; knows no route and no framework. */

const TABLE = {
  bad_request: [400, 'The request cannot be read.'],
  unknown_field: [400, 'The request has a field that does not exist.'],
  forbidden_key: [400, 'The request has a key that is never accepted.'],
  invalid_body: [400, 'The request body does not fit its schema.'],
  invalid_query: [400, 'A query parameter does not fit its schema.'],
  invalid_id: [400, 'The id in the path is not one.'],
  token_in_query: [400, 'Credentials in an address are refused: send them in the Authorization header.'],
  invalid_token: [400, 'This link was used already, or is not one of ours.'],
  unauthorized: [401, 'Sign in, or send a bearer token.'],
  sign_in_failed: [401, 'The e-mail address and the password do not go together.'],
  second_factor_required: [401, 'The code of the second factor is needed too.'],
  second_factor_wrong: [401, 'This code is wrong, or was used already.'],
  signature_missing: [401, 'The signature header is missing.'],
  signature_invalid: [401, 'The signature does not match the body.'],
  handshake_refused: [403, 'The client token is not the one configured.'],
  forbidden: [403, 'You may not do this.'],
  registration_closed: [403, 'The owner has been created already: sign in, or ask for an invitation.'],
  session_required: [403, 'This is done by a person who signed in, not with a token.'],
  password_wrong: [403, 'This is not your password.'],
  not_found: [404, 'There is nothing here.'],
  link_expired: [410, 'This link has expired: ask for a new one.'],
  conflict: [409, 'It changed in the meantime: read it again and repeat.'],
  already_exists: [409, 'There is one of that name already.'],
  limit_reached: [409, 'There are as many as there may be.'],
  not_possible: [409, 'That cannot be done as things stand.'],
  with_people: [409, 'People have this conversation: hand it back first.'],
  with_bot: [409, 'The bot has this conversation already.'],
  not_taken: [409, 'Nobody has taken this conversation over.'],
  offer_over: [409, 'It no longer waits: it went to somebody else, or was put aside.'],
  being_offered: [409, 'It was just offered to somebody.'],
  contact_blocked: [409, 'This contact is blocked.'],
  time_passed: [409, 'That time has passed.'],
  already_left: [409, 'It has left already.'],
  own_conversation: [409, 'You have this conversation yourself.'],
  being_moved: [409, 'Conversations of this flow are being moved already.'],
  owned_by_other: [409, 'Somebody else has this conversation.'],
  newer_message: [409, 'The customer wrote something newer.'],
  stale: [409, 'So much changed in the meantime that it cannot be merged: open it again.'],
  email_taken: [409, 'Somebody here has this e-mail address already.'],
  last_owner: [409, 'Somebody must be owner: name another one first.'],
  contact_opted_out: [409, 'This person asked for no more messages.'],
  same_person: [409, 'These numbers are one person already.'],
  not_merged: [409, 'This number is by itself already.'],
  more_numbers: [409, 'This person has several numbers: name them all.'],
  flow_has_problems: [422, 'The flow cannot be published yet.'],
  tests_failed: [422, 'Saved tests of the flow fail.'],
  invalid_flow: [422, 'The flow document does not fit its schema.'],
  flow_not_published: [422, 'Publish the flow first.'],
  weak_password: [422, 'This password would be guessed.'],
  invalid_phone: [422, 'The phone number is not one that can be written to.'],
  consent_evidence_required: [422, 'A consent needs evidence: what was agreed to, when, and what proves it.'],
  other_brand: [422, 'These two write to different brands.'],
  too_many_numbers: [422, 'A person has ten numbers at most.'],
  too_many_lines: [422, 'Together they have more lines than a person can have.'],
  invalid_sender: [422, 'The sender is neither a number, nor a short code, nor a name that phones show.'],
  service_refused: [422, 'The service cannot do this.'],
  body_too_slow: [408, 'The body did not arrive in time.'],
  payload_too_large: [413, 'The body is larger than allowed.'],
  unsupported_media_type: [415, 'Send application/json.'],
  too_many_requests: [429, 'Too many requests: wait and try again.'],
  internal: [500, 'Something went wrong here; it is logged under the request id.'],
  translation_failed: [502, 'The translation service gave no translation.'],
  webhook_not_configured: [503, 'No client token is configured, so no webhook is accepted.'],
  not_ready: [503, 'The server cannot work right now.'],
  storage_unavailable: [503, 'Nothing can be stored right now, so nothing was accepted.'],
} as const satisfies Record<string, readonly [status: number, title: string]>;

export type ErrorCode = keyof typeof TABLE;

/** One fault in the input: where (a path such as "nodes.greet.to") and how to mend it. */
export interface Fault {
  path: string;
  code: string;
  message: string;
  /** The same in French, where it is known. */
  messageFr?: string;
}

/** A sentence in both languages of the studio. */
export interface Sentence {
  en: string;
  fr: string;
}

/**
 * An expected failure with a stable code. `detail` is shown to the caller, in English or in both languages: no secrets,
 * no internals.
 */
export class CodedError extends Error {
  readonly code: ErrorCode;
  readonly detail: string | undefined;
  readonly detailFr: string | undefined;
  readonly faults: Fault[];
  /** What the caller needs to know to go on, such as who has the conversation. */
  readonly facts: Readonly<Record<string, unknown>> | undefined;

  constructor(
    code: ErrorCode,
    detail?: string | Sentence,
    faults: Fault[] = [],
    facts?: Readonly<Record<string, unknown>>,
  ) {
    const { en, fr } = typeof detail === 'object' ? detail : { en: detail, fr: undefined };
    super(en ?? TABLE[code][1]);
    this.name = 'CodedError';
    this.code = code;
    this.detail = en;
    this.detailFr = fr;
    this.faults = faults;
    this.facts = facts;
  }

  get status(): number {
    return TABLE[this.code][0];
  }
}

export interface Problem {
  type: string;
  title: string;
  status: number;
  code: ErrorCode;
  detail?: string;
  /** The detail in French, where it is known. */
  detailFr?: string;
  requestId?: string;
  errors?: Fault[];
  facts?: Readonly<Record<string, unknown>>;
}

/** The `application/problem+json` body of an error; anything uncoded becomes "internal" without a detail. */
export function toProblem(error: unknown, requestId?: string): Problem {
  const coded = error instanceof CodedError ? error : new CodedError('internal');
  const [status, title] = TABLE[coded.code];
  return {
    type: `urn:carillon:error:${coded.code}`,
    title,
    status,
    code: coded.code,
    ...(coded.detail ? { detail: coded.detail } : {}),
    ...(coded.detailFr ? { detailFr: coded.detailFr } : {}),
    ...(requestId ? { requestId } : {}),
    ...(coded.faults.length ? { errors: coded.faults } : {}),
    ...(coded.facts ? { facts: coded.facts } : {}),
  };
}

/** Every code with its status and title, for the API's description. */
export const ERROR_TABLE: Readonly<Record<ErrorCode, readonly [status: number, title: string]>> = TABLE;
