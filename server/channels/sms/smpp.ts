/** SMPP 3.4 as a way to send SMS: parts, their answers, and what comes back. Knows no message and no conversation. */
import type { Clock } from '../../clock.ts';
import { CodedError } from '../../errors.ts';
import type { Outcome } from '../port.ts';
import type { OpenSmsProvider, Sms, SmsProvider } from './provider.ts';
import { createSmppInbound } from './smpp-inbound.ts';
import { openSmppLink, type SmppLink, type Submitted } from './smpp-link.ts';
import { toSubmits } from './smpp-message.ts';
import type { PduBody } from './smpp-pdu.ts';
import { createSmppRefs, type SmppRefs } from './smpp-refs.ts';
import type { SmppLog } from './smpp-session.ts';
import { type SmppSettings, smppSettingsSchema } from './smpp-settings.ts';
import { ESME, isThrottle, toFailure } from './smpp-status.ts';

export interface SmppExtra {
  clock: Clock;
  /** In [0, 1). */
  random(): number;
  /** Certificates to trust beside the usual ones, in PEM. */
  ca?: string;
  log?: SmppLog;
}

/**
 * A brand's login at a message centre. It connects at once and does not wait for it; both ways in the settings' bind
 * mode. Secret field: "password". Throws "invalid_body" on bad settings.
 *
 * Codes: sms_number, sms_sender, sms_too_long, sms_rejected, sms_unauthorized (refused); sms_busy, sms_unavailable,
 * sms_network, sms_timeout (again, the last two unsure where a part had been sent); sms_partial (a part was accepted
 * and another was not, which cannot be taken back).
 */
export function openSmpp(extra: SmppExtra): OpenSmsProvider {
  const { clock, random, log = () => undefined } = extra;
  return async ({ brand, secret, hear }) => {
    const read = smppSettingsSchema.safeParse(brand.sms?.settings ?? {});
    if (!read.success) {
      const faults = read.error.issues.map(({ path, code, message }) => ({
        path: path.join('.'),
        code,
        message,
      }));
      throw new CodedError('invalid_body', 'The SMPP settings are not complete.', faults);
    }
    const settings = read.data;
    const password = await secret('password');
    if (password === undefined) return withoutPassword;

    const refs = createSmppRefs();
    const inbound = createSmppInbound({ brand, settings, clock, refs, hear, log });
    const link = openSmppLink({
      settings,
      password,
      clock,
      random,
      ...(extra.ca ? { ca: extra.ca } : {}),
      take: inbound.take,
      lost: inbound.lost,
      log,
    });
    const send = createSend({ settings, link, refs, random });
    return {
      // Nothing in SMPP tells a centre that a submit was made before.
      idempotent: false,
      send,
      async close() {
        await link.close();
        await inbound.flush();
      },
    };
  };
}

const withoutPassword: SmsProvider = {
  idempotent: false,
  send: async () => ({
    kind: 'refused',
    code: 'sms_unauthorized',
    detail: "No SMPP password is set: set it in the brand's SMS settings.",
  }),
  close: async () => undefined,
};

// --- sending -----------------------------------------------------------------------------------------------------

/** A text of which not every part is accepted yet. Asked for again, it goes on where it stopped. */
interface Attempt {
  text: string;
  bodies: PduBody[];
  /** By part: accepted under this id, which a centre may leave out; undefined if not accepted. */
  accepted: ({ id: string | undefined } | undefined)[];
}

const ATTEMPTS_KEPT = 1_000;
const REFERENCES_KEPT = 10_000;
/** A part that is asked to wait after another was accepted is tried again here: its text is of no use without it. */
const PART_TRIES = 5;

function createSend(deps: { settings: SmppSettings; link: SmppLink; refs: SmppRefs; random(): number }) {
  const { settings, link, refs } = deps;
  const attempts = new Map<string, Attempt>();
  const nextReference = createReferences(deps.random);

  function begin(sms: Sms): Attempt {
    const before = attempts.get(sms.id);
    if (before?.text === sms.text) return before;
    const bodies = toSubmits(sms, settings, nextReference(sms.to));
    return { text: sms.text, bodies, accepted: bodies.map(() => undefined) };
  }

  async function submitPart(sms: Sms, attempt: Attempt, index: number): Promise<Submitted> {
    const body = attempt.bodies[index] ?? {};
    const accept = ({ status, id }: { status: number; id: string | undefined }) => {
      if (status !== ESME.ok) return;
      attempt.accepted[index] = { id };
      if (id !== undefined) refs.accepted(id, sms.to);
    };
    for (let tries = 1; ; tries++) {
      const submitted = await link.submit(body, accept);
      if (submitted.kind !== 'answered') return submitted;
      accept(submitted);
      const begun = attempt.accepted.some((one) => one !== undefined);
      if (!begun || !isThrottle(submitted.status) || tries >= PART_TRIES) return submitted;
    }
  }

  return async function send(sms: Sms): Promise<Outcome> {
    const attempt = begin(sms);
    const [first, ...rest] = missing(attempt);
    if (first === undefined) return finish(sms, attempt);
    // The first goes alone: a number that is refused costs one answer, and no part is on its way then.
    const results = [await submitPart(sms, attempt, first)];
    if (attempt.accepted[first]) {
      results.push(...(await Promise.all(rest.map((index) => submitPart(sms, attempt, index)))));
    }
    if (missing(attempt).length === 0) return finish(sms, attempt);

    const failure = worst(results);
    const left = attempt.bodies.length - missing(attempt).length;
    attempts.delete(sms.id);
    if (failure.kind === 'again' && (left > 0 || failure.unsure)) {
      attempts.set(sms.id, attempt);
      if (attempts.size > ATTEMPTS_KEPT) attempts.delete(attempts.keys().next().value ?? '');
    }
    if (left === 0) return failure;
    const detail = `${left} of ${attempt.bodies.length} parts were accepted and cannot be taken back. ${failure.detail}`;
    return { ...failure, code: 'sms_partial', detail };
  };

  function finish(sms: Sms, attempt: Attempt): Outcome {
    attempts.delete(sms.id);
    const ids = attempt.accepted.flatMap((one) => one?.id ?? []);
    // Ids of some parts only would have the rest waited for in vain.
    return { kind: 'accepted', ...(ids.length === attempt.bodies.length ? { refs: ids } : {}) };
  }
}

function missing({ accepted }: Attempt): number[] {
  return accepted.flatMap((one, index) => (one === undefined ? [index] : []));
}

type Failure = Exclude<Outcome, { kind: 'accepted' }>;

/** A refusal outweighs doubt, since asking again would not help; doubt outweighs a wait. */
function worst(results: readonly Submitted[]): Failure {
  const failures = results.flatMap((result): Failure[] => {
    if (result.kind === 'unsent') return [result.failure];
    if (result.kind === 'unanswered') {
      return [{ kind: 'again', code: result.code, detail: result.detail, unsure: true }];
    }
    return result.status === ESME.ok ? [] : [toFailure(result.status, result.afterMs)];
  });
  const weight = (failure: Failure) => (failure.kind !== 'again' ? 2 : failure.unsure ? 1 : 0);
  return failures.reduce((one, other) => (weight(other) > weight(one) ? other : one));
}

/** References from 0 to 255 that go round for each number, so that two texts on their way to it do not mix. */
function createReferences(random: () => number): (to: string) => number {
  const last = new Map<string, number>();
  return (to) => {
    const reference = ((last.get(to) ?? Math.floor(random() * 256)) + 1) % 256;
    last.delete(to);
    last.set(to, reference);
    if (last.size > REFERENCES_KEPT) last.delete(last.keys().next().value ?? '');
    return reference;
  };
}
