/** Tells the fields what they need of the open flow: its languages, findings, values, examples. Draws nothing itself. */
import { type ReactNode, useEffect, useMemo } from 'react';
import type { Finding } from '../../../flows/checks/finding.ts';
import { addVariable } from '../../../flows/edit/variables.ts';
import { useDocument } from '../../document/store.ts';
import { type Editing, EditingContext, type Outdated } from '../../message/editing.ts';
import { useLocale } from '../../ui/i18n.ts';
import { useLights } from '../lights.ts';
import { editFlow } from './document-slots.ts';
import { inspectorWords } from './inspector-texts.ts';
import { shownLanguages, useLanguages } from './languages.ts';
import { sampleText, variableEntries } from './variable-entries.ts';
import { acceptWording, isOutdated, openWordings, useWordings } from './wordings.ts';

const NONE: readonly Finding[] = [];

export function InspectorEditing({ children }: { children: ReactNode }) {
  const reader = useLocale();
  const locales = useDocument(({ flow }) => flow.locales);
  const timezone = useDocument(({ flow }) => flow.settings.timezone);
  const flowId = useDocument(({ flow }) => flow.id);
  const readOnly = useDocument((state) => state.readOnly);
  const findings = useDocument((state) => state.findings);
  const published = useLights((state) => state.published);
  const records = useWordings((state) => state.records);
  const chosen = useLanguages();
  useEffect(() => openWordings(flowId), [flowId]);
  const editing = useMemo((): Editing => {
    const byPath = new Map<string, Finding[]>();
    for (const finding of findings) {
      const at = byPath.get(finding.path);
      if (at) at.push(finding);
      else byPath.set(finding.path, [finding]);
    }
    const shown = shownLanguages(locales, chosen, reader);
    return {
      locales,
      shown,
      readOnly,
      timezone,
      faults: (at) => byPath.get(at) ?? NONE,
      // Asked of the store when a list opens: the fields need not be drawn anew with every edit elsewhere.
      variables: () => variableEntries(useDocument.getState().flow, shown[0] ?? reader),
      addVariable(name, type) {
        editFlow(inspectorWords('createVariable'), (flow) => addVariable(flow, name, { type }));
        return name;
      },
      sample: (text, locale) => sampleText(useDocument.getState().flow, text, locale),
      outdated(at, locale): Outdated | undefined {
        const found = /^nodes\.([a-z0-9_-]+)\.(.+)$/.exec(at);
        const [, id = '', place = ''] = found ?? [];
        const { flow } = useDocument.getState();
        const node = Object.hasOwn(flow.nodes, id) ? flow.nodes[id] : undefined;
        if (!node) return undefined;
        const full = `${place}/${locale}`;
        return isOutdated(records, id, node, full, flow.locales, published?.[id])
          ? { accept: () => acceptWording(useDocument.getState().flow, id, full) }
          : undefined;
      },
    };
  }, [locales, timezone, readOnly, findings, published, records, chosen, reader]);
  return <EditingContext value={editing}>{children}</EditingContext>;
}
