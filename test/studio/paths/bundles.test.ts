/** Which flows a flow is tried with: those it calls, those they call, and those it may lead to. */
import { expect, test } from 'vitest';
import { bundlesOf } from '../../../studio/editor/paths/bundles.ts';
import { flowOf } from '../../flows/fixtures.ts';

const end = { kind: 'end' as const };
const calls = (flow: string) => ({ kind: 'subflow' as const, flow, to: 'end' });
const main = flowOf({ pay: calls('payment'), gone: calls('nowhere'), end });
const payment = flowOf({ ask: calls('consent'), end }, { id: 'payment' });
const consent = flowOf({ yes: calls('payment'), end }, { id: 'consent' });
const other = flowOf({ back: calls('main'), end }, { id: 'other' });
const flows = { payment, consent, other };

test('a flow comes with all it calls, through others too, and without what is not published', () => {
  const [own] = bundlesOf(main, flows);
  expect(own.flow).toBe(main);
  expect(own.subflows).toEqual({ payment, consent });
});

test('flows that call one another end', () => {
  const [, others] = bundlesOf(main, flows);
  const subflows = Object.fromEntries(others.map((one) => [one.flow.id, Object.keys(one.subflows)]));
  expect(subflows).toEqual({
    payment: ['consent'],
    consent: ['payment'],
    other: ['main', 'payment', 'consent'],
  });
});

test('a flow that leads to the one in the editor calls it as it is edited, not as it was published', () => {
  const [, others] = bundlesOf(main, { ...flows, main: flowOf({ old: end }) });
  expect(others.find(({ flow }) => flow.id === 'other')?.subflows.main).toBe(main);
  expect(others.some(({ flow }) => flow.id === 'main')).toBe(false);
});

test('a flow called as something every object has is none', () => {
  const [own] = bundlesOf(flowOf({ odd: calls('constructor'), end }), {});
  expect(own.subflows).toEqual({});
});
