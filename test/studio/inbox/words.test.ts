/** Every code an operator can meet has words in both languages of the studio. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CONSENT_SOURCES } from '../../../server/consent/port.ts';
import { endingWords } from '../../../server/contract/ending-words.ts';
import type { MessageLine } from '../../../server/contract/inbox-live.ts';
import { ERROR_TABLE } from '../../../server/errors.ts';
import { CASE_STATES } from '../../../server/services/cases.ts';
import { PROVIDER_STATES } from '../../../server/services/payment-provider.ts';
import { reasonWords } from '../../../studio/inbox/thread/reasons.ts';
import { pretendPage } from '../canvas/page.ts';

pretendPage();
const { problemText } = await import('../../../studio/api/problem-text.ts');
const { problemWords } = await import('../../../studio/api/problem-words.ts');
const { awayWords } = await import('../../../studio/inbox/away-reason.ts');
const { sourceTexts, statusTexts } = await import('../../../studio/inbox/panel/status-texts.ts');

test('every error code of the server has words of the studio', () => {
  for (const code of Object.keys(ERROR_TABLE)) expect(problemWords.en).toHaveProperty(code);
});

test('the server\u2019s English sentence is shown to readers of English only', () => {
  const conflict = { code: 'conflict', detail: 'Nobody has this conversation.' };
  expect(problemText(conflict, 'en')).toBe('Nobody has this conversation.');
  expect(problemText(conflict, 'fr')).toBe(problemWords.fr.conflict);
  expect(problemText({ code: 'never_heard_of' }, 'fr')).toBe(problemWords.fr.unknown);
});

test('every reason a channel gives for a message that did not arrive has words', () => {
  const root = 'server/channels';
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const codes = new Set(
    sources.flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(/'((?:rbm|sms)_[a-z_]+)'/g)].flatMap(
        ([, code]) => code ?? [],
      ),
    ),
  );
  expect(codes.size).toBeGreaterThan(20);
  for (const code of codes) {
    const line: Pick<MessageLine, 'because'> = { because: [{ at: 0, code }] };
    for (const locale of ['en', 'fr'] as const) {
      expect(reasonWords(line as MessageLine, locale).last, code).toBeTypeOf('string');
    }
  }
});

test('states of services and sources of consent have words', () => {
  for (const state of [...CASE_STATES, ...PROVIDER_STATES]) expect(statusTexts.en).toHaveProperty(state);
  for (const source of CONSENT_SOURCES) expect(sourceTexts.en).toHaveProperty(source);
});

test('an ending is said in words, and one that somebody else wrote as it stands', () => {
  expect(endingWords('noAnswer', 'en')).toBe('the customer did not answer');
  expect(endingWords('noAnswer', 'fr')).toBe('le client n’a pas répondu');
  expect(endingWords('toString', 'en')).toBe('toString');
});

test('why the server holds an operator for away has words', () => {
  const files = ['server/inbox/departed.ts', 'server/inbox/presence.ts'];
  const reasons = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/operators\.leave\([^;]*'([a-z-]+)'\)/g)].map(
      ([, reason = '']) => reason,
    ),
  );
  expect(reasons.length).toBeGreaterThan(1);
  for (const reason of [...reasons, 'lunch', 'meeting', 'break']) {
    expect(awayWords(reason, 'fr'), reason).toMatch(/^Absent\s: /);
    expect(awayWords(reason, 'en'), reason).toMatch(/^Away: /);
  }
  expect(awayWords('Au dentiste', 'en')).toBe('Au dentiste');
});
