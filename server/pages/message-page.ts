/**
 * A message as a page: the same card, carousel, picture or text, and its suggestions as buttons that work without a
 * script. Knows messages and brands; knows no request and nothing of what an answer does.
 */
import type { Card, Message, Suggestion } from '../../flows/message.ts';
import type { Brand } from '../channels/port.ts';
import { actionRows } from './action-rows.ts';
import { html, type Markup } from './html.ts';
import { icon } from './icons.ts';
import { fileRow, linkedText, type Numbered, picture } from './message-parts.ts';
import type { MessageView } from './message-view.ts';
import { frame, type Page } from './page-frame.ts';
import { dateLocale, languageOf, TEXTS } from './page-texts.ts';
import { fileAddress, linkAddress, phoneAddress } from './safe-address.ts';

export function messagePage(view: MessageView): Page {
  const { brand, content, locale, publicUrl, told } = view;
  const lang = languageOf(locale);
  const t = TEXTS[lang];
  const logo = brand.logo ? fileAddress(brand.logo, publicUrl) : undefined;
  const heading = told ? t.thanks : content.kind === 'card' ? content.card.title : undefined;
  const body = html`<header class="brand">
<div class="logo" aria-hidden="true">${logo === undefined ? initial(brand) : html`<img src="${logo}" alt="" width="56" height="56">`}</div>
<h1><bdi>${brand.name}</bdi></h1>
</header>
<main${locale !== lang && html` lang="${locale}"`}>
${view.trouble && html`<p class="trouble" role="alert" lang="${lang}">${t.trouble[view.trouble]}</p>`}
${told && thanks(view)}
${contentOf(view)}
</main>
<footer class="foot">
${answerable(brand) && html`<p>${t.replyToo}</p>`}
<p>${t.openUntil(day(view.expiresAt, locale, brand.timezone))}</p>
${ways(brand, publicUrl)}
</footer>
<form id="answer" method="post"><input type="hidden" name="nonce" value="${view.nonce}"></form>`;
  return frame({
    lang,
    title: heading ? `${heading} · ${brand.name}` : brand.name,
    ...(brand.color === undefined ? {} : { colour: brand.color }),
    ...(logo === undefined ? {} : { icon: logo }),
    pictures: new URL(publicUrl).origin,
    body,
  });
}

// === what is said ===============================================================================================

function contentOf(view: MessageView): Markup {
  const { content } = view;
  if (content.kind === 'carousel') return carousel(view, content);
  const { cards, under } = numbered(content);
  switch (content.kind) {
    case 'text':
      return html`<article class="sheet">
<div class="words"><p class="said" dir="auto">${linkedText(content.text, view.publicUrl)}</p></div>
${actionRows(view, under)}
</article>`;
    case 'media':
      return html`<article class="sheet">
${picture(view, content, 'whole')}${actionRows(view, under, fileRow(view, content))}
</article>`;
    case 'card':
      return card(
        view,
        content.card,
        [...cards.flat(), ...under],
        content.orientation === 'horizontal' ? content.align : undefined,
      );
  }
}

/** `lying` is the side of a picture that stands beside the words. */
function card(
  view: MessageView,
  { title, description, media }: Card,
  chips: Numbered[],
  lying?: 'left' | 'right',
): Markup {
  const words =
    (title || description) &&
    html`<div class="words">${title && html`<h2 dir="auto">${title}</h2>`}${
      description && html`<p dir="auto">${linkedText(description, view.publicUrl)}</p>`
    }</div>`;
  const shown = media && picture(view, media, media.height, title);
  const top =
    lying && shown && words
      ? html`<div class="lying ${lying}"><div class="frame">${shown}</div>${words}</div>`
      : html`${shown}${words}`;
  return html`<article class="sheet">
${top}
${actionRows(view, chips, media && fileRow(view, media))}
</article>`;
}

function carousel(view: MessageView, content: Extract<Message, { kind: 'carousel' }>): Markup {
  const { cards: lists, under } = numbered(content);
  const t = TEXTS[languageOf(view.locale)];
  const cards = content.cards.map((one, at) => html`<li>${card(view, one, lists[at] ?? [])}</li>`);
  return html`<div class="cards${content.width === 'small' && ' small'}" role="region" tabindex="0" aria-label="${t.cards}">
<ul class="row">
${cards}
</ul>
</div>
${under.length > 0 && html`<div class="sheet">${actionRows(view, under)}</div>`}`;
}

/** The suggestions of each card, and those of the message, with their places among all of them. */
function numbered(content: Message): { cards: Numbered[][]; under: Numbered[] } {
  const cards = content.kind === 'card' ? [content.card] : content.kind === 'carousel' ? content.cards : [];
  let n = 0;
  const count = (suggestions: Suggestion[]) => suggestions.map((suggestion) => ({ suggestion, n: n++ }));
  return { cards: cards.map((one) => count(one.suggestions)), under: count(content.suggestions) };
}

// === what stands around it ======================================================================================

function thanks({ locale, told }: MessageView): Markup {
  const lang = languageOf(locale);
  const t = TEXTS[lang];
  const what =
    told?.kind === 'choice' ? html`${t.chose} <strong><bdi>${told.label}</bdi></strong>` : t.addressSent;
  return html`<div class="told" role="status" lang="${lang}">${icon('check')}<p><b>${t.thanks}</b>${what}</p></div>`;
}

function initial(brand: Brand): string {
  return ([...brand.name.trim()][0] ?? '').toLocaleUpperCase(brand.locale);
}

/** A sender with letters in it cannot be written to. */
function answerable({ sms }: Brand): boolean {
  return sms !== undefined && !/\p{L}/u.test(sms.sender);
}

function ways({ phone, website }: Brand, publicUrl: string): Markup | false {
  const call = phone ? phoneAddress(phone) : undefined;
  const site = website ? linkAddress(website, publicUrl) : undefined;
  const links = [
    phone && call ? html`<a href="${call}">${phone}</a>` : undefined,
    site
      ? html`<a href="${site}" rel="noopener noreferrer">${new URL(site).hostname.replace(/^www\./, '')}</a>`
      : undefined,
  ].filter((link) => link !== undefined);
  if (links.length === 0) return false;
  return html`<p class="ways-to">${links.map((link, at) => html`${at > 0 && ' · '}${link}`)}</p>`;
}

function day(at: number, locale: string, timeZone: string): string {
  return new Intl.DateTimeFormat(dateLocale(locale), { dateStyle: 'long', timeZone }).format(at);
}
