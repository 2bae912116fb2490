/** The step's own choices, which buttons on its cards may stand for. Left out for a message that asks nothing. */
import { createContext, useContext } from 'react';
import type { LocalText } from '../../flows/message.ts';

export interface ComposerChoices {
  list: readonly { id: string; label: LocalText }[];
  /** Those that stand on a card already. */
  placed: ReadonlySet<string>;
  /** The most items of a list the step adds as chips under the message, after its choices. */
  items: number;
  /** Makes a choice and answers with its id; left out where none can be made. */
  add?: () => string;
}

export const ChoicesContext = createContext<ComposerChoices | undefined>(undefined);

export function useChoices(): ComposerChoices | undefined {
  return useContext(ChoicesContext);
}
