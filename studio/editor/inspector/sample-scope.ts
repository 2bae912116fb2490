/** What a condition would find with example values in the place of variables. Runs no flow. */
import { type Condition, holds, pathsInCondition } from '../../../flows/condition.ts';
import type { Flow } from '../../../flows/flow.ts';
import type { Scope } from '../../../flows/scope.ts';
import { sampleText } from './variable-entries.ts';

/** Tuesday 24 November 2026, 9:00 in Paris: the moment of all examples. */
const NOW = Date.UTC(2026, 10, 24, 8);

/** Whether a condition is true where every variable holds what its kind typically holds. Never throws. */
export function holdsWithSamples(flow: Flow, condition: Condition, locale: string): boolean {
  const vars: Record<string, unknown> = {};
  for (const path of pathsInCondition(condition)) {
    const [root = path, ...members] = path.split('.');
    if (!Object.hasOwn(flow.variables, root)) continue;
    const value = typed(sampleText(flow, `{{${path}}}`, locale), flow.variables[root]?.type);
    if (members.length === 0) vars[root] = value;
    else setMember(vars, [root, ...members], value);
  }
  const scope: Scope = {
    vars,
    facts: {
      contact: { phone: '+33612345678', name: 'Marie Dupont', locale },
      brand: { id: 'brand', name: 'Maison Carillon', phone: '+33472000000' },
      conversation: { id: 'conversation' },
      channel: 'rbm',
    },
    now: NOW,
    locale,
    timezone: flow.settings.timezone,
  };
  return holds(condition, scope);
}

function typed(text: string, type: string | undefined): unknown {
  if (type === 'number') return Number(text);
  if (type === 'boolean') return true;
  return type === 'list' ? [text] : text;
}

function setMember(table: Record<string, unknown>, path: string[], value: unknown): void {
  const [head = '', ...rest] = path;
  if (rest.length === 0) {
    table[head] = value;
    return;
  }
  const inner = Object.hasOwn(table, head) ? table[head] : undefined;
  const next = typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : {};
  table[head] = next;
  setMember(next, rest, value);
}
