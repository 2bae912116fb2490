/**
 * RBM with no more than so many messages a second for each agent, counted over all servers. Knows a channel and a pace;
 * no wire and no broker.
 */
import type { Clock } from '../../clock.ts';
import { createPace, LONGEST_TURN_MS, type Pace, type SharedTurn, turnWithinMs } from '../../pace.ts';
import type { Channel, Outcome } from '../port.ts';

export interface PacedRbmDeps {
  /** Messages a second for each agent; undefined: no limit. */
  perSecond: number | undefined;
  clock: Clock;
  /** The turn of a message among those of all servers, as `SharedTurn`; `key` names the agent. */
  turnOf?: (key: string, ...asked: Parameters<SharedTurn>) => ReturnType<SharedTurn>;
}

/** Outcome codes beside the channel's own: rbm_busy, with the time to come back. */
export function pacedRbm(channel: Channel, { perSecond, clock, turnOf }: PacedRbmDeps): Channel {
  if (perSecond === undefined) return channel;
  const paces = new Map<string, Pace>();

  function paceOf(agentId: string): Pace {
    const known = paces.get(agentId);
    if (known) return known;
    const shared = turnOf && ((...asked: Parameters<SharedTurn>) => turnOf(agentId, ...asked));
    const made = createPace(clock, perSecond, LONGEST_TURN_MS, shared);
    paces.set(agentId, made);
    return made;
  }

  return {
    ...channel,
    async send(outbound): Promise<Outcome> {
      const turn = await paceOf(outbound.brand.agentId).take(1, turnWithinMs(outbound.traffic));
      if (turn === 'go') return channel.send(outbound);
      const detail = 'More messages are waiting than RBM_PER_SECOND lets through.';
      return { kind: 'again', code: 'rbm_busy', detail, ...(turn === 'stopped' ? {} : { afterMs: turn }) };
    },
  };
}
