/** The few small drawings on hosted pages; they say nothing that words beside them do not. */
import { html, type Markup } from './html.ts';

const SHAPES = {
  call: html`<path d="M6 3.500h2.700l1.8 4.7-2.2 1.600a12 12 0 0 0 5.9 5.900l1.6-2.2 4.7 1.800V18a2.5 2.5 0 0 1-2.7 2.500A15.3 15.3 0 0 1 3.5 6.2 2.5 2.5 0 0 1 6 3.500z"/>`,
  map: html`<path d="M12 21s7-6 7-11.300a7 7 0 0 0-14 0C5 15 12 21 12 21z"/><circle cx="12" cy="9.7" r="2.5"/>`,
  calendar: html`<rect x="4" y="5" width="16" height="15.5" rx="2.5"/><path d="M4 10h16M8.5 3v4m7-4v4"/>`,
  link: html`<path d="M14.5 4.500h5v5m0-5l-8 8M18 14v3.500a2 2 0 0 1-2 2H6.500a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2H10"/>`,
  sms: html`<path d="M4 6.500a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-6.500l-4.5 4v-4H6a2 2 0 0 1-2-2z"/>`,
  file: html`<path d="M13.5 3.500H7.500a2 2 0 0 0-2 2v13a2 2 0 0 0 2 2h9a2 2 0 0 0 2-2v-10zm0 0v5h5"/>`,
  play: html`<path d="M8 5.500v13l10.5-6.500z"/>`,
  clock: html`<circle cx="12" cy="12" r="8.5"/><path d="M12 7.500V12l3 2"/>`,
  question: html`<path d="M9 9.300a3.1 3.1 0 1 1 4.5 2.800c-1 .5-1.5 1.2-1.5 2.200m0 3v.1"/>`,
  check: html`<path d="M5 12.500l4.5 4.500L19 7.5"/>`,
  go: html`<path d="M9.5 6l6 6-6 6"/>`,
} as const;

export type Icon = keyof typeof SHAPES;

/** `also` is another class name. */
export function icon(name: Icon, also = ''): Markup {
  return html`<svg class="icon${also && ` ${also}`}" viewBox="0 0 24 24" aria-hidden="true">${SHAPES[name]}</svg>`;
}
