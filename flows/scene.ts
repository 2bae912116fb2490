/**
 * A short conversation to show what a flow does: written down as what the customer does and what services answer,
 * played by the real code. Knows no screen and no service.
 */
import { z } from 'zod';
import type { Flow } from './flow.ts';
import { localTextSchema, type Message } from './message.ts';
import { advance, open, type Play, prepare, type ScriptStep, type ServiceStub } from './simulate.ts';
import { localize } from './template.ts';

const answerSchema = z.union([z.strictObject({ done: z.unknown() }), z.strictObject({ failed: z.string() })]);

export const sceneSchema = z.strictObject({
  /** When it is played, so that the days in it are always the same. */
  at: z.iso.datetime(),
  script: z
    .array(
      z.union([
        z.strictObject({ say: localTextSchema }),
        /** A choice's id, or the value of a list's item. */
        z.strictObject({ tap: z.string() }),
        z.strictObject({ photo: z.string(), mime: z.string().default('image/jpeg') }),
        z.strictObject({ signal: z.string(), data: z.record(z.string(), z.unknown()).default({}) }),
      ]),
    )
    .min(1)
    .max(40),
  /** By "service.operation": what it answers, in order; the last answer stays. Words may be given by language. */
  answers: z.record(z.string(), z.array(answerSchema).min(1)).default({}),
});
export type Scene = z.infer<typeof sceneSchema>;

export interface SceneLine {
  from: 'brand' | 'person';
  message: Message;
}

/** What both say, in order. Throws a sentence where the flow goes another way than the scene. */
export function playScene(flow: Flow, scene: Scene, locale: string): SceneLine[] {
  const asked = new Map<string, number>();
  const services: ServiceStub = (service, operation) => {
    const name = `${service}.${operation}`;
    const answers = Object.hasOwn(scene.answers, name) ? scene.answers[name] : undefined;
    const n = asked.get(name) ?? 0;
    asked.set(name, n + 1);
    const answer = answers?.[Math.min(n, answers.length - 1)];
    if (!answer) throw new Error(`The scene has no answer of ${name}.`);
    return 'failed' in answer ? answer : { done: spokenIn(answer.done, locale, flow.locales) };
  };
  const options = { services, locale, begin: false, at: Date.parse(scene.at) };
  const stage = prepare({ flow, subflows: {} }, options);
  const lines: SceneLine[] = [];
  let play: Play = open(stage, options);
  for (const step of scene.script) {
    const before = play.transcript.length;
    play = advance(stage, play, toScript(step, locale));
    const [problem] = play.problems;
    if (problem) throw new Error(`${JSON.stringify(step)}: ${problem.code} ${problem.detail}`);
    for (const { who, text, message } of play.transcript.slice(before)) {
      if (who === 'bot' && message) lines.push({ from: 'brand', message });
      if (who === 'customer') lines.push({ from: 'person', message: said(step, text) });
    }
  }
  return lines;
}

type SceneStep = Scene['script'][number];

function toScript(step: SceneStep, locale: string): ScriptStep {
  if ('say' in step) return { say: localize(step.say, locale) };
  if ('photo' in step) return { file: { url: step.photo, mime: step.mime } };
  return step;
}

/** An answer as a service gives it to somebody who speaks this language: of words by language, the one wording. */
function spokenIn(value: unknown, locale: string, locales: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((one) => spokenIn(one, locale, locales));
  if (typeof value !== 'object' || value === null) return value;
  const words = Object.entries(value);
  const isWords =
    words.length > 0 && words.every(([key, one]) => locales.includes(key) && typeof one === 'string');
  if (isWords) return localize(value as Record<string, string>, locale);
  return Object.fromEntries(words.map(([key, one]) => [key, spokenIn(one, locale, locales)]));
}

function said(step: SceneStep, text: string): Message {
  if ('photo' in step) return { kind: 'media', url: step.photo, suggestions: [] };
  return { kind: 'text', text, suggestions: [] };
}
