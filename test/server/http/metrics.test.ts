/** Metrics as Prometheus reads them, without anything about anybody. */
import { describe, expect, test } from 'vitest';
import { createMetrics } from '../../../server/http/metrics.ts';
import type { Fact } from '../../../server/report.ts';

const facts: Fact[] = [
  {
    kind: 'turn',
    event: 'text',
    conversation: 'conversation-canary',
    flow: 'welcome',
    understood: false,
    visited: [],
    ms: 12,
  },
  { kind: 'duplicate', conversation: 'conversation-canary' },
  { kind: 'conflict', conversation: 'conversation-canary' },
  {
    kind: 'problem',
    conversation: 'conversation-canary',
    flow: 'f',
    code: 'loop',
    node: 'n',
    detail: '+33639980001',
  },
  { kind: 'flow-started', conversation: 'conversation-canary', flow: 'welcome', version: 3 },
  { kind: 'flow-ended', conversation: 'conversation-canary', flow: 'welcome', outcome: 'booked' },
  { kind: 'handoff', conversation: 'conversation-canary', queue: 'q', reason: 'asked' },
  { kind: 'opt-out', conversation: 'conversation-canary' },
  { kind: 'opt-in', conversation: 'conversation-canary' },
  { kind: 'sent', conversation: 'conversation-canary', work: 'send', ms: 30 },
  {
    kind: 'retry',
    conversation: 'conversation-canary',
    work: 'send',
    code: 'rbm_busy',
    attempts: 2,
    detail: '+33639980001',
  },
  {
    kind: 'parked',
    conversation: 'conversation-canary',
    work: 'send',
    code: 'rbm_invalid',
    detail: '+33639980001',
  },
  { kind: 'fallback', conversation: 'conversation-canary', code: 'rcs_unreachable' },
  { kind: 'held', conversation: 'conversation-canary', code: 'hours_wait', until: 1 },
  { kind: 'late-receipt', conversation: 'conversation-canary', channel: 'rbm', state: 'delivered' },
  { kind: 'receipt', state: 'read', known: true },
  { kind: 'quarantined', reason: 'not-json' },
  { kind: 'fault', where: 'outbox', error: new Error('+33639980001') },
];

async function lines() {
  const metrics = createMetrics({ parked: async () => 7 });
  for (const fact of facts) metrics.report(fact);
  metrics.webhook('turn');
  metrics.webhook('turn');
  return (await metrics.text()).split('\n');
}

describe('metrics', () => {
  test('every line is a comment or a sample with a number', async () => {
    for (const line of (await lines()).filter(Boolean)) {
      expect(line).toMatch(
        /^# (HELP|TYPE) |^[a-z_][a-z0-9_]*(\{([a-z_]+="[^"\n]*",?)*\})? (NaN|Nan|[+-]?Inf|-?[0-9.e+-]+)$/,
      );
    }
  });

  test('every fact counts where one would look for it', async () => {
    const text = await lines();
    for (const sample of [
      'carillon_turns_total{event="text"} 1',
      'carillon_turn_seconds_count 1',
      'carillon_not_understood_total 1',
      'carillon_duplicates_total 1',
      'carillon_conflicts_total 1',
      'carillon_flow_problems_total{code="loop"} 1',
      'carillon_flows_started_total{flow="welcome"} 1',
      'carillon_flows_ended_total{flow="welcome",outcome="booked"} 1',
      'carillon_handoffs_total{reason="asked"} 1',
      'carillon_consent_total{change="opt-out"} 1',
      'carillon_consent_total{change="opt-in"} 1',
      'carillon_sent_total{work="send"} 1',
      'carillon_retries_total{work="send",code="rbm_busy"} 1',
      'carillon_parked_total{work="send",code="rbm_invalid"} 1',
      'carillon_fallbacks_total{code="rcs_unreachable"} 1',
      'carillon_held_total{code="hours_wait"} 1',
      'carillon_late_receipts_total{channel="rbm"} 1',
      'carillon_receipts_total{state="read",known="true"} 1',
      'carillon_quarantined_total{reason="not-json"} 1',
      'carillon_faults_total{where="outbox"} 1',
      'carillon_webhooks_total{outcome="turn"} 2',
      'carillon_parked_items 7',
    ]) {
      expect(text).toContain(sample);
    }
  });

  test('nothing of anybody is in them', async () => {
    const text = (await lines()).join('\n');
    expect(text).not.toContain('639980001');
    expect(text).not.toContain('conversation-canary');
  });
});
