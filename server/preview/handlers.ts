/** The live events of previews: which session each means and what it does there. Knows the contract and who may. */
import type { LiveAnswer, PreviewInput, PreviewState } from '../contract.ts';
import { previewRequests as schemas } from '../contract.ts';
import { CodedError } from '../errors.ts';
import type { LiveContext, LiveHandler } from '../live/live.ts';
import type { Identity } from '../people/identity.ts';
import type { PreviewLinks } from './links.ts';
import type { Player, Previews } from './previews.ts';
import { inputWords } from './words.ts';

type Event = keyof typeof schemas;
export type PreviewHandlers = { [E in Event]: LiveHandler<E> };

export interface HandlersDeps {
  previews: Previews;
  links: Pick<PreviewLinks, 'isValid'>;
}

export function previewHandlers({ previews, links }: HandlersDeps): PreviewHandlers {
  /** Connections whose end is watched for. */
  const watched = new Set<string>();

  async function playerOf(context: LiveContext): Promise<Player> {
    const { identity, socketId } = context;
    if (identity.kind === 'preview' && !(await links.isValid(identity.workspace, identity.link))) {
      throw new CodedError('unauthorized', 'This link has expired.');
    }
    if (!watched.has(socketId)) {
      watched.add(socketId);
      context.onClose(() => {
        watched.delete(socketId);
        previews.left(socketId);
      });
    }
    return {
      workspace: identity.workspace,
      owner: identity.kind === 'user' ? `user:${identity.id}` : `link:${identity.link}`,
      socket: socketId,
      guest: identity.kind === 'preview',
      push: (state) => context.emit('preview:state', shownTo(identity, state)),
    };
  }

  function handler<E extends Event>(
    event: E,
    run: (
      payload: Parameters<LiveHandler<E>['run']>[0],
      player: Player,
      context: LiveContext,
    ) => Promise<PreviewState>,
  ): LiveHandler<E> {
    const made = {
      schema: schemas[event],
      async run(payload: Parameters<LiveHandler<E>['run']>[0], context: LiveContext) {
        const state = await run(payload, await playerOf(context), context);
        return { ok: true, state: shownTo(context.identity, state) } as LiveAnswer<E>;
      },
    };
    // The schema belongs to the event, which the compiler cannot follow through a parameter.
    return made as unknown as LiveHandler<E>;
  }

  const play = (player: Player, session: string, input: PreviewInput) =>
    previews.find(player, session).play(input);

  return {
    'preview:open': handler('preview:open', async (payload, player, context) => {
      const { identity } = context;
      if (identity.kind === 'preview') {
        const { document, flow, version, inputs, variables, services, from, settings } = payload;
        const asItIs =
          document === undefined &&
          version === undefined &&
          from === undefined &&
          services === 'run' &&
          Object.keys(variables).length === 0 &&
          [...inputs, { kind: 'setting' as const, setting: settings }].every(isPersonal);
        if (!asItIs || flow !== identity.flow) {
          throw new CodedError('forbidden', 'This link shows one flow, as it is.');
        }
      }
      return previews.open(player, payload);
    }),
    'preview:act': handler('preview:act', async ({ session, act }, player) => {
      const input: PreviewInput = { kind: 'act', act };
      if (player.guest && !isPersonal(input)) throw new CodedError('forbidden');
      return play(player, session, input);
    }),
    'preview:skip': handler('preview:skip', async ({ session, by }, player) =>
      play(player, session, by === undefined ? { kind: 'next' } : { kind: 'skip', by }),
    ),
    'preview:fire': handler('preview:fire', async ({ session, token }, player) => {
      if (player.guest) throw new CodedError('forbidden');
      return previews.find(player, session).fire(token);
    }),
    'preview:clock': handler('preview:clock', async ({ session, running }, player) =>
      previews.find(player, session).run(running),
    ),
    'preview:go': handler('preview:go', async ({ session, step }, player) => {
      if (player.guest) throw new CodedError('forbidden');
      return previews.find(player, session).look(step);
    }),
    'preview:fork': handler('preview:fork', async ({ session, step }, player) =>
      previews.fork(player, session, step),
    ),
    'preview:from': handler('preview:from', async ({ session, node, variables }, player) =>
      previews.find(player, session).from(node, variables),
    ),
    'preview:restart': handler('preview:restart', async ({ session, locale, now, person }, player) =>
      previews.find(player, session).restart({ locale, now, person }),
    ),
    'preview:update': handler('preview:update', async ({ session, document }, player) =>
      previews.update(player, session, document),
    ),
    'preview:setting': handler('preview:setting', async ({ session, platform, ...setting }, player) => {
      const found = previews.find(player, session);
      const input: PreviewInput = { kind: 'setting', setting };
      if (player.guest && !isPersonal(input)) throw new CodedError('forbidden');
      if (platform) found.draw(platform);
      // How the phone is drawn changes nothing that happens, so it is no step.
      return Object.values(setting).every((value) => value === undefined) ? found.state() : found.play(input);
    }),
    'preview:close': {
      schema: schemas['preview:close'],
      async run({ session }, context) {
        await previews.close(await playerOf(context), session);
        return { ok: true };
      },
    },
  };
}

/**
 * What a person with a phone can do, as against services and banks' computers. Nobody answers behind a link, so whoever is
 * left waiting for a person gives the conversation back themselves.
 */
const PERSONAL: ReadonlySet<string> = new Set([
  'text',
  'tap',
  'location',
  'file',
  'read',
  'subscribe',
  'unsubscribe',
  'pay',
  'handback',
]);

function isPersonal(input: PreviewInput): boolean {
  // To any step of the flow only its designer may go.
  if (input.kind === 'act' && input.act.kind === 'handback') return input.act.node === undefined;
  if (input.kind === 'act') return PERSONAL.has(input.act.kind);
  if (input.kind !== 'setting') return true;
  const { http, services, failing } = input.setting;
  return (http ?? services ?? failing) === undefined;
}

/** Guests see the phone, and nothing of how the flow works. */
function shownTo(identity: Identity, state: PreviewState): PreviewState {
  if (identity.kind === 'user') return state;
  const { node: _node, elsewhere, problem, ...rest } = state;
  return {
    ...rest,
    // That it went on elsewhere, or got stuck, and not where.
    ...(elsewhere ? { elsewhere: { flow: '', node: '' } } : {}),
    ...(problem ? { problem: { code: problem.code, detail: '', node: '' } } : {}),
    thread: state.thread.map(({ node: _said, ...entry }) => entry),
    path: [],
    edges: [],
    variables: {},
    scopes: {},
    timers: [],
    calls: [],
    cases: [],
    log: [],
    wire: [],
    failing: {},
    // What they did themselves; steps of the flow are not named.
    inputs: state.inputs.map(({ step, input }) => {
      const shown: PreviewInput = input.kind === 'fire' ? { kind: 'next' } : input;
      return { step, text: inputWords(shown), input: shown };
    }),
  };
}
