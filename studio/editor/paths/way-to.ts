/** The shortest way that leads to a step, or out of it by one exit: what shows a problem. Pure; plays, draws nothing. */
import type { Bundle } from '../../../flows/flow.ts';
import { enumeratePaths, type Path, type PathChannel } from '../../../flows/paths.ts';
import { sampleResults } from '../../../flows/sample-results.ts';
import { advance, open, type Play, prepare, type ScriptStep } from '../../../flows/simulate.ts';
import { readTap } from '../../../flows/tap.ts';

export interface WayWanted {
  bundle: Bundle;
  others: Bundle[];
  locale: string;
  channel: PathChannel;
  /** When the way begins, in milliseconds since the epoch. */
  at: number;
  node: string;
  /** The exit the way shall end with, where what the customer does decides that. */
  exit?: string;
}

const MOST_PATHS = 600;
/** So many of the shortest are followed step by step. */
const MOST_FOLLOWED = 150;

/** undefined where no way leads there, as far as was looked. The path found ends with what was asked for. */
export function wayTo(wanted: WayWanted): Path | undefined {
  const { bundle, others, locale, channel, at, node } = wanted;
  const { calls, signals } = sampleResults(bundle, at);
  const options = { others, at, samples: calls, signals, maxPaths: MOST_PATHS };
  const { paths } = enumeratePaths(bundle, { ...options, locales: [locale], channels: [channel] });
  const passing = paths
    .filter(({ visited }) => visited.includes(node))
    .sort((one, other) => one.script.length - other.script.length)
    .slice(0, MOST_FOLLOWED);
  let best: Path | undefined;
  let arrives: Path | undefined;
  for (const path of passing) {
    if (best && path.script.length < best.script.length) break;
    const { out, there } = follow(path, wanted);
    if (there && (!arrives || there.script.length < arrives.script.length)) arrives = there;
    if (out && (!best || out.script.length < best.script.length)) best = out;
    if (wanted.exit === undefined && arrives) break;
  }
  return best ?? arrives;
}

/** The beginnings of a path that end at the step, and that leave it by the exit. */
function follow(path: Path, wanted: WayWanted): { there?: Path; out?: Path } {
  const { bundle, others, locale, channel, at, node, exit } = wanted;
  const options = { others, at, locale, facts: { channel } };
  const stage = prepare(bundle, options);
  let play: Play = open(stage, options);
  const cut = (length: number): Path => ({
    ...path,
    script: path.script.slice(0, length),
    visited: play.visited,
    problems: play.problems,
  });
  let there = play.visited.includes(node) ? cut(0) : undefined;
  for (const [index, step] of path.script.entries()) {
    const isAt = play.dialogue.run?.snapshot.value === node;
    play = advance(stage, play, step);
    if (isAt && exit !== undefined && takes(step, exit)) return { there, out: cut(index + 1) };
    if (!there && play.visited.includes(node)) there = cut(index + 1);
    if (there && exit === undefined) return { there };
  }
  return { there };
}

/** Whether what is done takes an exit, as far as what is done tells. */
function takes(step: ScriptStep, exit: string): boolean {
  const [kind = '', ...rest] = exit.split(':');
  const name = rest.join(':');
  switch (kind) {
    case 'choice':
    case 'skip':
      return 'tap' in step && readTap(step.tap)?.choice === name;
    case 'timeout':
      return 'wait' in step;
    case 'failed':
      return 'failed' in step && (name === '' ? step.failed === 'error' : step.failed === name);
    case 'signal':
      return 'signal' in step;
    case 'next':
      return !('wait' in step) && !('failed' in step);
    default:
      return true;
  }
}
