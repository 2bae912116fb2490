/** Every value that a text of a flow may hold, with what typically stands there and how often it is used. Draws nothing. */
import { conditionsOf, textsOf } from '../../../flows/checks/texts.ts';
import { pathsInCondition } from '../../../flows/condition.ts';
import { slotsOf } from '../../../flows/edit/variable-slots.ts';
import type { Flow, Variable } from '../../../flows/flow.ts';
import type { Node } from '../../../flows/nodes/registry.ts';
import { saySample } from '../../../flows/sms/sample.ts';
import { pathsIn } from '../../../flows/template.ts';
import type { VariableEntry, VariableGroup } from '../../message/editing.ts';

/** A step that says nothing, for samples of texts alone. */
const SILENT: Node = { kind: 'wait', on: [], timeout: { after: '1h' } };

const KNOWN: readonly (readonly [path: string, type: Variable['type'], group: VariableGroup])[] = [
  ['contact.name', 'text', 'contact'],
  ['contact.phone', 'text', 'contact'],
  ['contact.locale', 'text', 'contact'],
  ['brand.name', 'text', 'brand'],
  ['brand.phone', 'text', 'brand'],
  ['brand.website', 'text', 'brand'],
  ['conversation.id', 'text', 'conversation'],
  ['channel', 'text', 'conversation'],
  ['locale', 'text', 'conversation'],
  ['today', 'date', 'system'],
  ['now', 'datetime', 'system'],
];

/** A text as a customer of that language typically reads it. */
export function sampleText(flow: Flow, text: string, locale: string): string {
  if (!text.includes('{{')) return text;
  const { message } = saySample(
    flow,
    SILENT,
    { message: { kind: 'text', text, suggestions: [] } },
    locale,
    {},
  );
  return message.kind === 'text' ? message.text : '';
}

export function variableEntries(flow: Flow, locale: string): VariableEntry[] {
  const uses = usesOf(flow);
  const sample = (path: string) => sampleText(flow, `{{${path}}}`, locale);
  const own = Object.entries(flow.variables).map(
    ([path, { type, label }]): VariableEntry => ({
      path,
      type,
      ...(label ? { label } : {}),
      group: 'flow',
      sample: sample(path),
      uses: uses.get(path)?.count ?? 0,
    }),
  );
  const declared = new Set(Object.keys(flow.variables));
  const inside = [...uses].flatMap(([name, { members }]) =>
    declared.has(name)
      ? [...members]
          .sort()
          .map((path): VariableEntry => ({ path, type: 'text', group: 'inside', sample: sample(path) }))
      : [],
  );
  const known = KNOWN.filter(([path]) => !declared.has(path.split('.')[0] ?? path)).map(
    ([path, type, group]): VariableEntry => ({ path, type, group, sample: sample(path) }),
  );
  return [...own, ...inside, ...known];
}

/** By variable: at how many places it is set or read, and the members of it that are read somewhere. */
function usesOf(flow: Flow): Map<string, { count: number; members: Set<string> }> {
  const uses = new Map<string, { count: number; members: Set<string> }>();
  const use = (path: string, local: string | undefined) => {
    const [root = path] = path.split('.');
    if (root === local) return;
    const entry = uses.get(root) ?? { count: 0, members: new Set() };
    entry.count += 1;
    if (root !== path) entry.members.add(path);
    uses.set(root, entry);
  };
  for (const node of Object.values(flow.nodes)) {
    for (const { name } of slotsOf(node)) use(name, undefined);
    for (const { text, local } of textsOf(node)) for (const path of pathsIn(text)) use(path, local);
    for (const { condition, local } of conditionsOf(node)) {
      for (const path of pathsInCondition(condition)) use(path, local);
    }
  }
  return uses;
}
