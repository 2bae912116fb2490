/** Scenes with one customer each, and a record of the steps they came by; so that a step no scene plays is noticed. */
import { type Play, type PlayOptions, playing } from './play.ts';
import { readShipped } from './shipped.ts';

export interface Scenes {
  play(options: PlayOptions, scene: (customer: Play) => Promise<void>): Promise<void>;
  /** The flow's nodes that no scene came by. */
  unplayed(): string[];
}

export function scenesOf(flow: string): Scenes {
  const played = new Set<string>();
  return {
    play: (options, scene) =>
      playing(options, async (customer) => {
        try {
          await scene(customer);
        } finally {
          for (const { flow: of, node } of customer.visited) if (of === flow) played.add(node);
        }
      }),
    unplayed: () => Object.keys(readShipped().get(flow)?.nodes ?? {}).filter((node) => !played.has(node)),
  };
}
