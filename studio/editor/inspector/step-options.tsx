/** The steps of the open flow as options to pick from, and new ones to make. Draws no form. */
import type { Flow } from '../../../flows/flow.ts';
import type { NodeKind } from '../../../flows/nodes/registry.ts';
import type { Option } from '../../message/option-list.tsx';
import type { Locale } from '../../ui/i18n.ts';
import { KINDS } from '../kinds.ts';
import { titleOf } from '../node-title.ts';
import { inspectorTexts } from './inspector-texts.ts';

const NEW = 'new:';

/** Every step but `self`, in the order of the document, then one line a kind for a new one. */
export function stepOptions(
  flow: Flow,
  self: string | undefined,
  locale: Locale,
  withNew: boolean,
): Option[] {
  const texts = inspectorTexts[locale];
  const steps = Object.entries(flow.nodes).map(([id, node]): Option => {
    const { icon: Icon, name } = KINDS[node.kind];
    const title = titleOf(flow, id, locale);
    return {
      id,
      title: id === self ? `↻ ${title}` : title,
      icon: <Icon size={14} aria-hidden />,
      aside: name[locale],
      keywords: id,
      ...(withNew ? { group: texts.steps } : {}),
    };
  });
  if (!withNew) return steps;
  const made = (Object.keys(KINDS) as NodeKind[]).map((kind): Option => {
    const { icon: Icon, name, about } = KINDS[kind];
    return {
      id: NEW + kind,
      title: name[locale],
      hint: about[locale],
      icon: <Icon size={14} aria-hidden />,
      group: texts.newStep,
    };
  });
  return [...steps, ...made];
}

/** The kind an option makes; undefined where it is a step that is there. */
export function newKind(option: string): NodeKind | undefined {
  return option.startsWith(NEW) ? (option.slice(NEW.length) as NodeKind) : undefined;
}
