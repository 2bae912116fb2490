/** One move of a compiled machine, worked out without running anything. Knows XState's machinery, not our actions. */
import { type AnyActorScope, type AnyStateMachine, createActor } from 'xstate';
import type { Memory, Move } from './nodes/plan.ts';

export interface Reached {
  value: unknown;
  status: string;
  context: Memory;
  /** What the machine asks for, in order, as data. */
  actions: { type: string; params?: unknown }[];
}

const scopes = new WeakMap<AnyStateMachine, AnyActorScope>();

/**
 * Where a move leads from a state. XState's own `transition` makes an actor for every call, which takes as long as
 * the rest together; the actor is only asked who it is and is never started, so one serves a machine for good.
 * Throws where the machine turns in circles, or where a state does not exist.
 */
export function transition(machine: AnyStateMachine, value: string, memory: Memory, move: Move): Reached {
  const actions: Reached['actions'] = [];
  const scope = scopes.get(machine) ?? scopeOf(machine);
  scopes.set(machine, scope);
  scope.actionExecutor = (action) => {
    actions.push(action);
  };
  const state = machine.resolveState({ value, context: memory });
  const reached = machine.transition(state, move, scope);
  return { value: reached.value, status: reached.status, context: reached.context as Memory, actions };
}

function scopeOf(machine: AnyStateMachine): AnyActorScope {
  const self = createActor(machine);
  const nothing = () => {};
  return {
    self,
    system: self.system,
    id: '',
    sessionId: '',
    logger: nothing,
    defer: nothing,
    emit: nothing,
    stopChild: nothing,
    actionExecutor: nothing,
  };
}
