/** Where the exits of a node stand in the document, and whether each leads somewhere. */
import type { Exit } from '../nodes/exit.ts';
import type { Node } from '../nodes/registry.ts';
import { error, type Study, someOf, warning } from './finding.ts';

/** The place of an exit inside its node: "choices.2.to". */
export function exitPath(node: Node, exit: Exit): string {
  const [kind = '', id = ''] = [exit.name.split(':', 1)[0], exit.name.slice(exit.name.indexOf(':') + 1)];
  const indexIn = (list: { id: string }[]) => list.findIndex((item) => item.id === id);
  switch (kind) {
    case 'next':
      return 'to';
    case 'choice':
      return node.kind === 'choose' ? `choices.${indexIn(node.choices)}.to` : 'choices';
    case 'skip':
      return node.kind === 'ask' ? `skip.${indexIn(node.skip)}.to` : 'skip';
    case 'arm':
      return node.kind === 'split' ? `arms.${indexIn(node.arms)}.to` : 'arms';
    case 'option':
      return 'options.to';
    case 'none':
      return 'options.none';
    case 'signal':
      return `on.${id.split(':', 1)[0]}.to`;
    case 'case':
      return `cases.${id}.to`;
    case 'not-understood':
      return 'retry.to';
    case 'timeout':
    case 'message':
      return `${kind}.to`;
    case 'failed':
      return exit.name === 'failed' ? 'failed' : `on.${id}`;
    default:
      return kind;
  }
}

/** Exits that are not connected, or lead to a node that is not there; a start or person node that is missing. */
export function checkExits(study: Study): void {
  const { flow, nodes, find, report } = study;
  if (!find(flow.start)) {
    report(
      error(
        'start-missing',
        'start',
        {
          en: `The flow starts at “${flow.start}”, which is not in it.`,
          fr: `Le parcours commence à « ${flow.start} », qui n’en fait pas partie.`,
        },
        { en: 'Choose the first step.', fr: 'Choisissez la première étape.' },
      ),
    );
  }
  const { person } = flow.settings;
  if (person !== undefined && !find(person)) {
    report(
      error(
        'person-missing',
        'settings.person',
        {
          en: `“Talk to a person” leads to “${person}”, which is not in the flow.`,
          fr: `« Parler à quelqu’un » mène à « ${person} », qui ne fait pas partie du parcours.`,
        },
        {
          en: 'Choose a step, or leave it out for a plain handover.',
          fr: 'Choisissez une étape, ou retirez-la pour un simple passage de relais.',
        },
      ),
    );
  }
  for (const { id, node, exits } of nodes) {
    for (const exit of exits) {
      const place = { node: id, at: exitPath(node, exit) };
      if (exit.to !== undefined) {
        if (find(exit.to)) continue;
        report(
          error(
            'exit-missing',
            place,
            {
              en: `The exit “${exit.name}” leads to “${exit.to}”, which is not in the flow.`,
              fr: `La sortie « ${exit.name} » mène à « ${exit.to} », qui ne fait pas partie du parcours.`,
            },
            { en: 'Connect it to a step.', fr: 'Reliez-la à une étape.' },
          ),
        );
        continue;
      }
      // Where no step follows a handover, people finish the conversation themselves.
      if (node.kind === 'handoff' && !node.skipped) continue;
      report(unconnected(node, exit, place));
    }
  }
  checkReach(study);
}

function unconnected(node: Node, exit: Exit, place: { node: string; at: string }) {
  if (node.kind === 'choose' && exit.name === 'none') {
    return error(
      'options-none',
      place,
      {
        en: 'Nothing is said where the list is empty.',
        fr: 'Rien n’est prévu quand la liste est vide.',
      },
      {
        en: 'Connect the exit “none” to a step that says so.',
        fr: 'Reliez la sortie « none » à une étape qui le dit.',
      },
    );
  }
  if (node.kind === 'call' && exit.name === 'failed') {
    return error(
      'call-failed-exit',
      place,
      {
        en: 'Nothing happens when the service does not answer or fails.',
        fr: 'Rien n’est prévu quand le service ne répond pas ou échoue.',
      },
      {
        en: 'Connect the exit “failed” to an apology or to a person.',
        fr: 'Reliez la sortie « failed » à une excuse ou à une personne.',
      },
    );
  }
  return error(
    'exit-unconnected',
    place,
    {
      en: `The exit “${exit.name}” leads nowhere.`,
      fr: `La sortie « ${exit.name} » ne mène nulle part.`,
    },
    { en: 'Connect it to a step.', fr: 'Reliez-la à une étape.' },
  );
}

function checkReach({ flow, nodes, find, report }: Study): void {
  if (!find(flow.start)) return;
  const reached = new Set<string>();
  const todo = [flow.start, ...(flow.settings.person === undefined ? [] : [flow.settings.person])];
  for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
    const found = find(id);
    if (!found || reached.has(id)) continue;
    reached.add(id);
    for (const exit of found.exits) if (exit.to !== undefined) todo.push(exit.to);
  }
  for (const { id } of nodes) {
    if (reached.has(id)) continue;
    report(
      warning(
        'unreachable',
        { node: id, at: '' },
        { en: `No way leads to “${id}”.`, fr: `Aucun chemin ne mène à « ${id} ».` },
        { en: 'Connect a step to it, or remove it.', fr: 'Reliez-lui une étape, ou supprimez-la.' },
      ),
    );
  }
  reportDeadEnds({ nodes, find, report }, reached);
}

/** Steps from which no end and no person can be reached. An exit not yet connected counts as a way out: it is reported. */
function reportDeadEnds(
  { nodes, find, report }: Pick<Study, 'nodes' | 'find' | 'report'>,
  reached: ReadonlySet<string>,
): void {
  const before = new Map<string, string[]>();
  const todo: string[] = [];
  for (const { id, node, exits } of nodes) {
    const open = exits.some((exit) => exit.to === undefined || !find(exit.to));
    const hands = node.kind === 'handoff' && !node.skipped;
    if (node.kind === 'end' || hands || open) todo.push(id);
    for (const { to } of exits) {
      if (to === undefined) continue;
      const from = before.get(to);
      if (from) from.push(id);
      else before.set(to, [id]);
    }
  }
  const leadsOut = new Set<string>();
  for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
    if (leadsOut.has(id)) continue;
    leadsOut.add(id);
    for (const from of before.get(id) ?? []) todo.push(from);
  }
  const trapped = nodes.filter(({ id }) => reached.has(id) && !leadsOut.has(id)).map(({ id }) => id);
  const [first] = trapped;
  if (first === undefined) return;
  report(
    error(
      'dead-end',
      { node: first, at: '' },
      {
        en: `From ${someOf(trapped)} the conversation can never end, nor reach a person.`,
        fr: `Depuis ${someOf(trapped)}, la conversation ne peut ni finir ni atteindre une personne.`,
      },
      {
        en: 'Add a way out: an end, or a handover to a person.',
        fr: 'Ajoutez une issue : une fin, ou un passage à une personne.',
      },
    ),
  );
}
