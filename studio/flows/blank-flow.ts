/** A flow with nothing in it yet, and an id for it; knows no server. */
import type { FLOW_FORMAT, FlowInput } from '../../flows/flow.ts';

export const NAME_MAX = 120;
const ID_MAX = 64;

/** Written here as well, since the language's own value would bring all its schemas with it. */
const FORMAT: typeof FLOW_FORMAT = 1;
/** The step the first one drawn becomes. */
const START = 'start';

export function blankFlow(name: string, locales: readonly string[], id = flowIdOf(name)): FlowInput {
  return { format: FORMAT, id, name, locales: [...locales], start: START, nodes: {} };
}

/** "Prendre rendez-vous !" is "prendre-rendez-vous"; `attempt` 2 gives "…-2". */
export function flowIdOf(name: string, attempt = 1): string {
  const end = attempt > 1 ? `-${attempt}` : '';
  const plain = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, ID_MAX - end.length)
    .replace(/-+$/, '');
  return (plain || 'flow') + end;
}
