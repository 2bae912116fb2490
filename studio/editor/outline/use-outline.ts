/** What the outline shows and where its keyboard is: folded steps, the search, the active line. Knows no markup. */
import { useEffect, useMemo, useState } from 'react';
import { useDocument } from '../../document/store.ts';
import { useLocale } from '../../ui/i18n.ts';
import { exitName } from '../exit-name.ts';
import { messagesOf, messageWords, titleOf } from '../node-title.ts';
import { shownLocale } from '../words.ts';
import { bare, type Line, linesOf } from './outline-rows.ts';

export function useOutline() {
  const flow = useDocument((state) => state.flow);
  const selection = useDocument((state) => state.selection);
  const reader = useLocale();
  const [query, setQuery] = useState('');
  const [openAll, setOpenAll] = useState(true);
  /** Steps that are not as all are. */
  const [flipped, setFlipped] = useState<ReadonlySet<string>>(new Set());
  const [activeKey, setActiveKey] = useState<string>();

  const content = shownLocale(flow.locales, reader);
  const lines = useMemo(() => {
    const words = bare(query).split(/\s+/).filter(Boolean);
    const textOf = (id: string) => {
      const node = Object.hasOwn(flow.nodes, id) ? flow.nodes[id] : undefined;
      if (!node) {
        const note = flow.canvas.notes.find((one) => `note:${one.id}` === id);
        return note?.text ?? flow.canvas.frames?.find((one) => `frame:${one.id}` === id)?.title ?? '';
      }
      const said = messagesOf(node).map((message) => messageWords(message, content));
      return [titleOf(flow, id, reader), id, ...said].join(' ');
    };
    const isFound = (id: string) => {
      if (words.length === 0) return true;
      const text = bare(textOf(id));
      return words.every((word) => text.includes(word));
    };
    return linesOf(flow, { isOpen: (id) => openAll !== flipped.has(id), isFound });
  }, [flow, reader, content, query, openAll, flipped]);

  // A line that has gone leaves the keyboard where it stood.
  const [lastAt, setLastAt] = useState(0);
  const known = lines.findIndex(({ key }) => key === activeKey);
  const at = known >= 0 ? known : Math.max(0, Math.min(lastAt, lines.length - 1));
  if (at !== lastAt && lines.length > 0) setLastAt(at);

  // What is selected elsewhere is where the keyboard goes on from.
  const [only] = selection.length === 1 ? selection : [];
  // biome-ignore lint/correctness/useExhaustiveDependencies: only where the selection moves; lines change with every edit.
  useEffect(() => {
    if (only === undefined) return;
    setActiveKey((before) => {
      const current = lines.find(({ key }) => key === before);
      if (current?.id === only) return before;
      return lines.find((line) => line.kind !== 'exit' && line.id === only)?.key ?? before;
    });
  }, [only]);

  return {
    flow,
    lines,
    at,
    active: lines[at] as Line | undefined,
    query,
    setQuery,
    openAll,
    setOpenAll: (open: boolean) => {
      setOpenAll(open);
      setFlipped(new Set());
    },
    toggle: (id: string, open: boolean) => {
      setFlipped((before) => {
        const next = new Set(before);
        if (open === openAll) next.delete(id);
        else next.add(id);
        return next;
      });
    },
    goTo: setActiveKey,
    /** The words a line begins with. */
    wordsOf: (line: Line): string => {
      if (line.kind === 'exit') return exitName(flow, line.id, line.exit, reader, content);
      if (line.kind === 'step') return titleOf(flow, line.id, reader);
      return line.text;
    },
  };
}

export type OutlineState = ReturnType<typeof useOutline>;
