/** Suggestions as what a page can do: replies and addresses as forms, everything else as links. Knows no request. */
import parsePhoneNumber from 'libphonenumber-js/min';
import type { Suggestion } from '../../flows/message.ts';
import { isPlace, timesOf } from './appointment.ts';
import { html, type Markup } from './html.ts';
import { icon } from './icons.ts';
import { type Numbered, row } from './message-parts.ts';
import type { MessageView } from './message-view.ts';
import { dateLocale, languageOf, TEXTS } from './page-texts.ts';
import { linkAddress, mapAddress, phoneAddress, smsAddress } from './safe-address.ts';

export const ADDRESS_MAX = 300;
/** More answers than this stand in two columns. */
const ONE_COLUMN = 4;

/** Answers first, in large; then what leads elsewhere, `first` at the top of it; then what asks for an address. */
export function actionRows(view: MessageView, suggestions: Numbered[], first?: Markup): Markup {
  const replies = suggestions.flatMap(({ suggestion, n }) =>
    suggestion.kind === 'reply' ? [{ label: suggestion.label, n }] : [],
  );
  const rows = suggestions.flatMap(({ suggestion, n }) => wayOf(view, suggestion, n) ?? []);
  const asks = suggestions.flatMap(({ suggestion, n }) =>
    suggestion.kind === 'share-location' ? [addressForm(view, suggestion.label, n)] : [],
  );
  const ways = first ? [first, ...rows] : rows;
  const alone = replies.length === 1 && ways.length === 0 && asks.length === 0;
  const main = alone && view.chosen === undefined && view.content.kind !== 'carousel';
  return html`${
    replies.length > 0 &&
    html`<div class="choices${replies.length > ONE_COLUMN && ' many'}">${replies.map(({ label, n }) =>
      choice(view, label, n, main),
    )}</div>`
  }${ways.length > 0 && html`<ul class="ways">${ways}</ul>`}${asks}`;
}

/** All answers of a page share one form, so that the page stays small. */
function choice({ chosen, locale }: MessageView, label: string, n: number, main: boolean): Markup {
  const lang = languageOf(locale);
  const mark =
    chosen === n &&
    html`${icon('check')}<span class="unseen" lang="${lang}">${TEXTS[lang].yourChoice}: </span>`;
  return html`<button class="choice${main && ' main'}${chosen === n && ' chosen'}" form="answer" name="n" value="${n}">${mark}<bdi>${label}</bdi></button>`;
}

function addressForm({ nonce, locale }: MessageView, label: string, n: number): Markup {
  const lang = languageOf(locale);
  const t = TEXTS[lang];
  return html`<form class="address" method="post">
<input type="hidden" name="nonce" value="${nonce}"><input type="hidden" name="n" value="${n}">
<label for="address-${n}"><bdi>${label}</bdi></label><small id="hint-${n}" lang="${lang}">${t.addressHint}</small>
<input type="text" id="address-${n}" name="text" required maxlength="${ADDRESS_MAX}" autocomplete="street-address" enterkeyhint="send" dir="auto" aria-describedby="hint-${n}">
<button class="choice main" lang="${lang}">${t.send}</button>
</form>`;
}

/** Undefined for what is no link, and for one that leads nowhere safe: a button that does nothing helps nobody. */
function wayOf(view: MessageView, suggestion: Suggestion, n: number): Markup | undefined {
  const label = html`<bdi>${suggestion.label}</bdi>`;
  switch (suggestion.kind) {
    case 'reply':
    case 'share-location':
      return undefined;
    case 'dial': {
      const href = phoneAddress(suggestion.phone);
      return href === undefined
        ? undefined
        : row({ href, mark: icon('call'), label, detail: printPhone(suggestion.phone) });
    }
    case 'compose': {
      const href = smsAddress(suggestion.phone, suggestion.text);
      const detail = suggestion.text || printPhone(suggestion.phone);
      return href === undefined ? undefined : row({ href, mark: icon('sms'), label, detail });
    }
    case 'open-url': {
      const href = linkAddress(suggestion.url, view.publicUrl);
      if (href === undefined) return undefined;
      const url = new URL(href);
      return row({
        href,
        mark: icon('link'),
        label,
        detail: url.hostname.replace(/^www\./, '') || url.pathname,
      });
    }
    case 'view-location': {
      const { place, query } = suggestion;
      const spot = isPlace(suggestion) ? `${suggestion.latitude},${suggestion.longitude}` : undefined;
      const sought = spot ?? (query || place || undefined);
      return sought === undefined
        ? undefined
        : row({ href: mapAddress(sought), mark: icon('map'), label, detail: place ?? query });
    }
    case 'calendar': {
      const times = timesOf(suggestion);
      if (!times) return undefined;
      const detail = printTimes(times, view.locale, view.brand.timezone);
      return row({ href: `${view.path}/${n}.ics`, mark: icon('calendar'), label, detail });
    }
  }
}

function printPhone(phone: string): string {
  return parsePhoneNumber(phone)?.formatInternational() ?? phone;
}

function printTimes(
  { start, end }: { start: number; end?: number },
  locale: string,
  timeZone: string,
): string {
  const format = new Intl.DateTimeFormat(dateLocale(locale), {
    weekday: 'short',
    day: 'numeric',
    month: 'long',
    hour: 'numeric',
    minute: '2-digit',
    timeZone,
  });
  return end === undefined ? format.format(start) : format.formatRange(start, end);
}
