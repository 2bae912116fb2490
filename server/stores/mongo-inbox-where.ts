/** Conditions as a filter of MongoDB; knows the fields of the inbox index. */
import type { mongo } from 'mongoose';
import type { Condition } from './inbox-port.ts';
import type { EntryDocument } from './mongo-inbox-documents.ts';

type Filter = mongo.Filter<EntryDocument>;

export function filterOf(workspace: string, conditions: readonly Condition[]): Filter {
  const parts = conditions.map(partOf);
  return parts.length === 0 ? { workspace } : { workspace, $and: parts };
}

function partOf(condition: Condition): Filter {
  switch (condition.field) {
    case 'at': {
      // The key runs backwards: the newest has the smallest.
      const { from, to } = condition;
      const range = {
        ...(from === undefined ? {} : { $lte: -from }),
        ...(to === undefined ? {} : { $gt: -to }),
      };
      return Object.keys(range).length === 0 ? {} : { 'keys.newest': range };
    }
    case 'owner': {
      const among = condition.among.map(
        ({ owner, holder }): Filter => (holder === undefined ? { owner } : { owner, holder }),
      );
      return among.length === 0 ? NOTHING : among.length === 1 ? (among[0] ?? NOTHING) : { $or: among };
    }
    case 'labels':
    case 'followers':
    case 'mentions':
      return { [condition.field]: oneOf(condition.any) };
    default:
      if ('is' in condition) return { [condition.field]: condition.is };
      return { [condition.field]: oneOf(condition.among) };
  }
}

/** Equality lets an index keep its order, which "$in" does not. */
function oneOf(values: readonly string[]): unknown {
  return values.length === 1 ? values[0] : { $in: [...values] };
}

const NOTHING: Filter = { _id: { $in: [] } };
