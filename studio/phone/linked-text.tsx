/** Text out of a message, its https addresses made links; the text stays text whatever it holds. */
import { Fragment } from 'react';
import css from './linked-text.module.css';
import { usePhone } from './phone-context.ts';
import { safeUrl } from './safe-url.ts';

const ADDRESS = /https?:\/\/[^\s<>"'`{}|\\^]+/giu;
/** Marks that end a sentence rather than an address. */
const TRAILING = /[.,;:!?)\]»”’]+$/u;

export function LinkedText({ text }: { text: string }) {
  const { pageAt, open } = usePhone();
  const parts: { text: string; href?: string; page?: string }[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].replace(TRAILING, '');
    const page = pageAt(address) ? address : undefined;
    const url = page === undefined ? safeUrl(address, location.href) : undefined;
    if (!url && page === undefined) continue;
    parts.push({ text: text.slice(from, match.index) }, { text: address, href: url?.href, page });
    from = match.index + address.length;
  }
  parts.push({ text: text.slice(from) });
  let offset = 0;
  return parts.map((part) => {
    const key = offset;
    offset += part.text.length;
    const { page } = part;
    if (page !== undefined) {
      return (
        <button
          key={`page-${key}`}
          type="button"
          className={css.page}
          aria-haspopup="dialog"
          onClick={() => open({ kind: 'page', url: page })}
        >
          {part.text}
        </button>
      );
    }
    return part.href ? (
      <a key={`link-${key}`} href={part.href} target="_blank" rel="noopener noreferrer">
        {part.text}
      </a>
    ) : (
      <Fragment key={`text-${key}`}>{part.text}</Fragment>
    );
  });
}
