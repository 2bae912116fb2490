/** One table of errors; what is not in it says nothing of itself. */
import { expect, test } from 'vitest';
import { CodedError, ERROR_TABLE, type ErrorCode, toProblem } from '../../server/errors.ts';

test('every code has a status of its class, a sentence, and a problem made of both', () => {
  for (const [code, [status, title]] of Object.entries(ERROR_TABLE)) {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
    expect(title).toMatch(/^[A-Z].*\.$/);
    const problem = toProblem(new CodedError(code as ErrorCode), 'r-1');
    expect(problem).toEqual({ type: `urn:carillon:error:${code}`, title, status, code, requestId: 'r-1' });
  }
});

test('a detail and faults are shown where there are any', () => {
  const faults = [{ path: 'nodes.a.to', code: 'exit', message: 'Connect it.' }];
  expect(toProblem(new CodedError('invalid_flow', 'Two faults.', faults))).toMatchObject({
    status: 422,
    detail: 'Two faults.',
    errors: faults,
  });
});

test.each([
  ['an error', new Error('SELECT * FROM secrets')],
  ['an error that claims a code', Object.assign(new Error('secret'), { code: 'not_found', status: 404 })],
  ['a text', 'secret'],
  ['nothing', undefined],
])('%s that is not coded becomes "internal" and shows nothing', (_name, error) => {
  const problem = toProblem(error, 'r-1');
  expect(problem).toMatchObject({ status: 500, code: 'internal' });
  expect(JSON.stringify(problem)).not.toMatch(/secret|SELECT/);
});
