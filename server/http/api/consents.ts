/** /api for consent: evidence in, evidence out, why somebody got a message, and who can be reached how. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Brand } from '../../channels/port.ts';
import type { Clock } from '../../clock.ts';
import { type ConsentLedger, missingEvidence } from '../../consent/ledger.ts';
import { phoneKinds } from '../../consent/phone-kind.ts';
import { toE164 } from '../../consent/place.ts';
import type { ConsentEntry } from '../../consent/port.ts';
import { reasonsOf } from '../../consent/reasons.ts';
import {
  consentLineSchema,
  contactConsentsSchema,
  idSchema,
  importConsentsSchema,
  importedConsentsSchema,
  reachQuerySchema,
  reachSchema,
  recordedConsentSchema,
  saveConsentSchema,
  type WhyView,
  whySchema,
} from '../../contract.ts';
import type { Brands } from '../../engine/brands.ts';
import { CodedError, type Fault } from '../../errors.ts';
import type { ConversationStore } from '../../stores/port.ts';
import { maskPhone } from '../log.ts';
import { type Route, route } from '../route.ts';

export interface ConsentRoutesDeps {
  workspace: string;
  conversations: Pick<ConversationStore, 'message'>;
  consent: ConsentLedger;
  brands: Pick<Brands, 'get'>;
  clock: Clock;
  newId(): string;
  /** The ledger has news of this person: whoever talks with them is told. */
  heed(workspace: string, brand: string, phone: string): Promise<void>;
  /** Which of these numbers, in E.164, RCS reaches now. */
  reachable(brand: Brand, phones: string[]): Promise<ReadonlySet<string>>;
}

/** Clocks of other machines may be a little ahead. */
const AHEAD_MS = 5 * 60_000;
/** Lines of an import that are written at the same time: their commits share the disk's. */
const TOGETHER = 200;
const EVIDENCE_REQUIRED = 'consent_evidence_required';

/** A number as it is written in an address, or anything else that could be an id. */
const phoneParams = z.strictObject({ phone: z.string().regex(/^(?!__proto__$)\+?[A-Za-z0-9_-]{1,64}$/) });
const brandQuery = z.strictObject({ brand: idSchema.default('default') });

type Line = z.infer<typeof consentLineSchema>;
type Shared = z.infer<typeof importConsentsSchema>['shared'];
type Result = z.infer<typeof importedConsentsSchema>['results'][number];

export function consentRoutes(deps: ConsentRoutesDeps): Route[] {
  const { workspace, consent, clock } = deps;

  function brandOf(id: string): Brand {
    const brand = deps.brands.get(workspace, id);
    if (!brand) throw new CodedError('not_found', `There is no brand "${id}".`);
    return brand;
  }

  async function stateOf(brand: string, phone: string) {
    const allowance = await consent.allows(workspace, brand, phone, 'marketing', clock.now());
    const since = await consent.suppressedSince(workspace, brand, phone);
    return {
      brand,
      phone,
      suppressed: since !== undefined,
      ...(since === undefined ? {} : { since }),
      marketing:
        allowance.kind === 'allowed'
          ? { allowed: true, evidence: allowance.evidence.id }
          : { allowed: false, code: allowance.code },
    };
  }

  /** One line of an import, or why it is none. */
  function entryOf(
    brand: string,
    shared: Shared,
    raw: unknown,
    row: number,
  ): ConsentEntry | Omit<Result, 'line'> {
    const refused = (code: string, detail: string) => ({ status: 'refused', code, detail }) as const;
    const read = consentLineSchema.safeParse(raw);
    if (!read.success) {
      const [issue] = read.error.issues;
      const where = issue?.path.map(String).join('.');
      return refused('invalid_line', `${where ? `${where}: ` : ''}${issue?.message ?? ''}`);
    }
    const line: Line = read.data;
    const phone = toE164(line.phone);
    if (phone === undefined)
      return refused('invalid_phone', `"${line.phone}" is not a number of any country.`);
    // What the list was collected with says nothing about a withdrawal: without a time of its own it counts from now.
    const { at: _at, wording: _wording, legalBasis: _basis, ...always } = shared;
    const said = { ...(line.what === 'given' ? shared : always), ...line };
    const at = typeof said.at === 'string' ? Date.parse(said.at) : said.at;
    if (at !== undefined && at > clock.now() + AHEAD_MS)
      return refused('invalid_line', 'at: It lies in the future.');
    const proof = { ...shared.proof, ...line.proof };
    const entry = {
      workspace,
      brand,
      phone,
      what: line.what,
      purpose: said.purpose ?? 'marketing',
      channel: said.channel ?? 'other',
      source: 'import',
      wording: said.wording ?? '',
      ...(said.legalBasis === undefined ? {} : { legalBasis: said.legalBasis }),
      // A place in a list proves nothing alone.
      ...(Object.keys(proof).length === 0 ? {} : { proof: { row: String(row), ...proof } }),
    } as const;
    const missing = [...(at === undefined ? ['at'] : []), ...missingEvidence({ ...entry, proof })];
    if (line.what === 'given' && missing.length > 0)
      return refused(EVIDENCE_REQUIRED, `Missing: ${missing.join(', ')}.`);
    const when = at ?? clock.now();
    // The same line of the same list again is the same happening. Nothing of the number goes into a hash without a key.
    const facts = [when, entry.what, entry.purpose, entry.wording, entry.legalBasis ?? null];
    const name = createHash('sha256').update(JSON.stringify(facts)).digest('base64url');
    return { ...entry, at: when, key: `import/${name}` };
  }

  return [
    route({
      method: 'post',
      path: '/consents',
      access: 'consent.write',
      audit: {
        action: ({ body }) => (body.what === 'given' ? 'consent.given' : 'consent.withdrawn'),
        subject: ({ body }) => body.brand,
        detail: ({ body }) => ({ phone: maskPhone(body.phone), purpose: body.purpose }),
      },
      summary: 'Records that somebody agreed, or withdrew; with an Idempotency-Key header, once',
      body: saveConsentSchema,
      response: recordedConsentSchema,
      status: 201,
      async handle({ body, header }) {
        const given = header('idempotency-key');
        if (given !== undefined && !/^[\x21-\x7e]{1,255}$/.test(given)) {
          throw new CodedError('bad_request', 'An Idempotency-Key is 1 to 255 visible characters.');
        }
        brandOf(body.brand);
        const phone = toE164(body.phone);
        if (phone === undefined) {
          throw new CodedError('invalid_phone', `${body.phone} is not a number of any country.`);
        }
        const at = body.at ?? clock.now();
        if (at > clock.now() + AHEAD_MS) {
          throw new CodedError('invalid_body', undefined, [fault('at', 'custom', 'It lies in the future.')]);
        }
        const wording = body.wording ?? '';
        const missing = missingEvidence({ ...body, wording });
        if (body.what === 'given' && missing.length > 0) throw evidenceRequired(missing);
        const status = await consent.add({
          ...body,
          workspace,
          phone,
          at,
          wording,
          key: `api/${given ?? deps.newId()}`,
        });
        await deps.heed(workspace, body.brand, phone);
        return { status, ...(await stateOf(body.brand, phone)) };
      },
    }),
    route({
      method: 'post',
      path: '/consents/import',
      access: 'consent.import',
      audit: {
        action: 'consent.imported',
        subject: ({ body }) => body.brand,
        detail: ({ body }) => ({ lines: String(body.lines.length) }),
      },
      summary:
        'Records up to 10,000 consents or withdrawals; a list never ends a withdrawal of the person’s own',
      body: importConsentsSchema,
      response: importedConsentsSchema,
      async handle({ body: { brand, shared, lines } }) {
        brandOf(brand);
        const read = lines.map((raw, n) => entryOf(brand, shared, raw, n + 1));
        if (read.every((one) => 'status' in one && one.code === EVIDENCE_REQUIRED)) {
          throw evidenceRequired(['at', 'wording', 'legalBasis', 'proof']);
        }
        const results: Result[] = [];
        for (let from = 0; from < read.length; from += TOGETHER) {
          const some = read.slice(from, from + TOGETHER).map(async (one, n): Promise<Result> => {
            const line = from + n + 1;
            if ('status' in one) return { line, ...one };
            const status = await consent.add(one);
            if (one.what === 'withdrawn') await deps.heed(workspace, brand, one.phone);
            // The list has its say, and the person the last word.
            const silent = one.what === 'given' && (await consent.suppressed(workspace, brand, one.phone));
            return { line, status, ...(silent ? { code: 'opted_out' } : {}) };
          });
          results.push(...(await Promise.all(some)));
        }
        const count = (status: Result['status']) => results.filter((one) => one.status === status).length;
        return { recorded: count('recorded'), known: count('known'), refused: count('refused'), results };
      },
    }),
    route({
      method: 'get',
      path: '/contacts/:phone/consents',
      access: 'consent.read',
      summary: 'Everything recorded about one person’s consent, oldest first, and what holds now',
      params: phoneParams,
      query: brandQuery,
      response: contactConsentsSchema,
      async handle({ params, query: { brand } }) {
        const phone = toE164(params.phone);
        if (phone === undefined) throw new CodedError('not_found');
        const lines = await consent.entries(workspace, brand, phone);
        return {
          ...(await stateOf(brand, phone)),
          entries: lines.map(({ workspace: _w, brand: _b, phone: _p, ...line }) => line),
        };
      },
    }),
    route({
      method: 'get',
      path: '/conversations/:id/messages/:message/why',
      access: 'conversations.read',
      summary: 'Why somebody got, or did not get, a message: each decision in its order, in words',
      params: z.strictObject({ id: idSchema, message: idSchema }),
      response: whySchema,
      async handle({ params: { id, message } }): Promise<WhyView> {
        const found = await deps.conversations.message(workspace, message);
        if (found?.conversation !== id) throw new CodedError('not_found');
        return { message, channel: found.channel, state: found.state, reasons: reasonsOf(found) };
      },
    }),
    route({
      method: 'post',
      path: '/reach',
      access: 'conversations.start',
      summary: 'Sorts up to 10,000 numbers: RCS, SMS only, landlines, no numbers',
      body: reachQuerySchema,
      response: reachSchema,
      async handle({ body: { brand: id, phones } }) {
        const brand = brandOf(id);
        const mobiles = new Set<string>();
        const landlines = new Set<string>();
        const invalid = new Set<string>();
        for (const [n, read] of (await phoneKinds(phones)).entries()) {
          if (read.kind === 'invalid') invalid.add(phones[n] ?? '');
          else (read.kind === 'mobile' ? mobiles : landlines).add(read.phone);
        }
        const asked = [...mobiles];
        const rcs = asked.length > 0 ? await deps.reachable(brand, asked) : new Set<string>();
        return {
          rcs: asked.filter((phone) => rcs.has(phone)),
          sms: asked.filter((phone) => !rcs.has(phone)),
          landline: [...landlines],
          invalid: [...invalid],
        };
      },
    }),
  ];
}

function evidenceRequired(missing: readonly string[]): CodedError {
  const faults = missing.map((path) =>
    fault(path, EVIDENCE_REQUIRED, 'A consent without it proves nothing.'),
  );
  return new CodedError(
    'consent_evidence_required',
    'A consent needs its wording, legal basis, time and proof.',
    faults,
  );
}

function fault(path: string, code: string, message: string): Fault {
  return { path, code, message };
}
