/** What an author may take off the list of problems. */
import { describe, expect, test } from 'vitest';
import { check } from '../../../flows/check.ts';
import { suppress, suppressedBy } from '../../../flows/edit/mark-node.ts';
import { flowOf, says } from '../fixtures.ts';

describe('accepting a problem', () => {
  const flow = flowOf({
    hello: { kind: 'say', say: [says('Hello')] },
    lost: { kind: 'end' },
  });
  const findings = check(flow, { flows: {} });
  const accepted = findings.reduce(
    (now, { code, node }) => suppress(now, { code, ...(node === undefined ? {} : { node }), reason: 'Fine' }),
    flow,
  );

  test('takes warnings off the list, and never an error: publishing would refuse it all the same', () => {
    expect(findings.map(({ severity }) => severity)).toEqual(expect.arrayContaining(['error', 'warning']));
    for (const finding of findings) {
      expect(suppressedBy(accepted, finding) !== undefined).toBe(finding.severity === 'warning');
    }
    const errors = check(accepted, { flows: {} }).filter(({ severity }) => severity === 'error');
    expect(errors.length).toBeGreaterThan(0);
  });
});
