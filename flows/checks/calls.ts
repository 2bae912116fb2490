/** What a flow relies on outside itself: services and their failures, sub-flows, the flows it leads to. */
import { MAX_DEPTH, MAX_STATES } from '../compile.ts';
import type { Flow } from '../flow.ts';
import type { CallNode } from '../nodes/call.ts';
import type { SubflowNode } from '../nodes/subflow.ts';
import { unfinishedAddress } from './address.ts';
import { error, type Study, someOf, warning } from './finding.ts';

/** Codes any call can fail with, whatever the service says. */
const ALWAYS_POSSIBLE = new Set(['timeout', 'error', 'service_fault', 'invalid_input', 'unknown_operation']);

/** Calls of services, sub-flows and following flows. */
export function checkCalls(study: Study): void {
  for (const { id, node } of study.nodes) {
    if (node.kind === 'call') {
      checkService(study, id, node);
      checkAddress(study, id, node);
    }
    if (node.kind === 'subflow') checkSubflow(study, id, node);
    if (node.kind === 'end' && node.next !== undefined && !study.flowCalled(node.next)) {
      study.report(
        warning(
          'next-missing',
          { node: id, at: 'next' },
          {
            en: `The flow that follows, “${node.next}”, does not exist or is not published.`,
            fr: `Le parcours suivant, « ${node.next} », n’existe pas ou n’est pas publié.`,
          },
          {
            en: 'Publish it, or choose another; until then a person is called.',
            fr: 'Publiez-le, ou choisissez-en un autre ; d’ici là, une personne est appelée.',
          },
        ),
      );
    }
  }
  const states = statesOf(study.flow, study.flowCalled);
  if (states > MAX_STATES) {
    study.report(
      error(
        'too-large',
        'nodes',
        {
          en: 'With the flows it calls, each as often as it is called, the flow has too many steps.',
          fr: 'Avec les parcours appelés, chacun autant de fois qu’il l’est, le parcours a trop d’étapes.',
        },
        {
          en: `Stay below ${MAX_STATES} steps: call fewer flows within flows.`,
          fr: `Restez sous ${MAX_STATES} étapes : appelez moins de parcours imbriqués.`,
        },
      ),
    );
  }
}

function checkService({ services, report }: Study, id: string, node: CallNode): void {
  if (!services) return;
  const service = Object.hasOwn(services, node.service) ? services[node.service] : undefined;
  if (!service) {
    report(
      error(
        'service-unknown',
        { node: id, at: 'service' },
        {
          en: `There is no service “${node.service}”.`,
          fr: `Il n’y a pas de service « ${node.service} ».`,
        },
        {
          en: `Choose one: ${someOf(Object.keys(services), 12)}.`,
          fr: `Choisissez-en un : ${someOf(Object.keys(services), 12)}.`,
        },
      ),
    );
    return;
  }
  const { operations } = service;
  const operation = Object.hasOwn(operations, node.operation) ? operations[node.operation] : undefined;
  if (!operation) {
    report(
      error(
        'operation-unknown',
        { node: id, at: 'operation' },
        {
          en: `The service “${node.service}” has no operation “${node.operation}”.`,
          fr: `Le service « ${node.service} » n’a pas d’opération « ${node.operation} ».`,
        },
        {
          en: `Choose one: ${someOf(Object.keys(operations), 12)}.`,
          fr: `Choisissez-en une : ${someOf(Object.keys(operations), 12)}.`,
        },
      ),
    );
    return;
  }
  for (const code of Object.keys(node.on)) {
    if (Object.hasOwn(operation.failures, code) || ALWAYS_POSSIBLE.has(code)) continue;
    report(
      error(
        'failure-unknown',
        { node: id, at: `on.${code}` },
        {
          en: `“${node.service}.${node.operation}” never fails with “${code}”.`,
          fr: `« ${node.service}.${node.operation} » n’échoue jamais avec « ${code} ».`,
        },
        {
          en: `Use one of: ${someOf([...Object.keys(operation.failures), 'timeout'], 12)}.`,
          fr: `Utilisez : ${someOf([...Object.keys(operation.failures), 'timeout'], 12)}.`,
        },
      ),
    );
  }
}

/** Of the one service whose address the author gives. */
function checkAddress({ report }: Study, id: string, { service, input: { url } }: CallNode): void {
  if (service !== 'http' || typeof url !== 'string') return;
  const unfinished = unfinishedAddress(url, { node: id, at: 'input.url' });
  if (unfinished) report(unfinished);
}

function checkSubflow({ flow, flowCalled, report }: Study, id: string, node: SubflowNode): void {
  const place = { node: id, at: 'flow' };
  const called = flowCalled(node.flow);
  if (!called) {
    report(
      error(
        'subflow-missing',
        place,
        {
          en: `The flow “${node.flow}” does not exist.`,
          fr: `Le parcours « ${node.flow} » n’existe pas.`,
        },
        { en: 'Choose another, or create it.', fr: 'Choisissez-en un autre, ou créez-le.' },
      ),
    );
    return;
  }
  const circle = depthBelow(called, [flow.id], flowCalled);
  if (circle === 'recursive') {
    report(
      error(
        'subflow-recursive',
        place,
        {
          en: `“${node.flow}” comes to call itself, or this flow.`,
          fr: `« ${node.flow} » finit par s’appeler lui-même, ou ce parcours.`,
        },
        {
          en: 'Call another, or lead on to it from an end.',
          fr: 'Appelez-en un autre, ou enchaînez-le depuis une fin.',
        },
      ),
    );
  } else if (circle > MAX_DEPTH - 1) {
    report(
      error(
        'subflow-too-deep',
        place,
        {
          en: `Flows call flows ${circle + 1} deep; ${MAX_DEPTH} is the most.`,
          fr: `Des parcours s’appellent sur ${circle + 1} niveaux ; ${MAX_DEPTH} au plus.`,
        },
        { en: 'Call them one after another instead.', fr: 'Appelez-les plutôt l’un après l’autre.' },
      ),
    );
  }
}

function subflowsOf(flow: Flow): string[] {
  const ids = Object.values(flow.nodes).flatMap((node) => (node.kind === 'subflow' ? [node.flow] : []));
  return [...new Set(ids)];
}

/** How many flows lie inside each other from this one on; "recursive" if one calls a flow it lies in. */
function depthBelow(
  flow: Flow,
  callers: readonly string[],
  flowCalled: (id: string) => Flow | undefined,
): number | 'recursive' {
  const known = new Map<string, number | 'recursive'>();
  const measure = (one: Flow, path: readonly string[]): number | 'recursive' => {
    if (path.includes(one.id)) return 'recursive';
    const before = known.get(one.id);
    if (before !== undefined) return before;
    let deepest = 1;
    for (const id of subflowsOf(one)) {
      const inner = flowCalled(id);
      const below = inner ? measure(inner, [...path, one.id]) : 0;
      if (below === 'recursive') {
        known.set(one.id, 'recursive');
        return 'recursive';
      }
      deepest = Math.max(deepest, below + 1);
    }
    known.set(one.id, deepest);
    return deepest;
  };
  return measure(flow, callers);
}

/** States of the compiled machine; stops counting where it is clear that there are too many. */
function statesOf(flow: Flow, flowCalled: (id: string) => Flow | undefined): number {
  const known = new Map<string, number>();
  const count = (one: Flow, path: readonly string[]): number => {
    const before = known.get(one.id);
    if (before !== undefined) return before;
    let total = 0;
    for (const node of Object.values(one.nodes)) {
      total += 1;
      const inner = node.kind === 'subflow' ? flowCalled(node.flow) : undefined;
      if (inner && !path.includes(inner.id)) total += count(inner, [...path, inner.id]);
    }
    known.set(one.id, Math.min(total, MAX_STATES * 2));
    return total;
  };
  return count(flow, [flow.id]);
}
