/**
 * A preview somebody plays: its inputs, and what stood after each. It is nothing but them: looking back reads, going
 * another way replays. Knows one run at a time; knows neither who asks nor how.
 */
import type { Brand } from '../channels/port.ts';
import type { Clock } from '../clock.ts';
import type { PreviewInput, PreviewPerson, PreviewState } from '../contract.ts';
import { createSerial } from '../engine/serial.ts';
import { CodedError } from '../errors.ts';
import type { Report } from '../report.ts';
import type { Tape } from './calls.ts';
import { createPulse } from './pulse.ts';
import type { Source } from './source.ts';
import { inputWords, type Words } from './words.ts';
import { createWorld, type World } from './world.ts';
import type { WorldParts, WorldSpec } from './world-spec.ts';
import type { WorldView } from './world-view.ts';

export const MAX_INPUTS = 500;
/** So much may happen by itself with nobody doing anything; then time stands still. */
export const MAX_BY_ITSELF = 40;
/** What of the thread, the log and the wire a state carries: the newest before its step. Looking back shows the rest. */
const THREAD_SHOWN = 200;
const LOG_SHOWN = 300;
const WIRE_SHOWN = 100;

/** Everything a run depends on but the flow, as it can be stored. */
export type Setup = Omit<WorldSpec, 'main' | 'others' | 'tape' | 'reachOut'> & {
  /** Who was asked for; what they lack is made up anew in another language. */
  person?: PreviewPerson;
};

export interface Frame {
  view: WorldView;
  input?: PreviewInput;
  /** Why the input was left out. */
  skipped?: Words;
}

/** A finished replay. */
export interface Take {
  world: World;
  frames: Frame[];
}

export interface Session {
  readonly id: string;
  readonly flow: string;
  state(): PreviewState;
  /** Looks at a step. Time stands still until the last one is looked at again, or something is done. */
  look(step: number): PreviewState;
  /** Plays one more input. Errors: "conflict" where it does not fit now, or where there have been too many. */
  play(input: PreviewInput): Promise<PreviewState>;
  /** Errors: "conflict" if no such timer runs. */
  fire(token: string): Promise<PreviewState>;
  /** Lets time pass by itself, or stand still. */
  run(running: boolean): Promise<PreviewState>;
  /** Whether somebody is there to see it: without, time stands still. */
  attend(present: boolean): void;
  /** How the phone is drawn; nothing happens with it. */
  draw(platform: PreviewState['platform']): void;
  update(source: Source): Promise<PreviewState>;
  from(node: string, variables: Record<string, unknown>): Promise<PreviewState>;
  restart(change: {
    locale?: string | undefined;
    now?: number | undefined;
    person?: PreviewPerson | undefined;
  }): Promise<PreviewState>;
  /** What another session needs to come as far as `step`. */
  prefix(step: number): SessionStart;
  /** What there is to save: what it began with, what was played, and the take itself. */
  record(): { setup: Setup; tape: Tape; source: Source; take: Take };
  close(): Promise<void>;
}

export interface SessionStart {
  source: Source;
  setup: Setup;
  inputs: PreviewInput[];
  tape: Tape;
  platform: PreviewState['platform'];
  /** Time passes by itself. */
  running: boolean;
}

export interface SessionDeps {
  parts: WorldParts;
  /** The machine's clock, with which time passes. */
  clock: Clock;
  /** Whether requests may leave the house, where the settings ask for it. */
  reachOut: boolean;
  /** Something changed after the answer was given. */
  changed(state: PreviewState): void;
  report: Report;
}

/** Opens a session and plays what it begins with. */
export async function openSession(deps: SessionDeps, id: string, start: SessionStart): Promise<Session> {
  const { parts, reachOut } = deps;
  const serial = createSerial();
  const queue = <T>(task: () => Promise<T>) => serial(id, task);
  let { source, setup, tape, platform } = start;
  let take = await replay(source, start.inputs);
  let updates = 0;
  let closed = false;
  /** An earlier step is looked at. */
  let looking = false;
  let attended = true;
  /** What has happened by itself since anybody did anything. */
  let byItself = 0;
  const pulse = createPulse(deps.clock, () => {
    queue(async () => {
      if (!closed && (await happen())) deps.changed(state());
    }).catch(fault);
  });
  stand();
  pulse.run(start.running);

  function fault(error: unknown): void {
    deps.report({ kind: 'fault', where: 'preview', error });
  }

  /** The clock on the last step; `passed` since it, as long as nothing is due by then. */
  function stand(passed = 0): void {
    const tip = take.frames.at(-1)?.view;
    if (!tip) return;
    const { now, nextAt: due } = tip;
    const at = due === undefined || now + passed < due ? now + passed : now;
    pulse.stand({ at, due, held: isHeld() });
  }

  /** Nobody can answer a call, or look around, as fast as it would be over. */
  function isHeld(): boolean {
    return looking || !attended || (take.frames.at(-1)?.view.calls.length ?? 0) > 0;
  }

  function replay(on: Source, inputs: readonly PreviewInput[]): Promise<Take> {
    return playThrough(parts, { ...setup, main: on.main, others: on.others, tape, reachOut }, inputs);
  }

  /** Begins anew from other givens; where that fails, everything stays as it was. */
  async function anew(given: Setup, answers: Tape): Promise<PreviewState> {
    const spec = { ...given, main: source.main, others: source.others, tape: answers, reachOut };
    const fresh = await playThrough(parts, spec, []);
    setup = given;
    tape = answers;
    looking = false;
    byItself = 0;
    return become(fresh);
  }

  /** Exchanges the run; the old one is let go. */
  async function become(next: Take, passed = 0): Promise<PreviewState> {
    const before = take;
    take = next;
    stand(passed);
    await before.world.close();
    if (closed) await next.world.close();
    return state();
  }

  function state(step = take.frames.length - 1): PreviewState {
    const frame = take.frames[step];
    if (!frame) throw new CodedError('not_found', `There is no step ${step}.`);
    const { path, edges, log, sent, thread, ...view } = frame.view;
    const { world, frames } = take;
    const { name, logo, color, phone, website } = setup.brand;
    const { running, held } = pulse;
    return {
      session: id,
      step,
      steps: frames.length,
      platform,
      brand: {
        name,
        ...(logo ? { logo } : {}),
        ...(color ? { color } : {}),
        ...(phone ? { phone } : {}),
        ...(website ? { website } : {}),
      },
      flow: source.flow.id,
      ...view,
      now: step === frames.length - 1 ? pulse.now() : view.now,
      clock: { running, held },
      person: { ...(setup.name === undefined ? {} : { name: setup.name }), phone: setup.phone },
      thread: thread.slice(-THREAD_SHOWN),
      path: world.path.slice(0, path),
      edges: world.edges.slice(0, edges),
      log: world.log.slice(Math.max(0, log - LOG_SHOWN), log),
      wire: world.sent.slice(Math.max(0, sent - WIRE_SHOWN), sent).map(({ said: _said, ...line }) => line),
      inputs: frames.flatMap(({ input, skipped }, index) =>
        input ? [{ step: index, text: inputWords(input), ...(skipped ? { skipped } : {}), input }] : [],
      ),
    };
  }

  /** Outside servers answer when they like: then the last step is looked at again. */
  function heed(world: World): void {
    const look = async () => {
      const last = take.frames.at(-1);
      if (closed || take.world !== world || !last) return;
      await world.settle();
      last.view = await world.view();
      stand();
      heed(world);
      deps.changed(state());
    };
    world
      .abroad()
      ?.then(() => queue(look))
      .catch(fault);
  }

  async function played(input: PreviewInput): Promise<PreviewState> {
    if (closed) throw new CodedError('not_found');
    const moves = input.kind === 'skip' || input.kind === 'next' || input.kind === 'fire';
    // What fell due before it came has happened before it. Whoever moves the clock goes there anyway.
    while (!moves && pulse.isDue() && (await happen()));
    const { world, frames } = take;
    if (frames.length > MAX_INPUTS) {
      throw new CodedError('limit_reached', {
        en: `A preview takes ${MAX_INPUTS} steps: start it again.`,
        fr: `Un aperçu prend ${MAX_INPUTS} étapes : recommencez-le.`,
      });
    }
    const { now = 0, nextAt = Number.POSITIVE_INFINITY } = frames.at(-1)?.view ?? {};
    const after = Math.min(pulse.now(), nextAt - 1) - now;
    const timed = after > 0 ? { ...input, after } : input;
    const refused = await world.play(frames.length, timed);
    if (refused) throw new CodedError('not_possible', refused);
    byItself = 0;
    await add(timed);
    return state();
  }

  async function add(input: PreviewInput): Promise<void> {
    const { world, frames } = take;
    looking = false;
    frames.push({ view: await world.view(), input });
    stand();
    heed(world);
  }

  /** What is due now happens by itself, as a step of its own; or time stops, where it has happened often enough. */
  async function happen(): Promise<boolean> {
    if (!pulse.isDue()) return false;
    const { world, frames } = take;
    const { timers = [], nextAt } = frames.at(-1)?.view ?? {};
    const timer = timers.find(({ at }) => at === nextAt);
    const input: PreviewInput = timer
      ? { kind: 'fire', node: timer.node, event: timer.event }
      : { kind: 'next' };
    const most = byItself >= MAX_BY_ITSELF || frames.length > MAX_INPUTS;
    if (most || (await world.play(frames.length, input))) {
      pulse.run(false);
      return true;
    }
    byItself += 1;
    await add(input);
    return true;
  }

  return {
    id,
    flow: source.flow.id,
    state: () => state(),
    look(step) {
      const shown = state(step);
      looking = step < take.frames.length - 1;
      pulse.stand({ held: isHeld() });
      return { ...shown, clock: { running: pulse.running, held: pulse.held } };
    },
    run: (running) =>
      queue(async () => {
        byItself = 0;
        pulse.run(running && !closed);
        return state();
      }),
    attend(present) {
      attended = present;
      pulse.stand({ held: isHeld() });
    },
    play: (input) => queue(() => played(input)),
    fire: (token) =>
      queue(async () => {
        const timer = take.frames.at(-1)?.view.timers.find((one) => one.token === token);
        if (!timer)
          throw new CodedError('not_possible', {
            en: 'That timeout does not run any more.',
            fr: 'Ce délai ne court plus.',
          });
        return played({ kind: 'fire', node: timer.node, event: timer.event });
      }),
    draw(wanted) {
      platform = wanted;
    },
    update(next) {
      updates += 1;
      const mine = updates;
      return queue(async () => {
        // Whoever types fast sends many drafts: only the last one is worth a replay.
        if (mine !== updates || closed) return state();
        const inputs = take.frames.flatMap(({ input }) => (input ? [input] : []));
        const replayed = await replay(next, inputs);
        source = next;
        const { now = 0 } = take.frames.at(-1)?.view ?? {};
        return become(replayed, pulse.now() - now);
      });
    },
    from: (node, variables) =>
      queue(async () => {
        if (!Object.hasOwn(source.flow.nodes, node)) {
          throw new CodedError('not_found', `The flow has no step "${node}".`);
        }
        const last = take.frames.at(-1)?.view;
        const known = last && !last.elsewhere ? last.variables : {};
        const given = {
          from: node,
          variables: { ...known, ...variables },
          settings: settingsOf(last, setup),
        };
        return anew({ ...setup, ...given }, tape);
      }),
    restart: ({ locale, now, person = setup.person ?? {} }) =>
      queue(async () => {
        const { from: _from, name: _name, ...rest } = setup;
        const given = {
          start: now ?? setup.start,
          ...madePerson(setup.brand, locale ?? setup.brand.locale, person),
          // Values given for a step in the middle mean nothing at the start.
          variables: start.setup.from === undefined ? start.setup.variables : {},
          settings: settingsOf(take.frames.at(-1)?.view, setup),
        };
        return anew({ ...rest, ...given }, new Map());
      }),
    prefix(step) {
      if (step >= take.frames.length) throw new CodedError('not_found', `There is no step ${step}.`);
      const inputs = take.frames.slice(0, step + 1).flatMap(({ input }) => (input ? [input] : []));
      return { source, setup, inputs, tape: new Map(tape), platform, running: pulse.running };
    },
    record: () => ({ setup, tape, source, take }),
    async close() {
      closed = true;
      pulse.stop();
      await queue(() => take.world.close());
    },
  };
}

/** The phone and the services as they were left. */
function settingsOf(last: WorldView | undefined, setup: Setup): Setup['settings'] {
  if (!last) return setup.settings;
  const { rcs, online, reads, http, services, failing } = last;
  return { rcs, online, reads, http, services, failing };
}

/** Plays inputs from the beginning; those that do not fit are left out, and said so. */
export async function playThrough(
  parts: WorldParts,
  spec: WorldSpec,
  inputs: readonly PreviewInput[],
): Promise<Take> {
  const world = createWorld(parts, spec);
  try {
    await world.begin();
    await answers(world);
    const frames: Frame[] = [{ view: await world.view() }];
    for (const [index, input] of inputs.entries()) {
      const skipped = await world.play(index + 1, input);
      if (skipped) world.skip(skipped);
      await answers(world);
      frames.push({ view: await world.view(), input, ...(skipped ? { skipped } : {}) });
    }
    return { world, frames };
  } catch (error) {
    await world.close();
    throw error;
  }
}

async function answers(world: World): Promise<void> {
  for (let abroad = world.abroad(); abroad; abroad = world.abroad()) {
    await abroad;
    await world.settle();
  }
}

/** The person as asked for, in that language; without a number, one that is given to nobody. */
export function madePerson(
  brand: Brand,
  locale: string,
  person: PreviewPerson,
): Required<Pick<Setup, 'brand' | 'phone' | 'person'>> & Pick<Setup, 'name'> {
  const { name, phone } = person;
  const made = inLanguage(brand, locale);
  return {
    ...made,
    person,
    ...(name === undefined ? {} : { name }),
    ...(phone === undefined ? {} : { phone }),
  };
}

/** A number of the country whose language it is; elsewhere one whose language is the brand's own. */
function inLanguage(brand: Brand, locale: string): { brand: Brand; phone: string } {
  // Numbers that are given to nobody: ARCEP's for films, Ofcom's for drama.
  const phone = locale.startsWith('fr') ? '+33639980001' : '+447700900123';
  return { brand: { ...brand, locale }, phone };
}
