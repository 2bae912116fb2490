/** What the fields of a message need to know of the flow they belong to. Whoever shows a form provides it. */
import { createContext, useContext } from 'react';
import type { Variable } from '../../flows/flow.ts';
import type { Words } from './slot.ts';

/** Something to mend at a place, as the checks say it. */
export interface Fault {
  severity: 'error' | 'warning';
  code: string;
  /** The language of a text it is about; left out where it is about all of them. */
  locale?: string;
  message: Words;
  mend: Words;
}

export const VARIABLE_GROUPS = ['flow', 'inside', 'contact', 'brand', 'conversation', 'system'] as const;
export type VariableGroup = (typeof VARIABLE_GROUPS)[number];

export interface VariableEntry {
  /** "slot.start" */
  path: string;
  type: Variable['type'];
  label?: string;
  group: VariableGroup;
  /** What typically stands there, as people read it. */
  sample: string;
  /** At how many places of the flow it is set or read. */
  uses?: number;
}

/** A wording that may no longer fit, because the one it goes with was changed after it. */
export interface Outdated {
  /** Says that it fits as it is. */
  accept(): void;
}

export interface Editing {
  /** The flow's languages, the main one first; empty where a text has only one. */
  locales: readonly string[];
  /** Those whose fields are on screen: one, or several side by side. */
  shown: readonly string[];
  readOnly: boolean;
  timezone: string;
  /** What is to be mended exactly there. */
  faults(at: string): readonly Fault[];
  /** Called when a list opens, so it may take a moment. */
  variables(): VariableEntry[];
  /** Left out where none can be made. Answers with the name it got. */
  addVariable?(name: string, type: Variable['type']): string;
  /** The text as a customer typically reads it. */
  sample(text: string, locale: string): string;
  outdated?(at: string, locale: string): Outdated | undefined;
}

const NOTHING: readonly Fault[] = [];

/** For a message that belongs to no flow: one language, no values to fill in. */
export const PLAIN_EDITING: Editing = {
  locales: [],
  shown: [''],
  readOnly: false,
  timezone: 'Europe/Paris',
  faults: () => NOTHING,
  variables: () => [],
  sample: (text) => text,
};

export const EditingContext = createContext<Editing>(PLAIN_EDITING);

export function useEditing(): Editing {
  return useContext(EditingContext);
}

/** A new text in the languages of the flow, as far as there are words. */
export function wordsFor(locales: readonly string[], { en, fr }: Words): string | Record<string, string> {
  if (locales.length < 2) return locales[0]?.startsWith('fr') ? fr : en;
  const said = locales.flatMap((locale): [string, string][] =>
    locale.startsWith('en') ? [[locale, en]] : locale.startsWith('fr') ? [[locale, fr]] : [],
  );
  return said.length === 0 ? en : Object.fromEntries(said);
}
