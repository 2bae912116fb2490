/** The numbers under which an SMS offers its choices: given out for all messages of one turn. Knows no flow. */
import type { Effect } from '../effect.ts';
import { type Choice, choicesOf } from './choices.ts';

export interface Numbered {
  effects: Effect[];
  /** The list from now on; left out where it stays as it was. */
  choices?: Choice[];
}

/**
 * Numbers the choices of a turn's messages through. A question whose answer is typed has none: what is typed then is
 * the answer, so that nothing may be read as a number.
 */
export function numberThrough(effects: Effect[]): Numbered {
  const typed = effects.some((effect) => effect.kind === 'send' && effect.typed);
  const choices: Choice[] = [];
  const numbered = effects.map((effect): Effect => {
    if (effect.kind !== 'send') return effect;
    const offered = choicesOf(effect.message);
    if (offered.length === 0) return effect;
    if (typed) return effect.typed ? effect : { ...effect, typed };
    const numberFrom = choices.length + 1;
    choices.push(...offered);
    return numberFrom === 1 ? effect : { ...effect, numberFrom };
  });
  return typed || choices.length > 0 ? { effects: numbered, choices } : { effects };
}
