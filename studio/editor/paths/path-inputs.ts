/** A path that was found, as the inputs a preview plays: the same answers, buttons, silences and failures. Pure. */
import type { Bundle } from '../../../flows/flow.ts';
import { type Suggestion, suggestionsOf } from '../../../flows/message.ts';
import type { Path } from '../../../flows/paths.ts';
import { advance, open, type Play, prepare, type ScriptStep } from '../../../flows/simulate.ts';
import type { PreviewAct, PreviewInput } from '../../../server/contract.ts';

/** `at`: when the path begins, as it was found. */
export function pathInputs(
  bundle: Bundle,
  others: readonly Bundle[],
  { script, locale, channel }: Path,
  at: number,
): PreviewInput[] {
  const options = { others, at, locale, facts: { channel } };
  const stage = prepare(bundle, options);
  let play = open(stage, options);
  const inputs: PreviewInput[] = [];
  for (const step of script) {
    inputs.push(...inputsOf(step, play));
    play = advance(stage, play, step);
  }
  return inputs;
}

function inputsOf(step: ScriptStep, play: Play): PreviewInput[] {
  const act = (what: PreviewAct): PreviewInput[] => [{ kind: 'act', act: what }];
  if ('say' in step) {
    const texts = typeof step.say === 'string' ? [step.say] : step.say;
    return texts.flatMap((text, index) =>
      act({ kind: 'text', text, ...(index < texts.length - 1 ? { more: true as const } : {}) }),
    );
  }
  if ('tap' in step) return act({ kind: 'tap', label: labelOf(play, step.tap), data: step.tap });
  if ('file' in step) {
    const { url = 'https://example.com/photo.jpg', mime = 'image/jpeg', name } = step.file;
    return act({ kind: 'file', url, mime, ...(name === undefined ? {} : { name }) });
  }
  if ('location' in step) return act({ kind: 'location', ...step.location });
  if ('wait' in step) return waiting(play);
  if ('answer' in step) {
    return 'failed' in step
      ? act({ kind: 'fail', operation: step.answer, code: step.failed })
      : act({ kind: 'answer', operation: step.answer, result: json(step.result) });
  }
  if ('signal' in step) {
    return act({ kind: 'signal', name: step.signal, data: json(step.data ?? {}) as Record<string, never> });
  }
  return act({ kind: 'handback', ...(step.handback === true ? {} : { node: step.handback }) });
}

/** The timer that is next; a call that is over waits for nothing but time. */
function waiting(play: Play): PreviewInput[] {
  const timers = Object.values(play.dialogue.run?.snapshot.timers ?? {});
  const [first] = timers.sort((one, other) => one.at - other.at);
  return [first ? { kind: 'fire', node: first.node, event: first.event } : { kind: 'next' }];
}

/** What the button said; people know it by that. */
function labelOf(play: Play, data: string): string {
  for (const { message } of [...play.transcript].reverse()) {
    const found = message && suggestionsOf<Suggestion>(message).find((one) => one.data === data);
    if (found) return found.label;
  }
  return data;
}

type Json = Extract<PreviewAct, { kind: 'answer' }>['result'];
function json(value: unknown): Json {
  return JSON.parse(JSON.stringify(value ?? null)) as Json;
}
