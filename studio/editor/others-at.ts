/** Who else has a part of the flow selected now. Knows the open document, no screen. */
import type { Person } from '../../server/contract.ts';
import { useDocument } from '../document/store.ts';

export interface Other {
  name: string;
  /** "#rrggbb". */
  color: string;
}

/** The others who have this step, note or frame selected; a person with two tabs counts once. */
export function othersAt(people: readonly Person[], id: string): Other[] {
  const found = new Map<string, Other>();
  for (const { name, color, selection } of people) {
    if (selection?.includes(id)) found.set(name, { name, color });
  }
  return [...found.values()];
}

/** `othersAt` of the open document; draws again only where it changes, not with every move of a pointer. */
export function useOthersAt(id: string): Other[] {
  const told = useDocument(({ people }) =>
    people.length === 0 ? '[]' : JSON.stringify(othersAt(people, id)),
  );
  return JSON.parse(told) as Other[];
}
