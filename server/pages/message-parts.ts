/** The parts that messages of all kinds are shown with: pictures, files, and text whose addresses are links. */
import type { Media, Suggestion } from '../../flows/message.ts';
import { html, type Markup, type Piece } from './html.ts';
import { icon } from './icons.ts';
import type { MessageView } from './message-view.ts';
import { languageOf, TEXTS } from './page-texts.ts';
import { fileAddress, linkAddress } from './safe-address.ts';

/** A suggestion and its place among all of its message, by which answers and files name it. */
export interface Numbered {
  suggestion: Suggestion;
  n: number;
}

type File = Pick<Media, 'url' | 'thumbnail' | 'alt'>;

/**
 * The picture, or the still of a film or document; nothing where there is none. A film is never loaded by the page.
 * `title` stands beside it: then a picture without words of its own says nothing more.
 */
export function picture(
  { brand, locale, publicUrl }: MessageView,
  file: File,
  shape: Media['height'] | 'whole',
  title?: string,
): Markup | undefined {
  const source = kindOf(file.url) === 'image' ? file.url : file.thumbnail;
  const address = source ? fileAddress(source, publicUrl) : undefined;
  if (address === undefined) return undefined;
  const alt = file.alt || (title ? '' : TEXTS[languageOf(locale)].picture(brand.name));
  return html`<img class="picture ${shape}" src="${address}" alt="${alt}">`;
}

/** The way to a film, a recording or a document; nothing for a picture. */
export function fileRow({ locale, publicUrl }: MessageView, file: File): Markup | undefined {
  const kind = kindOf(file.url);
  const address = fileAddress(file.url, publicUrl);
  if (kind === 'image' || address === undefined) return undefined;
  const lang = languageOf(locale);
  const t = TEXTS[lang];
  const label = { video: t.watch, audio: t.listen, document: t.document }[kind];
  return row({
    href: address,
    mark: icon(kind === 'document' ? 'file' : 'play'),
    label: html`<span lang="${lang}">${label}</span>`,
    detail: file.alt,
  });
}

/** A link as a row of a list: what it is, what it leads to. */
export function row(parts: { href: string; mark: Markup; label: Piece; detail?: string }): Markup {
  const { href, mark, label, detail } = parts;
  return html`<li><a class="way" href="${href}" rel="noopener noreferrer">${mark}<span><b>${label}</b>${
    detail && html`<small><bdi>${detail}</bdi></small>`
  }</span>${icon('go', 'go')}</a></li>`;
}

const ADDRESS = /https?:\/\/[^\s<>"'`{}|\\^]+/giu;
/** Marks that end a sentence rather than an address. */
const TRAILING = /[.,;:!?)\]»”’]+$/u;

/** Text as text, its web addresses as links. */
export function linkedText(text: string, publicUrl: string): Piece {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const written = match[0].replace(TRAILING, '');
    const href = linkAddress(written, publicUrl);
    if (href === undefined) continue;
    pieces.push(
      text.slice(from, match.index),
      html`<a href="${href}" rel="noopener noreferrer">${written}</a>`,
    );
    from = match.index + written.length;
  }
  return [...pieces, text.slice(from)];
}

const ENDINGS: Readonly<Record<string, 'video' | 'audio' | 'document'>> = {
  ...Object.fromEntries(
    ['mp4', 'm4v', 'mpeg', 'webm', 'h263', '3gp', '3gpp', 'mov'].map((e) => [e, 'video']),
  ),
  ...Object.fromEntries(['mp3', 'aac', 'm4a', 'ogg', 'oga', 'opus', 'amr', 'wav'].map((e) => [e, 'audio'])),
  pdf: 'document',
};

/** By the ending of its path, as nothing is fetched; a picture if that does not tell. */
function kindOf(url: string): 'image' | 'video' | 'audio' | 'document' {
  const ending = /\.([a-z0-9]+)(?:[?#]|$)/i.exec(url)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(ENDINGS, ending) ? (ENDINGS[ending] ?? 'image') : 'image';
}
