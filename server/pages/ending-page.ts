/** A page without a message: there is none, it has closed, or something went wrong. Tells no details. */
import { html } from './html.ts';
import { icon } from './icons.ts';
import { frame, type Page } from './page-frame.ts';
import { type Ending, type Language, TEXTS } from './page-texts.ts';

export function endingPage(ending: Ending, lang: Language): Page {
  const { title, text } = TEXTS[lang].ending[ending];
  const sign = ending === 'expired' || ending === 'busy' ? 'clock' : 'question';
  const body = html`<main class="ending">
${icon(sign, 'sign')}
<h1>${title}</h1>
<p>${text}</p>
</main>`;
  return frame({ lang, title, body });
}
