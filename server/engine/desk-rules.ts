/** What the team's rules say about queues, as the engine asks it in the middle of a turn; knows no queue itself. */

import type { Conversation } from '../stores/port.ts';
import type { Command } from './ownership.ts';

/** Answered at once, from memory: a turn waits for it. */
export interface DeskRules {
  /** The queue a handoff leads to; `named` by the flow. */
  queueFor(conversation: Conversation, named: string): string;
  /** After how many milliseconds somebody in this queue has waited too long; undefined: never. */
  overflowMs(workspace: string, queue: string): number | undefined;
  /** After how many milliseconds an operator has left a customer of this queue waiting too long; undefined: never. */
  idleMs(workspace: string, queue: string | undefined): number | undefined;
}

export const NO_RULES: DeskRules = {
  queueFor: (_conversation, named) => named,
  overflowMs: () => undefined,
  idleMs: () => undefined,
};

/** The command with the times by the rules at which what it leads to has lasted too long. */
export function timed(
  rules: DeskRules,
  { workspace, owner }: Pick<Conversation, 'workspace' | 'owner'>,
  command: Command,
  now: number,
): Command {
  const overflow = (queue: string) => {
    const ms = rules.overflowMs(workspace, queue);
    return ms === undefined ? {} : { overflowAt: now + ms };
  };
  const idle = () => {
    const ms = rules.idleMs(workspace, owner.kind === 'bot' ? undefined : owner.queue);
    return ms === undefined ? {} : { idleAt: now + ms };
  };
  switch (command.kind) {
    case 'handoff':
      return { ...command, ...overflow(command.queue) };
    case 'give':
      return 'queue' in command.to
        ? { ...command, to: command.to, ...overflow(command.to.queue) }
        : { ...command, to: command.to, ...idle() };
    case 'idle':
      return { ...command, ...overflow((owner.kind === 'bot' ? undefined : owner.queue) ?? command.queue) };
    case 'overflow':
      return command.queue === undefined ? command : { ...command, ...overflow(command.queue) };
    case 'take':
    case 'assign':
    case 'accept':
    case 'heard':
      return { ...command, ...idle() };
    default:
      return command;
  }
}
