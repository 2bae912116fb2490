/** The values a text may hold as options of a list, by group. Knows no field. */
import { useMemo } from 'react';
import type { Locale } from '../ui/i18n.ts';
import { useLocale } from '../ui/i18n.ts';
import { useEditing, VARIABLE_GROUPS, type VariableEntry, type VariableGroup } from './editing.ts';
import { type MessageKey, messageTexts } from './message-texts.ts';
import type { Option } from './option-list.tsx';
import { variableTypeName } from './variable-types.ts';

const GROUP_KEYS: Record<VariableGroup, MessageKey> = {
  flow: 'groupFlow',
  inside: 'groupInside',
  contact: 'groupContact',
  brand: 'groupBrand',
  conversation: 'groupConversation',
  system: 'groupSystem',
};

export function valueOptions(entries: readonly VariableEntry[], locale: Locale): Option[] {
  const texts = messageTexts[locale];
  const ordered = VARIABLE_GROUPS.flatMap((group) => entries.filter((entry) => entry.group === group));
  return ordered.map(({ path, type, label, group, sample, uses }) => ({
    id: path,
    title: path,
    code: true,
    hint: [
      label,
      variableTypeName(type, locale),
      uses === undefined ? '' : texts.usedTimes.replace('{count}', String(uses)),
    ]
      .filter(Boolean)
      .join(' · '),
    aside: sample,
    group: texts[GROUP_KEYS[group]],
  }));
}

/** The options while a list is open; made anew each time it opens. */
export function useValueOptions(open: boolean): Option[] {
  const { variables } = useEditing();
  const locale = useLocale();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list stands still while it is open.
  return useMemo(() => (open ? valueOptions(variables(), locale) : []), [open, locale]);
}
