/** What an author should see before publishing: every problem at once, with its place and how to mend it. Changes nothing. */
import type { z } from 'zod';
import { checkCalls } from './checks/calls.ts';
import { checkExits } from './checks/exits.ts';
import { type CheckContext, error, type Finding, type Study } from './checks/finding.ts';
import { checkLinks } from './checks/links.ts';
import { checkLoops } from './checks/loops.ts';
import { checkMessages } from './checks/messages.ts';
import { checkQuestions } from './checks/questions.ts';
import { checkSkips } from './checks/skips.ts';
import { checkSms } from './checks/sms.ts';
import { checkTriggers } from './checks/triggers.ts';
import { checkVariables } from './checks/variables.ts';
import { checkTexts } from './checks/wordings.ts';
import { type Flow, flowSchema } from './flow.ts';
import { issueWords } from './issue-words.ts';
import { DOCUMENT_LIMITS } from './limits.ts';
import { type Document, migrate } from './migrate.ts';
import type { Exit } from './nodes/exit.ts';
import { onwardExit } from './nodes/onward.ts';
import { exitsOf, type Node } from './nodes/registry.ts';

export type { Finding } from './checks/finding.ts';

/** The most steps one flow may have. */
export const MAX_NODES = DOCUMENT_LIMITS.nodes;
/** Levels of lists and objects inside each other in a document; the deepest real flow has about ten. */
const MAX_LEVELS = 64;
/** A broken file can be broken in a million places; an author reads the first ones. */
const MAX_FAULTS = 200;

/**
 * Everything wrong with a flow: errors, which block publishing, before warnings; each group in the order of the
 * document. Never throws.
 */
export function check(flow: Flow, context: CheckContext): Finding[] {
  const count = Object.keys(flow.nodes).length;
  if (count > MAX_NODES) return [tooLarge(count)];
  const findings: Finding[] = [];
  const nodes = Object.entries(flow.nodes).map(([id, node]) => ({ id, node, exits: takenExits(node) }));
  const byId = new Map(nodes.map((studied) => [studied.id, studied]));
  const { flows } = context;
  const called = (id: string): Flow | undefined => {
    if (id === flow.id) return flow;
    if (flows instanceof Map) return flows.get(id);
    return Object.hasOwn(flows, id) ? (flows as Record<string, Flow>)[id] : undefined;
  };
  const study: Study = {
    flow,
    nodes,
    find: (id) => byId.get(id),
    flowCalled: called,
    flows: flows instanceof Map ? [...flows.values()] : Object.values(flows),
    services: context.services,
    smart: context.smart,
    unanswerable: context.unanswerable ?? [],
    linkHosts: context.linkHosts,
    report: (finding) => findings.push(finding),
  };
  checkExits(study);
  checkLoops(study);
  checkCalls(study);
  checkMessages(study);
  checkTexts(study);
  checkVariables(study);
  checkQuestions(study);
  checkTriggers(study);
  checkSkips(study);
  checkSms(study);
  checkLinks(study);
  return inOrder(findings, nodes);
}

/** Of a skipped step only the way on matters: the others may stay open. */
function takenExits(node: Node): Exit[] {
  const onward = node.skipped ? onwardExit(node) : undefined;
  return onward ? [onward] : exitsOf(node);
}

function inOrder(findings: Finding[], nodes: Study['nodes']): Finding[] {
  const place = new Map(nodes.map(({ id }, n) => [id, n]));
  const rank = ({ severity, node }: Finding) =>
    (severity === 'error' ? 0 : 1_000_000) + (node === undefined ? -1 : (place.get(node) ?? 0));
  return findings.sort((one, other) => rank(one) - rank(other));
}

export type ParsedFlow = { ok: true; flow: Flow } | { ok: false; findings: Finding[] };

/**
 * Reads a document of any origin: brings it to the present format and checks it against the schema, naming every
 * fault at once. Never throws, however deep, large or hostile the document is.
 */
export function parseFlow(json: unknown): ParsedFlow {
  const unsafe = unsafePart(json);
  if (unsafe) return { ok: false, findings: [unsafe] };
  const migrated = migrate(json);
  if (!migrated.ok) {
    const { code, en, fr } = migrated.reason;
    const mend = {
      en: 'Choose a file that was saved as a flow by this version or an older one.',
      fr: 'Choisissez un fichier enregistré comme parcours par cette version ou une plus ancienne.',
    };
    return { ok: false, findings: [error(code, 'format', { en, fr }, mend)] };
  }
  const { document } = migrated;
  const count = nodeCount(document);
  if (count > MAX_NODES) return { ok: false, findings: [tooLarge(count)] };
  const parsed = flowSchema.safeParse(document);
  if (parsed.success) return { ok: true, flow: parsed.data };
  return {
    ok: false,
    findings: parsed.error.issues.slice(0, MAX_FAULTS).map((issue) => faultOf(issue)),
  };
}

function nodeCount(document: Document): number {
  const { nodes } = document;
  return typeof nodes === 'object' && nodes !== null ? Object.keys(nodes).length : 0;
}

function tooLarge(count: number): Finding {
  return error(
    'too-large',
    'nodes',
    {
      en: `The flow has ${count} steps; ${MAX_NODES} is the most.`,
      fr: `Le parcours a ${count} étapes ; ${MAX_NODES} au plus.`,
    },
    { en: 'Split it into flows that call each other.', fr: 'Découpez-le en parcours qui s’appellent.' },
  );
}

/** Too deep for the readers that follow, or with a key that could reach a prototype. */
function unsafePart(json: unknown): Finding | undefined {
  const todo: { value: unknown; level: number; path: string }[] = [{ value: json, level: 0, path: '' }];
  for (let next = todo.pop(); next; next = todo.pop()) {
    const { value, level, path } = next;
    if (typeof value !== 'object' || value === null) continue;
    if (level > MAX_LEVELS) {
      return error(
        'too-deep',
        path,
        {
          en: `The document is more than ${MAX_LEVELS} levels deep.`,
          fr: `Le document a plus de ${MAX_LEVELS} niveaux.`,
        },
        { en: 'Simplify what is nested there.', fr: 'Simplifiez ce qui y est imbriqué.' },
      );
    }
    for (const key of Object.keys(value)) {
      if (key === '__proto__') {
        return error(
          'forbidden-key',
          path,
          { en: `“${key}” cannot be a name.`, fr: `« ${key} » ne peut pas être un nom.` },
          { en: 'Choose another name.', fr: 'Choisissez un autre nom.' },
        );
      }
      const inner = (value as Record<string, unknown>)[key];
      if (typeof inner === 'object' && inner !== null) {
        todo.push({ value: inner, level: level + 1, path: path ? `${path}.${key}` : key });
      }
    }
  }
  return undefined;
}

function faultOf(issue: z.core.$ZodIssue): Finding {
  const exact = nearest(issue);
  const path = exact.path.map(String);
  const [root, id] = path;
  const node = root === 'nodes' && id !== undefined ? id : undefined;
  const { en, fr = en } = issueWords(exact);
  return {
    severity: 'error',
    code: 'schema',
    ...(node === undefined ? {} : { node }),
    path: path.join('.'),
    message: { en, fr },
    mend: {
      en: 'Correct this value, or remove it if it is not needed.',
      fr: 'Corrigez cette valeur, ou retirez-la si elle est inutile.',
    },
  };
}

/** Of alternatives none of which fits, the fault of the one that came nearest: whose faults lie deepest. */
function nearest(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return issue;
  const depth = (faults: z.core.$ZodIssue[]) => Math.max(0, ...faults.map((fault) => fault.path.length));
  const [best] = [...issue.errors].sort(
    (one, other) => depth(other) - depth(one) || one.length - other.length,
  );
  const [fault] = best ?? [];
  if (!fault || depth(best ?? []) === 0) return issue;
  return nearest({ ...fault, path: [...issue.path, ...fault.path] });
}
