import { beforeEach, describe, expect, test } from 'vitest';
import { callName, failureName, serviceName } from '../../../flows/service-names.ts';
import { seedCalendar } from '../../../server/services/calendar-plan.ts';
import { createCases } from '../../../server/services/cases.ts';
import { createPayments, type Payments } from '../../../server/services/payments.ts';
import type { Service } from '../../../server/services/port.ts';
import { createServices, describeServices, runCall } from '../../../server/services/registry.ts';
import { createSandboxProvider } from '../../../server/services/sandbox-provider.ts';
import type { RecordStore } from '../../../server/stores/port.ts';
import {
  choiceName,
  failureSentence,
  inputHint,
  inputName,
  operationSentence,
} from '../../../studio/editor/service-words.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { callContext, codeOf } from './call-context.ts';
import { openRecords } from './open-records.ts';

const clock = createFakeClock();
const signal = async () => {};
const provider = createSandboxProvider({
  fetch,
  clock,
  baseUrl: 'http://127.0.0.1:9',
  apiKey: 'x',
  callbackSecrets: [],
});

let records: RecordStore;
let payments: Payments;
let services: Record<string, Service>;

beforeEach(() => {
  records = openRecords();
  payments = createPayments({ records, provider, clock, signal });
  services = createServices({
    records,
    clock,
    egress: { guarded: fetch },
    secrets: { reveal: async () => undefined },
    payments,
    cases: createCases({ records, clock, signal }),
    team: async () => ({ open: true, online: 1, waiting: 0, waitMinutes: 0 }),
  });
});

const run = (service: string, operation: string, input: Record<string, unknown> = {}) =>
  runCall(services, service, operation, input, callContext());

describe('a call', () => {
  test.each([
    ['weather', 'today'],
    ['calendar', 'destroy'],
    ['__proto__', 'days'],
    ['constructor', 'name'],
    ['calendar', 'toString'],
    ['calendar', '__proto__'],
  ])('of %s.%s is unknown', async (service, operation) => {
    expect(codeOf(await run(service, operation))).toBe('unknown_operation');
  });

  test('says where its input does not fit', async () => {
    expect(await run('calendar', 'slots', { calendar: 'salon', service: 'cut', date: '2026-02-30' })).toEqual(
      {
        kind: 'failed',
        code: 'invalid_input',
        message: 'date: a date such as "2026-11-24"',
      },
    );
    expect(await run('calendar', 'days', { calendar: 'salon' })).toEqual({
      kind: 'failed',
      code: 'invalid_input',
      message: 'service: needs a value',
    });
  });

  test('refuses a field that does not exist', async () => {
    const outcome = await run('cases', 'open', { type: 'claim', feilds: {} });
    expect(outcome).toMatchObject({ code: 'invalid_input', message: expect.stringContaining('feilds') });
  });

  test('takes what a template left empty as left out', async () => {
    await seedCalendar(records, 'main');
    const empty = { from: '', count: null };
    expect(codeOf(await run('calendar', 'days', { calendar: 'salon', service: 'cut', ...empty }))).toBe(
      'done',
    );
    expect(codeOf(await run('calendar', 'days', { calendar: '', service: 'cut' }))).toBe('invalid_input');
  });
});

test('a provider without a secret accepts no callback', async () => {
  const callback = { body: Buffer.from('{}'), headers: {} };
  await expect(payments.settle(callback)).rejects.toMatchObject({
    code: 'webhook_not_configured',
    status: 503,
  });
});

test('every operation describes its input and its failures, and every code can be an exit', () => {
  const sheets = describeServices(services);
  expect(
    Object.entries(sheets).map(([name, { operations }]) => `${name}: ${Object.keys(operations).join(' ')}`),
  ).toEqual([
    'calendar: days slots hold release book cancel reschedule find',
    'payments: request status cancel',
    'cases: open add status find',
    'team: availability',
    'satisfaction: record',
    'http: request',
  ]);
  for (const { operations } of Object.values(sheets)) {
    for (const { input, failures, summary } of Object.values(operations)) {
      expect(input.type).toBe('object');
      expect(summary).toMatch(/\.$/);
      for (const code of Object.keys(failures)) expect(code).toMatch(/^[a-z][a-z0-9_]{0,39}$/);
    }
  }
});

describe('what the studio calls the services in French', () => {
  /** Spelt alike in both languages. */
  const ALIKE_NAMES = new Set(['date', 'type', 'description', 'photo', 'photos', 'minutes', 'note']);

  test('is there for each of them, its operations, inputs and failures', () => {
    const english: string[] = [];
    const differs = (name: string, one: string | undefined, other: string | undefined) => {
      if (one === other) english.push(name);
    };
    for (const [service, { operations }] of Object.entries(describeServices(services))) {
      if (service !== 'satisfaction')
        differs(service, serviceName(service, 'fr'), serviceName(service, 'en'));
      for (const [operation, { summary, input, failures }] of Object.entries(operations)) {
        const name = `${service}.${operation}`;
        differs(name, operationSentence(service, operation, summary, 'fr'), summary);
        differs(
          `${name} in short`,
          callName(name, 'fr').split(' · ')[1],
          callName(name, 'en').split(' · ')[1],
        );
        for (const [code, sentence] of Object.entries(failures)) {
          differs(`${service}.${code}`, failureSentence(service, code, sentence, 'fr'), sentence);
          differs(code, failureName(code, 'fr'), failureName(code, 'en'));
        }
        const fields = (input.properties ?? {}) as Record<string, { description?: string; enum?: string[] }>;
        for (const [field, { description, enum: choices = [] }] of Object.entries(fields)) {
          const at = `${name}.${field}`;
          if (description) differs(`${at} explained`, inputHint(at, description, 'fr'), description);
          // Codes such as "GET" are the same in every language.
          for (const choice of choices.filter((one) => /[a-z]/.test(one))) {
            differs(`${at}=${choice}`, choiceName(choice, 'fr'), choiceName(choice, 'en'));
          }
          if (!ALIKE_NAMES.has(field)) differs(at, inputName(field, 'fr'), inputName(field, 'en'));
        }
      }
    }
    expect(english).toEqual([]);
  });
});
