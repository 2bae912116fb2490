/** The shipped flows, read from their files; knows nothing of how they are played. */
import { readdirSync, readFileSync } from 'node:fs';
import { type Flow, flowSchema } from '../../../flows/flow.ts';

export const LIBRARY = new URL('../../../flows/library/', import.meta.url);

/** Every shipped flow by id, in the order of their names. */
export function readShipped(): Map<string, Flow> {
  const names = readdirSync(LIBRARY).filter((name) => name.endsWith('.flow.json'));
  return new Map(
    names.sort().map((name) => {
      const flow = flowSchema.parse(JSON.parse(readFileSync(new URL(name, LIBRARY), 'utf8')));
      return [flow.id, flow];
    }),
  );
}
