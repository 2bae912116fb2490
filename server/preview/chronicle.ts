/**
 * What happened in a preview, told in words and as a way through the flow. Listens to the engine's facts; changes
 * nothing.
 */
import type { Program } from '../../flows/compile.ts';
import { outcomeWords } from '../../flows/outcome-words.ts';
import type { Clock } from '../clock.ts';
import type { PreviewState } from '../contract.ts';
import type { Fact } from '../report.ts';
import type { Sent } from './phone.ts';
import { type Cause, type ScopeOf, type TakenExit, takenExits } from './taken-exits.ts';
import {
  about,
  failedWords,
  fallbackWords,
  faultWords,
  handoffWords,
  NOT_UNDERSTOOD,
  quoted,
  titleOf,
  type Words,
} from './words.ts';

type LogLine = PreviewState['log'][number];

export interface ChronicleDeps {
  /** The flow that is previewed. */
  flow: string;
  timezone: string;
  clock: Clock;
  step(): number;
  programOf(flow: string): Program | undefined;
}

export interface Chronicle {
  report(fact: Fact): void;
  note(kind: LogLine['kind'], text: Words, node?: string): void;
  left(sent: Sent): void;
  /** What is known of the next event of a kind, such as the code of a call that failed. */
  expect(cause: Cause): void;
  /** Turns what was heard into exits; `scopeOf` reads the variables as they are now. */
  settle(scopeOf: ScopeOf): void;
  /** These only grow. */
  readonly log: readonly LogLine[];
  readonly path: readonly string[];
  readonly edges: readonly TakenExit[];
  readonly problem: PreviewState['problem'];
}

interface Walk {
  before: string | undefined;
  visited: readonly string[];
  cause: Cause;
}

export function createChronicle(deps: ChronicleDeps): Chronicle {
  const { clock } = deps;
  const log: LogLine[] = [];
  const path: string[] = [];
  const edges: TakenExit[] = [];
  let walks: Walk[] = [];
  let expected: Cause[] = [];
  let problem: PreviewState['problem'];
  /** Where the conversation rests: the flow, and the node it entered last. */
  let flow: string | undefined;
  let last: string | undefined;

  function note(kind: LogLine['kind'], text: Words, node?: string): void {
    log.push({ step: deps.step(), at: clock.now(), kind, text, ...(node === undefined ? {} : { node }) });
  }

  function enter(inFlow: string, nodes: readonly string[], cause: Cause): void {
    const program = deps.programOf(inFlow);
    if (flow !== inFlow) {
      const name = quoted(program?.bundle.flow.name ?? inFlow);
      note(
        'start',
        about(
          name,
          (said) => `Flow ${said} begins.`,
          (said) => `Le parcours ${said} commence.`,
        ),
      );
    }
    for (const key of nodes) {
      const station = program?.stations.get(key);
      if (!station) continue;
      const own = inFlow === deps.flow ? key : undefined;
      note('node', titleOf(station.node.title ? key : (key.split('/').at(-1) ?? key), station.node), own);
    }
    if (inFlow === deps.flow && nodes.length > 0) {
      // A button of an earlier question is answered from there.
      const at = cause.node !== undefined && program?.stations.has(cause.node) ? cause.node : last;
      walks.push({ before: flow === inFlow ? at : undefined, visited: nodes, cause });
      path.push(...nodes);
    }
    if (flow !== inFlow) last = undefined;
    flow = inFlow;
    last = nodes.at(-1) ?? last;
  }

  function turned(fact: Extract<Fact, { kind: 'turn' }>): void {
    const { event, visited, flow: now } = fact;
    if (event === 'timer') note('timer', { en: 'Time is up.', fr: 'Le délai est écoulé.' }, ownNode());
    if (!fact.understood) note('act', NOT_UNDERSTOOD, ownNode());
    const known = expected.findIndex((cause) => cause.event === event);
    const cause = expected[known] ?? { event };
    if (known >= 0) expected = expected.filter((_, index) => index !== known);
    if (now === undefined || visited.length === 0) return;
    const [there, here] = handedOver(visited, now);
    if (there.length > 0 && flow !== undefined) enter(flow, there, cause);
    enter(now, here, there.length > 0 ? { event: 'start' } : cause);
  }

  /** The nodes of a turn by flow: one that ended may have led to the next within it. */
  function handedOver(
    visited: readonly string[],
    now: string,
  ): [there: readonly string[], here: readonly string[]] {
    if (flow === undefined || flow === now) return [[], visited];
    const program = deps.programOf(flow);
    const at = visited.findLastIndex((key) => {
      const node = program?.stations.get(key)?.node;
      return node?.kind === 'end' && node.next !== undefined;
    });
    return [visited.slice(0, at + 1), visited.slice(at + 1)];
  }

  function ownNode(): string | undefined {
    return flow === deps.flow ? last : undefined;
  }

  function when(at: number): Words {
    const print = (locale: string) =>
      new Intl.DateTimeFormat(locale, {
        dateStyle: 'full',
        timeStyle: 'short',
        timeZone: deps.timezone,
      }).format(at);
    return { en: print('en-GB'), fr: print('fr-FR') };
  }

  return {
    note,
    expect(cause) {
      expected.push(cause);
    },
    left({ via, said }) {
      const [line = ''] = said.split('\n');
      const by = via === 'rcs' ? 'RCS' : 'SMS';
      note(
        'message',
        about(
          quoted(line),
          (text) => `${by}: ${text}`,
          (text) => `${by} : ${text}`,
        ),
        ownNode(),
      );
    },
    report(fact) {
      switch (fact.kind) {
        case 'turn':
          return turned(fact);
        case 'flow-ended':
          return note(
            'end',
            about(
              outcomeWords(fact.outcome),
              (said) => `The flow ends: ${said}.`,
              (said) => `Fin du parcours : ${said}.`,
            ),
            ownNode(),
          );
        case 'handoff':
          return note('people', handoffWords(fact.queue, fact.reason), ownNode());
        case 'opt-out':
          return note('consent', {
            en: 'The person wants no more messages.',
            fr: 'La personne ne veut plus de messages.',
          });
        case 'opt-in':
          return note('consent', {
            en: 'The person wants messages again.',
            fr: 'La personne veut de nouveau des messages.',
          });
        case 'fallback':
          return note('message', fallbackWords(fact.code), ownNode());
        case 'held':
          return note(
            'message',
            about(
              when(fact.until),
              (time) => `The law lets this promotion leave on ${time}.`,
              (time) => `La loi autorise l’envoi de cette promotion le ${time}.`,
            ),
            ownNode(),
          );
        case 'parked':
          return note('problem', failedWords(fact.code, fact.detail, true), ownNode());
        case 'retry':
          return note('call', failedWords(fact.code, fact.detail, false));
        case 'problem': {
          const { code, detail, node } = fact;
          problem = { code, detail, node };
          return note('problem', faultWords(code, detail), fact.flow === deps.flow ? node : undefined);
        }
        case 'fault': {
          const detail = fact.error instanceof Error ? fact.error.message : String(fact.error);
          return note('problem', { en: detail, fr: 'Une erreur est survenue sur le serveur.' });
        }
        default:
          return;
      }
    },
    settle(scopeOf) {
      const program = deps.programOf(deps.flow);
      const walked = walks;
      walks = [];
      expected = [];
      if (!program) return;
      for (const { before, visited, cause } of walked) {
        edges.push(...takenExits(program, before, visited, cause, scopeOf));
      }
    },
    log,
    path,
    edges,
    get problem() {
      return problem;
    },
  };
}
