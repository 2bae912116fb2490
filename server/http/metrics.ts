/** Counts the engine's facts for Prometheus. No label holds a phone number, a text, or anything unbounded. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Fact, Report } from '../report.ts';

export interface Metrics {
  report: Report;
  /** The text of `GET /metrics`, and its content type. */
  text(): Promise<string>;
  contentType: string;
  webhook(outcome: string): void;
}

export function createMetrics(sources: { parked(): Promise<number> }): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counter = (name: string, help: string, labelNames: string[] = []) =>
    new Counter({ name: `carillon_${name}`, help, labelNames, registers: [registry] });
  const seconds = (name: string, help: string, labelNames: string[] = []) =>
    new Histogram({
      name: `carillon_${name}`,
      help,
      labelNames,
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers: [registry],
    });

  const turns = counter('turns_total', 'Events taken and stored', ['event']);
  const turnSeconds = seconds('turn_seconds', 'From arrival to durable');
  const missed = counter('not_understood_total', 'Customer messages no flow could make sense of');
  const duplicates = counter('duplicates_total', 'Webhooks that had been handled before');
  const conflicts = counter('conflicts_total', 'Commits repeated because another was faster');
  const problems = counter('flow_problems_total', 'Conversations handed to people by a fault of the flow', [
    'code',
  ]);
  const started = counter('flows_started_total', 'Flows begun', ['flow']);
  const ended = counter('flows_ended_total', 'Flows ended', ['flow', 'outcome']);
  const handoffs = counter('handoffs_total', 'Conversations given to people', ['reason']);
  const consent = counter('consent_total', 'Opt-outs and opt-ins', ['change']);
  const sent = counter('sent_total', 'Outbox items done', ['work']);
  const sendSeconds = seconds('send_seconds', 'One call of a channel or a service', ['work']);
  const retries = counter('retries_total', 'Outbox items tried again', ['work', 'code']);
  const parked = counter('parked_total', 'Outbox items that wait for a person', ['work', 'code']);
  const fallbacks = counter('fallbacks_total', 'Messages sent by SMS instead of RCS', ['code']);
  const held = counter('held_total', 'Promotions that wait until they may leave', ['code']);
  const late = counter('late_receipts_total', 'Receipts of a channel the message had left for another', [
    'channel',
  ]);
  const receipts = counter('receipts_total', 'Delivery states reported by the platform', ['state', 'known']);
  const quarantined = counter('quarantined_total', 'Webhooks kept aside unread', ['reason']);
  const faults = counter('faults_total', 'Unexpected errors', ['where']);
  const webhooks = counter('webhooks_total', 'Webhook requests by outcome', ['outcome']);
  new Gauge({
    name: 'carillon_parked_items',
    help: 'Outbox items that wait for a person now, up to 200',
    registers: [registry],
    async collect() {
      this.set(await sources.parked());
    },
  });

  function report(fact: Fact): void {
    switch (fact.kind) {
      case 'turn':
        turns.inc({ event: fact.event });
        turnSeconds.observe(fact.ms / 1000);
        if (!fact.understood) missed.inc();
        return;
      case 'duplicate':
        duplicates.inc();
        return;
      case 'conflict':
        conflicts.inc();
        return;
      case 'problem':
        problems.inc({ code: fact.code });
        return;
      case 'flow-started':
        started.inc({ flow: fact.flow });
        return;
      case 'flow-ended':
        ended.inc({ flow: fact.flow, outcome: fact.outcome });
        return;
      case 'handoff':
        handoffs.inc({ reason: fact.reason });
        return;
      case 'opt-out':
      case 'opt-in':
        consent.inc({ change: fact.kind });
        return;
      case 'sent':
        sent.inc({ work: fact.work });
        sendSeconds.observe({ work: fact.work }, fact.ms / 1000);
        return;
      case 'retry':
        retries.inc({ work: fact.work, code: fact.code });
        return;
      case 'parked':
        parked.inc({ work: fact.work, code: fact.code });
        return;
      case 'fallback':
        fallbacks.inc({ code: fact.code });
        return;
      case 'held':
        held.inc({ code: fact.code });
        return;
      case 'late-receipt':
        late.inc({ channel: fact.channel });
        return;
      case 'receipt':
        receipts.inc({ state: fact.state, known: String(fact.known) });
        return;
      case 'quarantined':
        quarantined.inc({ reason: fact.reason });
        return;
      case 'fault':
        faults.inc({ where: fact.where });
        return;
    }
  }

  return {
    report,
    text: () => registry.metrics(),
    contentType: registry.contentType,
    webhook: (outcome) => webhooks.inc({ outcome }),
  };
}
