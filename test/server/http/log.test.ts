/** What the log shows of people: nothing, unless the setting says so. */
import { describe, expect, test } from 'vitest';
import {
  createLog,
  describe as describeError,
  logFacts,
  maskPhone,
  maskText,
} from '../../../server/http/log.ts';
import type { Fact } from '../../../server/report.ts';

const PHONE = '+33639980001';

function capture(personal: boolean, level = 'debug') {
  const lines: string[] = [];
  const log = createLog({ level, personal }, { write: (line) => lines.push(line) });
  return { log, lines, all: () => lines.join('') };
}

const conversation = 'c-1';
const facts: Fact[] = [
  { kind: 'turn', event: 'text', conversation, flow: 'welcome', understood: true, visited: [], ms: 2 },
  { kind: 'retry', conversation, work: 'send', code: 'rbm_busy', attempts: 1, detail: `${PHONE} is busy` },
  {
    kind: 'parked',
    conversation,
    work: 'send',
    code: 'rbm_invalid',
    detail: `phones/%2B33639980001 is not there`,
  },
  { kind: 'problem', conversation, flow: 'f', code: 'loop', node: 'n', detail: `said by ${PHONE}` },
  { kind: 'fault', where: 'outbox', error: new Error(`cannot send to ${PHONE}`) },
  { kind: 'fault', where: 'outbox', error: `plain words about ${PHONE}` },
];

describe('a number', () => {
  test('is masked to what tells two callers apart', () => {
    expect(maskPhone(PHONE)).toBe('+336…01');
    expect(maskPhone('+33')).toBe('…');
  });

  test('is masked wherever it stands in a text', () => {
    expect(maskText(`from ${PHONE} to %2b447700900123.`)).toBe('from +336…01 to +447…23.');
    expect(maskText('at 1772452800500, in 3 of 17')).toBe('at 1772452800500, in 3 of 17');
  });

  test('is nowhere in the log, whatever fact or error carries it', () => {
    const { log, lines, all } = capture(false);
    for (const fact of facts) logFacts(log)(fact);
    log.error(
      { err: describeError(new Error(PHONE)), phone: PHONE, path: `/handsets/${encodeURIComponent(PHONE)}` },
      PHONE,
    );
    log.child({ part: 'x', phone: PHONE }).warn({ deep: { list: [PHONE] } }, 'child');
    expect(lines).toHaveLength(facts.length + 2);
    expect(all()).not.toContain('639980001');
    expect(all()).toContain('+336…01');
  });

  test('is there if the setting says so', () => {
    const { log, all } = capture(true);
    for (const fact of facts) logFacts(log)(fact);
    log.warn({ phone: PHONE }, 'x');
    expect(all().split(PHONE).length - 1).toBeGreaterThanOrEqual(6);
  });
});

describe('a line', () => {
  test('is one line of JSON, whatever is in it', () => {
    const { log, lines } = capture(false);
    const forged = 'x\r\n{"level":"error","msg":"forged"}\u001b[31m\u2028';
    log.warn({ detail: forged, key: forged }, forged);
    logFacts(log)({ kind: 'problem', conversation, flow: 'f', code: 'c', node: forged, detail: forged });
    expect(lines).toHaveLength(2);
    for (const line of lines) {
      const written = line.trimEnd();
      for (const sign of ['\r', '\n', '\u001b']) expect(written).not.toContain(sign);
      expect(JSON.parse(line)).toMatchObject({ level: 'warn', time: expect.any(String) });
    }
  });

  test('says what happened by its name, the usual ones only when asked for detail', () => {
    const info = capture(false, 'info');
    for (const fact of facts) logFacts(info.log)(fact);
    expect(info.lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
      'retry',
      'parked',
      'problem',
      'fault',
      'fault',
    ]);
    expect(JSON.parse(info.lines[3] ?? '')).toMatchObject({
      where: 'outbox',
      err: { message: 'cannot send to +336…01' },
    });
  });

  test('an error shows its message, stack and code, and nothing it carries', () => {
    const error = Object.assign(new Error('broken'), {
      code: 'EIO',
      config: { headers: { authorization: 'Bearer x' } },
    });
    expect(Object.keys(describeError(error))).toEqual(['message', 'stack', 'code']);
  });
});
