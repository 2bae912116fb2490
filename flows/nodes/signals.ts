/** The exits that signals take; shared by the nodes that wait. Knows no particular signal. */
import { holds } from '../condition.ts';
import type { Event } from '../event.ts';
import type { Exit } from './exit.ts';
import { type Hearing, type Reading, remember, type Site, type Transition, withVars } from './plan.ts';
import type { SignalExit } from './shape.ts';

function exitName(item: SignalExit, index: number): string {
  return `signal:${index}:${item.signal}`;
}

export function signalExits(items: SignalExit[]): Exit[] {
  return items.map((item, index) => ({ name: exitName(item, index), to: item.to }));
}

/** The first exit that names the signal and whose condition holds. */
export function hearSignal(
  items: SignalExit[],
  signal: Extract<Event, { kind: 'signal' }>,
  { scope }: Hearing,
): Reading {
  const seen = { ...scope, vars: { ...scope.vars, signal: signal.data } };
  const index = items.findIndex(
    (item) => item.signal === signal.name && (!item.when || holds(item.when, seen)),
  );
  const item = items[index];
  return item && { take: exitName(item, index), value: signal.data };
}

export function signalTransitions(site: Site, items: SignalExit[]): Record<string, Transition[]> {
  return Object.fromEntries(
    items.map((item, index) => {
      const { save } = item;
      return [
        exitName(item, index),
        [
          {
            target: site.target(item.to),
            actions: save ? [remember((memory, move) => withVars(site, memory, { [save]: move.value }))] : [],
          },
        ],
      ];
    }),
  );
}
