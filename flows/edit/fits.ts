/** Whether an edited document still fits the schema, looking only at what the edit touched. */
import { type Flow, flowSchema, variableSchema } from '../flow.ts';
import { nodeSchema } from '../nodes/registry.ts';
import { nodeIdSchema, variableNameSchema } from '../nodes/shape.ts';

/** True if `after`, made from `before`, which fits, fits as well. */
export function fits(before: Flow, after: Flow): boolean {
  if (before === after) return true;
  const keys = Object.keys(after) as (keyof Flow)[];
  for (const key of new Set([...keys, ...(Object.keys(before) as (keyof Flow)[])])) {
    if (after[key] === before[key]) continue;
    if (key === 'nodes') {
      if (!tableFits(before.nodes, after.nodes, nodeIdSchema, nodeSchema)) return false;
    } else if (key === 'variables') {
      if (!tableFits(before.variables, after.variables, variableNameSchema, variableSchema)) return false;
    } else if (
      !Object.hasOwn(flowSchema.shape, key) ||
      !flowSchema.shape[key].safeParse(after[key]).success
    ) {
      return false;
    }
  }
  return true;
}

interface Schema {
  safeParse(value: unknown): { success: boolean };
}

function tableFits(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  name: Schema,
  value: Schema,
): boolean {
  for (const [key, item] of Object.entries(after)) {
    const old = Object.hasOwn(before, key) ? before[key] : undefined;
    if (item === old) continue;
    if (old === undefined && (key === '__proto__' || !name.safeParse(key).success)) return false;
    if (!value.safeParse(item).success) return false;
  }
  return true;
}
