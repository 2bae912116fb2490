/** What is different between two versions of a flow, in words for those who drew it. Knows documents; changes nothing. */
import { same } from './change.ts';
import type { Wording } from './checks/finding.ts';
import { added, type Collect, compareValues, removed } from './comparison/compare-values.ts';
import { exitWords, nameOf } from './comparison/names.ts';
import { quoted, valueWords } from './comparison/value-words.ts';
import type { Flow, Trigger } from './flow.ts';
import { exitsOf, type Node } from './nodes/registry.ts';

export interface Difference {
  kind: 'added' | 'removed' | 'changed' | 'moved-exit';
  /** The step it is about, if it is about one. */
  node?: string;
  what: Wording;
}

/**
 * The differences in the order of the flow: those of the flow itself, of its variables, then of each step. Where boxes
 * lie, notes and frames count as nothing.
 */
export function compare(before: Flow, after: Flow): Difference[] {
  if (before === after) return [];
  const steps = Object.entries(after.nodes).flatMap(([id, node]): Difference[] => {
    const old = Object.hasOwn(before.nodes, id) ? before.nodes[id] : undefined;
    if (old === node) return [];
    if (old) return stepDifferences(id, old, node, before, after);
    const name = nameOf(node, id);
    return [{ kind: 'added', node: id, what: added({ en: 'Step', fr: 'étape' }, name) }];
  });
  const gone = Object.entries(before.nodes).flatMap(([id, node]): Difference[] => {
    if (Object.hasOwn(after.nodes, id)) return [];
    return [{ kind: 'removed', node: id, what: removed({ en: 'Step', fr: 'étape' }, nameOf(node, id)) }];
  });
  return [...flowDifferences(before, after), ...variableDifferences(before, after), ...steps, ...gone];
}

// --- steps -------------------------------------------------------------------------------------------------------

const KINDS: Record<Node['kind'], Wording> = {
  say: { en: 'a message', fr: 'un message' },
  choose: { en: 'choices', fr: 'des choix' },
  ask: { en: 'a question', fr: 'une question' },
  branch: { en: 'a decision', fr: 'une décision' },
  set: { en: 'a value to remember', fr: 'une valeur à retenir' },
  call: { en: 'a service', fr: 'un service' },
  wait: { en: 'a wait', fr: 'une attente' },
  handoff: { en: 'a handover to a person', fr: 'un passage à une personne' },
  subflow: { en: 'a sub-flow', fr: 'un sous-parcours' },
  split: { en: 'a split', fr: 'une répartition' },
  end: { en: 'an end', fr: 'une fin' },
};

function stepDifferences(id: string, old: Node, node: Node, before: Flow, after: Flow): Difference[] {
  if (old.kind !== node.kind) {
    const [from, to] = [KINDS[old.kind], KINDS[node.kind]];
    const what = {
      en: `Is now ${to.en} instead of ${from.en}`,
      fr: `Est maintenant ${to.fr} au lieu de : ${from.fr}`,
    };
    return [{ kind: 'changed', node: id, what }];
  }
  const found: Difference[] = [];
  const collect: Collect = (kind, what) => found.push({ kind, node: id, what });
  compareValues(collect, [], old, node);
  return [...found, ...exitDifferences(id, old, node, before, after)];
}

function exitDifferences(id: string, old: Node, node: Node, before: Flow, after: Flow): Difference[] {
  const then = new Map(exitsOf(old).map(({ name, to }) => [name, to]));
  const now = new Map(exitsOf(node).map(({ name, to }) => [name, to]));
  return [...new Set([...now.keys(), ...then.keys()])].flatMap((name): Difference[] => {
    // An exit that came or went with a choice, a case or a timeout is told with it.
    if (then.has(name) !== now.has(name) && name !== 'not-understood' && !name.startsWith('failed:'))
      return [];
    const [from, to] = [then.get(name), now.get(name)];
    if (from === to) return [];
    const exit = exitWords(node, name);
    const [new_, was] = [place(after, to), place(before, from)];
    const what =
      to === undefined
        ? { en: `${exit.en} leads nowhere any more`, fr: `${exit.fr} ne mène plus nulle part` }
        : from === undefined
          ? { en: `${exit.en} now leads to ${new_.en}`, fr: `${exit.fr} mène maintenant à ${new_.fr}` }
          : {
              en: `${exit.en} leads to ${new_.en} instead of ${was.en}`,
              fr: `${exit.fr} mène à ${new_.fr} au lieu de ${was.fr}`,
            };
    return [{ kind: 'moved-exit', node: id, what }];
  });
}

function place(flow: Flow, id: string | undefined): Wording {
  if (id === undefined) return { en: 'nowhere', fr: 'nulle part' };
  const node = Object.hasOwn(flow.nodes, id) ? flow.nodes[id] : undefined;
  return node ? nameOf(node, id) : quoted(id);
}

// --- the flow itself ---------------------------------------------------------------------------------------------

function flowDifferences(before: Flow, after: Flow): Difference[] {
  const found: Difference[] = [];
  const collect: Collect = (kind, what) => found.push({ kind, what });
  for (const key of ['name', 'description', 'sector', 'locales'] as const) {
    compareValues(collect, [{ key }], before[key], after[key]);
  }
  if (before.start !== after.start) {
    const [now, then] = [place(after, after.start), place(before, before.start)];
    collect('changed', {
      en: `The flow starts at ${now.en} instead of ${then.en}`,
      fr: `Le parcours commence à ${now.fr} au lieu de ${then.fr}`,
    });
  }
  triggerDifferences(collect, before.triggers, after.triggers);
  const { person: was, ...old } = before.settings;
  const { person: is, ...settings } = after.settings;
  compareValues(collect, [], old, settings);
  if (was !== is) {
    const [now, then] = [place(after, is), place(before, was)];
    collect('changed', {
      en: `“Talk to a person” leads to ${now.en} instead of ${then.en}`,
      fr: `« Parler à quelqu’un » mène à ${now.fr} au lieu de ${then.fr}`,
    });
  }
  return found;
}

function triggerDifferences(collect: Collect, before: Trigger[], after: Trigger[]): void {
  const name = (trigger: Trigger): Wording => {
    switch (trigger.kind) {
      case 'keyword':
        return valueWords(trigger.words);
      case 'postback':
        return quoted(trigger.data);
      case 'api':
        return { en: 'started by another system', fr: 'lancé par un autre système' };
      case 'default':
        return { en: 'whatever is written first', fr: 'tout premier message' };
    }
  };
  const words = (list: Trigger[]) => list.flatMap((one) => (one.kind === 'keyword' ? one.words : []));
  const thing = { en: 'Keywords', fr: 'mots-clés' };
  const [old, now] = [words(before), words(after)];
  const more = now.filter((word) => !old.includes(word));
  const less = old.filter((word) => !now.includes(word));
  if (more.length > 0) collect('added', added(thing, valueWords(more)));
  if (less.length > 0) collect('removed', removed(thing, valueWords(less)));
  const others = (list: Trigger[]) => list.filter(({ kind }) => kind !== 'keyword');
  const trigger = { en: 'Trigger', fr: 'déclencheur' };
  for (const one of others(after)) {
    if (!others(before).some((other) => same(one, other))) collect('added', added(trigger, name(one)));
  }
  for (const one of others(before)) {
    if (!others(after).some((other) => same(one, other))) collect('removed', removed(trigger, name(one)));
  }
}

function variableDifferences(before: Flow, after: Flow): Difference[] {
  const found: Difference[] = [];
  const thing = { en: 'Variable', fr: 'variable' };
  for (const [name, variable] of Object.entries(after.variables)) {
    const old = Object.hasOwn(before.variables, name) ? before.variables[name] : undefined;
    if (!old) found.push({ kind: 'added', what: added(thing, quoted(name)) });
    else {
      compareValues(
        (kind, { en, fr }) =>
          found.push({ kind, what: { en: `Variable “${name}”: ${en}`, fr: `Variable « ${name} » : ${fr}` } }),
        [],
        old,
        variable,
      );
    }
  }
  for (const name of Object.keys(before.variables)) {
    if (!Object.hasOwn(after.variables, name))
      found.push({ kind: 'removed', what: removed(thing, quoted(name)) });
  }
  return found;
}
