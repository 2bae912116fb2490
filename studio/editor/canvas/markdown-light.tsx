/** The little Markdown that notes know: headings, lists, bold, italic, code, links. Makes elements, never markup. */
import { Fragment, type ReactNode } from 'react';
import css from './markdown-light.module.css';

type Block = { kind: 'heading' | 'text'; text: string } | { kind: 'list'; ordered: boolean; items: string[] };

export function MarkdownLight({ text }: { text: string }) {
  return (
    <div className={css.text} dir="auto">
      {blocksOf(text).map((block, n) => {
        // biome-ignore-start lint/suspicious/noArrayIndexKey: blocks of one text, in its order.
        if (block.kind === 'list') {
          const List = block.ordered ? 'ol' : 'ul';
          return (
            <List key={n} className={block.ordered ? css.numbered : css.bulleted}>
              {block.items.map((item, m) => (
                <li key={m}>{inline(item)}</li>
              ))}
            </List>
          );
        }
        return (
          <p key={n} className={block.kind === 'heading' ? css.heading : undefined}>
            {inline(block.text)}
          </p>
        );
        // biome-ignore-end lint/suspicious/noArrayIndexKey: see above.
      })}
    </div>
  );
}

export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let isOpen = false;
  for (const line of text.split('\n')) {
    const item = /^\s*(?:([-*])|\d{1,3}[.)])\s+(.*)$/.exec(line);
    const heading = /^#{1,3}\s+(.*)$/.exec(line);
    const last = blocks.at(-1);
    if (item) {
      const ordered = item[1] === undefined;
      if (isOpen && last?.kind === 'list' && last.ordered === ordered) last.items.push(item[2] ?? '');
      else blocks.push({ kind: 'list', ordered, items: [item[2] ?? ''] });
      isOpen = true;
    } else if (heading) {
      blocks.push({ kind: 'heading', text: heading[1] ?? '' });
      isOpen = false;
    } else if (line.trim() === '') isOpen = false;
    else if (isOpen && last?.kind === 'text') last.text += `\n${line}`;
    else {
      blocks.push({ kind: 'text', text: line });
      isOpen = true;
    }
  }
  return blocks;
}

const MARKS =
  /(\*\*[^*\n]+\*\*|`[^`\n]+`|(?<![\w*])\*[^*\n]+\*(?!\w)|(?<!\w)_[^_\n]+_(?!\w)|\[[^\]\n]+\]\(https:\/\/[^\s)]+\)|https:\/\/[^\s)]+)/;

/** Marks do not nest: a note is a note. */
function inline(text: string): ReactNode[] {
  return text.split(MARKS).map((part, n) => {
    // biome-ignore-start lint/suspicious/noArrayIndexKey: parts of one text, in its order.
    if (part.startsWith('**') && part.length > 4) return <strong key={n}>{part.slice(2, -2)}</strong>;
    if (part.startsWith('`') && part.length > 2) return <code key={n}>{part.slice(1, -1)}</code>;
    const link = /^\[([^\]]+)\]\((https:\/\/[^\s)]+)\)$/.exec(part) ?? /^(https:\/\/[^\s)]+)$/.exec(part);
    if (link) {
      return (
        <a key={n} className="nodrag" href={link[2] ?? link[1]} target="_blank" rel="noreferrer noopener">
          {link[1]}
        </a>
      );
    }
    if (/^([*_]).+\1$/s.test(part) && part.length > 2) return <em key={n}>{part.slice(1, -1)}</em>;
    return <Fragment key={n}>{part}</Fragment>;
    // biome-ignore-end lint/suspicious/noArrayIndexKey: see above.
  });
}
