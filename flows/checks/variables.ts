/** Variables: read but unknown, read but never set; and what sub-flows are given and give back. */
import { pathsInCondition } from '../condition.ts';
import type { Flow } from '../flow.ts';
import type { Node } from '../nodes/registry.ts';
import { SYSTEM_ROOTS } from '../scope.ts';
import { pathsIn } from '../template.ts';
import { type Study, warning } from './finding.ts';
import { conditionsOf, textsInMessage, textsOf } from './texts.ts';

/** What the system's own values have inside. */
const FACTS: Readonly<Record<string, readonly string[]>> = {
  contact: ['phone', 'name', 'locale'],
  brand: ['id', 'name', 'phone', 'website'],
  conversation: ['id'],
};

interface Read {
  path: string;
  place: string | { node: string; at: string };
  local?: string;
}

/** Reads of what nothing declares or sets, each name once. */
export function checkVariables({ flow, nodes, flowCalled, report }: Study): void {
  const set = new Set(nodes.flatMap(({ node }) => setBy(node)));
  const mayBeGiven = flow.triggers.length === 0 || flow.triggers.some(({ kind }) => kind === 'api');
  const told = new Set<string>();
  for (const { path, place, local } of readsOf(flow, nodes)) {
    const [root = '', member] = path.split('.');
    if (root === local || told.has(path)) continue;
    const declared = Object.hasOwn(flow.variables, root) ? flow.variables[root] : undefined;
    const known = declared !== undefined || set.has(root);
    const facts = FACTS[root];
    const inFacts = SYSTEM_ROOTS.includes(root) && (!facts || member === undefined || facts.includes(member));
    if (!known && !inFacts) {
      told.add(path);
      report(
        warning(
          'variable-unknown',
          place,
          { en: `Nothing is called “${path}”.`, fr: `Rien ne s’appelle « ${path} ».` },
          {
            en: 'Correct the name, or declare the variable and set it before.',
            fr: 'Corrigez le nom, ou déclarez la variable et donnez-lui d’abord une valeur.',
          },
        ),
      );
      continue;
    }
    if (!declared || declared.default !== undefined || set.has(root) || mayBeGiven) continue;
    if (told.has(root)) continue;
    told.add(path).add(root);
    report(
      warning(
        'variable-never-set',
        place,
        {
          en: `“${root}” is read, but nothing ever gives it a value.`,
          fr: `« ${root} » est lue, mais rien ne lui donne jamais de valeur.`,
        },
        {
          en: 'Save an answer in it, set it, or give it a default.',
          fr: 'Enregistrez-y une réponse, affectez-la, ou donnez-lui une valeur par défaut.',
        },
      ),
    );
  }
  for (const { id, node } of nodes) {
    if (node.kind !== 'subflow') continue;
    const called = flowCalled(node.flow);
    if (!called) continue;
    const strange = [
      ...Object.keys(node.input).map((name) => ({ name, at: `input.${name}` })),
      ...Object.entries(node.output).map(([mine, name]) => ({ name, at: `output.${mine}` })),
    ].filter(({ name }) => !variablesOf(called).has(name));
    for (const { name, at } of strange) {
      report(
        warning(
          'subflow-variable',
          { node: id, at },
          {
            en: `The flow “${called.name}” has no variable “${name}”.`,
            fr: `Le parcours « ${called.name} » n’a pas de variable « ${name} ».`,
          },
          { en: 'Correct the name.', fr: 'Corrigez le nom.' },
        ),
      );
    }
  }
}

function variablesOf(flow: Flow): Set<string> {
  return new Set([...Object.keys(flow.variables), ...Object.values(flow.nodes).flatMap(setBy)]);
}

/** The variables a node gives values to. */
export function setBy(node: Node): string[] {
  const signals = node.kind === 'choose' || node.kind === 'wait' ? node.on.map(({ save }) => save) : [];
  const own = (() => {
    switch (node.kind) {
      case 'choose':
      case 'ask':
        return [node.save];
      case 'call':
        return [node.save, ...Object.keys(node.pick)];
      case 'set':
        return node.assign.map(({ variable }) => variable);
      case 'subflow':
        return Object.keys(node.output);
      case 'wait':
        return [node.message?.save];
      default:
        return [];
    }
  })();
  return [...own, ...signals].filter((name) => name !== undefined);
}

function readsOf(flow: Flow, nodes: Study['nodes']): Read[] {
  const { help, afterEnd } = flow.settings;
  const settings = [
    ...(help === undefined ? [] : [{ at: 'settings.help', text: help }]),
    ...(afterEnd.policy === 'say'
      ? textsInMessage(afterEnd.message).map(({ at, text }) => ({
          at: `settings.afterEnd.message.${at}`,
          text,
        }))
      : []),
  ];
  return [
    ...nodes.flatMap(({ id, node }) => [
      ...textsOf(node).flatMap(({ at, text, local }) =>
        pathsIn(text).map((path): Read => ({ path, place: { node: id, at }, local })),
      ),
      ...conditionsOf(node).flatMap(({ at, condition, local }) =>
        pathsInCondition(condition).map((path): Read => ({ path, place: { node: id, at }, local })),
      ),
      ...(node.kind === 'choose' && node.options
        ? [{ path: node.options.from, place: { node: id, at: 'options.from' } }]
        : []),
    ]),
    ...settings.flatMap(({ at, text }) => pathsIn(text).map((path): Read => ({ path, place: at }))),
  ];
}
