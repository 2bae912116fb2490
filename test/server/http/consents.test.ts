/** The routes for consent over real HTTP and a real store: evidence in and out, reasons, and who can be reached. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import type { Brand } from '../../../server/channels/port.ts';
import { type ConsentLedger, createConsent } from '../../../server/consent/ledger.ts';
import {
  contactConsentsSchema,
  importedConsentsSchema,
  reachSchema,
  recordedConsentSchema,
  whySchema,
} from '../../../server/contract.ts';
import { consentRoutes } from '../../../server/http/api/consents.ts';
import { createLog } from '../../../server/http/log.ts';
import { describeRoutes } from '../../../server/http/openapi.ts';
import { problemHandler, serveRoutes } from '../../../server/http/route.ts';
import { type Conversation, type Store, type StoredMessage, UNTOUCHED } from '../../../server/stores/port.ts';
import { openSqliteStore } from '../../../server/stores/sqlite.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { ownerGate } from './owner-gate.ts';

const TOKEN = 'consent-routes-token';
const BRAND: Brand = {
  workspace: 'default',
  id: 'default',
  name: 'Salon',
  agentId: 'salon',
  locale: 'fr',
  timezone: 'Europe/Paris',
};
const clock = createFakeClock();
const now = clock.now();
const asked: string[][] = [];
const heeded: string[][] = [];

let store: Store;
let consent: ConsentLedger;
let url: string;
let close: () => Promise<void>;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'carillon-consents-'));
  store = openSqliteStore({ path: join(folder, 'store.db') });
  consent = createConsent({ records: store.records, key: randomBytes(32), clock });
  const routes = consentRoutes({
    workspace: 'default',
    conversations: store.conversations,
    consent,
    brands: { get: (_workspace, id) => (id === BRAND.id ? BRAND : undefined) },
    clock,
    newId: randomUUID,
    async heed(...person) {
      heeded.push(person);
    },
    async reachable(_brand, phones) {
      asked.push(phones);
      return new Set(phones.filter((phone) => /[02468]$/.test(phone)));
    },
  });
  expect(JSON.stringify(describeRoutes(routes, '1'))).toContain('/api/contacts/{phone}/consents');
  const app = express();
  app.set('query parser', 'simple');
  app.use('/api', serveRoutes(routes, ownerGate(TOKEN)));
  app.use(problemHandler(createLog({ level: 'silent', personal: false })));
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
  close = async () => {
    await new Promise((resolve) => server.close(resolve));
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  };
});
afterAll(() => close());

interface Answer {
  status: number;
  body: Record<string, unknown>;
}

async function api(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const answer = await fetch(url + path, {
    method,
    headers: {
      authorization: `Bearer ${TOKEN}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Answer['body'] };
}

/** What is answered is exactly what is described. */
function fits<S extends z.ZodType>(schema: S, { body }: Answer): z.output<S> {
  expect(schema.parse(body)).toEqual(body);
  return body as z.output<S>;
}

let last = 10_000_000;
const newPhone = () => `+336${++last}`;
const given = (phone: string, change: Record<string, unknown> = {}) => ({
  phone,
  what: 'given',
  source: 'form',
  wording: 'Yes, send me offers.',
  legalBasis: 'consent',
  proof: { url: 'https://salon.example/join', ip: '192.0.2.7' },
  ...change,
});
const contact = async (phone: string) =>
  fits(contactConsentsSchema, await api('GET', `/contacts/${encodeURIComponent(phone)}/consents`));

describe('POST /consents', () => {
  test('records evidence, which can be read back word for word', async () => {
    const phone = newPhone();
    const answer = await api('POST', '/consents', given(phone));
    expect(answer.status).toBe(201);
    const recorded = fits(recordedConsentSchema, answer);
    expect(recorded).toMatchObject({ status: 'recorded', suppressed: false, marketing: { allowed: true } });
    const shown = await contact(phone);
    expect(shown.entries).toMatchObject([
      {
        id: recorded.marketing.evidence,
        at: now,
        what: 'given',
        purpose: 'marketing',
        channel: 'other',
        source: 'form',
        wording: 'Yes, send me offers.',
        legalBasis: 'consent',
        proof: { url: 'https://salon.example/join', ip: '192.0.2.7' },
      },
    ]);
  });

  test('a withdrawal needs no evidence and counts at once', async () => {
    const phone = newPhone();
    await api('POST', '/consents', given(phone, { at: now - 10 }));
    const answer = await api('POST', '/consents', { phone, what: 'withdrawn', source: 'operator' });
    expect(fits(recordedConsentSchema, answer)).toMatchObject({
      suppressed: true,
      since: now,
      marketing: { allowed: false, code: 'opted_out' },
    });
    expect(await consent.suppressed('default', 'default', phone)).toBe(true);
  });

  test('whoever talks with them is told of it, also by a list that withdraws', async () => {
    const [one, other, third] = [newPhone(), newPhone(), newPhone()];
    await api('POST', '/consents', { phone: one, what: 'withdrawn', source: 'api' });
    const lines = [
      { phone: other, what: 'withdrawn' },
      { phone: third, what: 'given' },
    ];
    await api('POST', '/consents/import', { shared: {}, lines });
    const told = heeded.filter(([, , phone]) => phone === one || phone === other || phone === third);
    expect(told).toEqual([one, other].map((phone) => ['default', 'default', phone]));
  });

  test('with an Idempotency-Key, once', async () => {
    const phone = newPhone();
    const headers = { 'idempotency-key': 'order-17' };
    const first = await api('POST', '/consents', given(phone), headers);
    const second = await api('POST', '/consents', given(phone), headers);
    expect([first.body.status, second.body.status]).toEqual(['recorded', 'known']);
    expect((await contact(phone)).entries).toHaveLength(1);
    expect((await api('POST', '/consents', given(phone), { 'idempotency-key': 'a b' })).body.code).toBe(
      'bad_request',
    );
  });

  test.each([
    ['wording', { wording: '  ' }],
    ['wording', { wording: undefined }],
    ['legalBasis', { legalBasis: undefined }],
    ['proof', { proof: undefined }],
    ['proof', { proof: { url: '' } }],
  ])('without %s it is no evidence (%j)', async (path, change) => {
    const phone = newPhone();
    const { status, body } = await api('POST', '/consents', given(phone, change));
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(body.errors).toMatchObject([{ path, code: 'consent_evidence_required' }]);
    expect((await contact(phone)).entries).toEqual([]);
  });

  test.each([
    ['a number of no country', { phone: '+9991234567' }, 'invalid_phone'],
    ['no number', { phone: '0612345678' }, 'invalid_body'],
    ['the future', { at: now + 3_600_000 }, 'invalid_body'],
    ['another source', { source: 'keyword' }, 'invalid_body'],
    ['another field', { optedIn: true }, 'unknown_field'],
    ['a brand that is not there', { brand: 'other' }, 'not_found'],
    ['a proof that is no text', { proof: { deep: { x: 1 } } }, 'invalid_body'],
    [
      'a proof without end',
      { proof: Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`f${n}`, 'x'])) },
      'invalid_body',
    ],
  ])('%s is refused', async (_what, change, code) => {
    expect((await api('POST', '/consents', given(newPhone(), change))).body.code).toBe(code);
  });
});

describe('POST /consents/import', () => {
  const shared = {
    at: now - 1000,
    wording: 'Newsletter by SMS',
    legalBasis: 'consent',
    proof: { file: 'list.csv', sha256: 'abc' },
  };

  test('records each line with its row, tells what it refused, and knows the list again', async () => {
    const [one, two, three] = [newPhone(), newPhone(), newPhone()];
    const lines = [
      { phone: one },
      {
        phone: `${two.slice(0, 3)} ${two.slice(3)}`,
        at: '2026-02-01T10:00:00+01:00',
        wording: 'At the till',
      },
      { phone: '0612345678' },
      { phone: three, colour: 'red' },
      'nonsense',
      { phone: three, at: '2999-01-01T00:00:00Z' },
      { phone: three, what: 'withdrawn', at: now - 5 },
    ];
    const answer = await api('POST', '/consents/import', { shared, lines });
    expect(answer.status).toBe(200);
    const { results, ...counts } = fits(importedConsentsSchema, answer);
    expect(counts).toEqual({ recorded: 3, known: 0, refused: 4 });
    expect(results.map(({ line, status, code }) => [line, status, code])).toEqual([
      [1, 'recorded', undefined],
      [2, 'recorded', undefined],
      [3, 'refused', 'invalid_phone'],
      [4, 'refused', 'invalid_line'],
      [5, 'refused', 'invalid_line'],
      [6, 'refused', 'invalid_line'],
      [7, 'recorded', undefined],
    ]);
    expect((await contact(two)).entries).toMatchObject([
      {
        at: Date.UTC(2026, 1, 1, 9),
        source: 'import',
        wording: 'At the till',
        proof: { file: 'list.csv', row: '2' },
      },
    ]);
    expect((await contact(three)).suppressed).toBe(true);
    const again = await api('POST', '/consents/import', { shared, lines });
    expect(again.body).toMatchObject({ recorded: 0, known: 3, refused: 4 });
    expect((await contact(one)).entries).toHaveLength(1);
  });

  test('a line without evidence is refused; a list without any is no list', async () => {
    const lines = [{ phone: newPhone() }, { phone: newPhone() }];
    for (const part of ['at', 'wording', 'legalBasis', 'proof'] as const) {
      const { [part]: _left, ...rest } = shared;
      const { status, body } = await api('POST', '/consents/import', { shared: rest, lines });
      expect(status, part).toBeGreaterThanOrEqual(400);
      expect(body.errors, part).toContainEqual(
        expect.objectContaining({ code: 'consent_evidence_required' }),
      );
    }
    const mixed = [lines[0], { ...lines[1], ...shared }];
    const { body } = await api('POST', '/consents/import', { lines: mixed });
    expect(body).toMatchObject({
      recorded: 1,
      refused: 1,
      results: [
        { line: 1, code: 'consent_evidence_required', detail: 'Missing: at, wording, legalBasis, proof.' },
        { line: 2 },
      ],
    });
  });

  test('a withdrawal takes neither its time nor its words from the list, and counts from now each time', async () => {
    const phone = newPhone();
    for (const _time of [1, 2]) {
      await api('POST', '/consents/import', { shared, lines: [{ phone, what: 'withdrawn' }] });
      await clock.advance(1000);
    }
    const { entries, since } = await contact(phone);
    expect(entries.map(({ at, wording, legalBasis }) => [at, wording, legalBasis])).toEqual([
      [clock.now() - 2000, '', undefined],
      [clock.now() - 1000, '', undefined],
    ]);
    expect(since).toBe(clock.now() - 1000);
  });

  test('the list has its say, and the person the last word', async () => {
    const phone = newPhone();
    await consent.record({
      workspace: 'default',
      brand: 'default',
      phone,
      key: randomUUID(),
      at: now - 500_000,
      what: 'withdrawn',
      purpose: 'all',
      channel: 'sms',
      source: 'keyword',
      wording: 'STOP',
    });
    const { body } = await api('POST', '/consents/import', { shared, lines: [{ phone, at: now }] });
    expect(body.results).toEqual([{ line: 1, status: 'recorded', code: 'opted_out' }]);
    expect(await contact(phone)).toMatchObject({
      suppressed: true,
      marketing: { allowed: false, code: 'opted_out' },
    });
  });

  test('ten thousand lines, and not one more', async () => {
    const lines = Array.from({ length: 10_000 }, () => ({ phone: newPhone() }));
    const { body } = await api('POST', '/consents/import', { shared, lines });
    expect(body).toMatchObject({ recorded: 10_000, refused: 0 });
    const more = [...lines, { phone: newPhone() }];
    expect((await api('POST', '/consents/import', { shared, lines: more })).body.code).toBe('invalid_body');
    expect((await api('POST', '/consents/import', { shared, lines: [] })).body.code).toBe('invalid_body');
  });

  test('nothing of a number is kept, not even as a hash without a key', async () => {
    const phone = newPhone();
    await api('POST', '/consents/import', { shared, lines: [{ phone }] });
    const [line] = (await contact(phone)).entries;
    const other = newPhone();
    await api('POST', '/consents/import', { shared, lines: [{ phone: other }] });
    expect((await contact(other)).entries[0]?.key).toBe(line?.key);
  });
});

describe('GET /contacts/{phone}/consents', () => {
  test('somebody unknown has no lines; what is no number is nowhere', async () => {
    expect(await contact(newPhone())).toMatchObject({
      suppressed: false,
      marketing: { allowed: false, code: 'no_consent' },
      entries: [],
    });
    expect((await api('GET', '/contacts/nothing-here/consents')).body.code).toBe('not_found');
    expect((await api('GET', "/contacts/x'--/consents")).body.code).toBe('invalid_id');
    expect((await api('GET', `/contacts/${newPhone()}/consents?offset=1`)).body.code).toBe('unknown_field');
  });
});

describe('GET /conversations/{id}/messages/{message}/why', () => {
  const conversation: Conversation = {
    workspace: 'default',
    id: randomUUID(),
    brand: 'default',
    phone: '+33612345678',
    channel: 'rbm',
    rev: 0,
    locale: 'en',
    optedOut: false,
    owner: { kind: 'bot' },
    ...UNTOUCHED,
    run: undefined,
    timers: [],
    createdAt: now,
    updatedAt: now,
    heardAt: undefined,
  };
  const line = (change: Partial<StoredMessage>): StoredMessage => ({
    id: randomUUID(),
    workspace: 'default',
    conversation: conversation.id,
    direction: 'out',
    at: now,
    channel: 'rbm',
    content: { kind: 'text', text: 'Hello', suggestions: [] },
    author: { kind: 'bot', node: 'greet' },
    state: 'sent',
    ...change,
  });

  test('tells each decision in order, in words', async () => {
    const plain = line({});
    const promoted = line({ channel: 'sms', because: [{ at: now, code: 'hours_wait', detail: 'FR' }] });
    const messages = [plain, promoted];
    expect(await store.conversations.commit({ conversation, messages, outbox: [] })).toBe('committed');
    const why = async ({ id }: StoredMessage) =>
      fits(whySchema, await api('GET', `/conversations/${conversation.id}/messages/${id}/why`));
    expect((await why(plain)).reasons.map(({ code, words }) => [code, words.en])).toEqual([
      ['asked_for', expect.stringContaining('asked for')],
      ['state_sent', 'It was sent by RCS.'],
    ]);
    expect(await why(promoted)).toMatchObject({
      channel: 'sms',
      reasons: [
        { code: 'hours_wait', detail: 'FR', words: { fr: expect.stringContaining('attend') } },
        { code: 'state_sent' },
      ],
    });
    for (const path of [`${randomUUID()}/messages/${plain.id}`, `${conversation.id}/messages/nothing-here`]) {
      expect((await api('GET', `/conversations/${path}/why`)).body.code).toBe('not_found');
    }
  });
});

describe('POST /reach', () => {
  test('sorts numbers, each once, asking for all mobiles together', async () => {
    asked.length = 0;
    const phones = [
      '+33612345678',
      '+33 6 12 34 56 78',
      '+33612345679',
      '+33123456789',
      '0612345678',
      'x',
      '+4915123456780',
    ];
    const answer = await api('POST', '/reach', { phones });
    expect(fits(reachSchema, answer)).toEqual({
      rcs: ['+33612345678', '+4915123456780'],
      sms: ['+33612345679'],
      landline: ['+33123456789'],
      invalid: ['0612345678', 'x'],
    });
    expect(asked).toEqual([['+33612345678', '+33612345679', '+4915123456780']]);
  });

  test('asks nobody where there is nobody to ask', async () => {
    asked.length = 0;
    await api('POST', '/reach', { phones: ['x'] });
    expect(asked).toEqual([]);
    expect((await api('POST', '/reach', { phones: [] })).body.code).toBe('invalid_body');
    expect((await api('POST', '/reach', { brand: 'other', phones: ['x'] })).body.code).toBe('not_found');
    expect((await api('POST', '/reach', { phones: Array(10_001).fill('x') })).body.code).toBe('invalid_body');
  });
});
