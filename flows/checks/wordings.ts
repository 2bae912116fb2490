/** Texts: templates that cannot be read, languages that are missing, words that should not be asked for. */
import { templateFaults } from '../template.ts';
import { formatters } from '../templates/formatters.ts';
import type { StudiedNode, Study } from './finding.ts';
import { error, inLanguage, warning, wordings } from './finding.ts';
import { type PlacedText, textsInMessage, textsOf } from './texts.ts';

/** Every text of the flow, each node's first. */
export function checkTexts(study: Study): void {
  for (const studied of study.nodes) {
    for (const text of textsOf(studied.node)) checkText(study, { node: studied.id, at: text.at }, text);
    checkPrompts(study, studied);
  }
  const { help, afterEnd } = study.flow.settings;
  if (help !== undefined) {
    checkText(study, 'settings.help', { at: '', text: help, spoken: true });
  }
  if (afterEnd.policy === 'say') {
    for (const text of textsInMessage(afterEnd.message)) {
      checkText(study, `settings.afterEnd.message.${text.at}`, text);
    }
  }
}

function checkText(
  { flow, report }: Study,
  place: string | { node: string; at: string },
  { text, spoken }: PlacedText,
): void {
  for (const [locale, wording] of wordings(text)) {
    for (const fault of templateFaults(wording)) {
      const where = locale ? ` (${locale})` : '';
      const found = error(
        'template-fault',
        place,
        {
          en: `The template cannot be read${where}: ${fault}`,
          fr: `Le modèle de texte est illisible${where} : ${fault}`,
        },
        {
          en: `Write {{variable}} or {{variable | formatter}}. Formatters: ${Object.keys(formatters).join(', ')}.`,
          fr: `Écrivez {{variable}} ou {{variable | format}}. Formats : ${Object.keys(formatters).join(', ')}.`,
        },
      );
      report(inLanguage(found, locale));
    }
  }
  if (!spoken || typeof text === 'string') return;
  const missing = flow.locales.filter((locale) => !text[locale]?.trim() && !text[locale.slice(0, 2)]?.trim());
  if (missing.length === 0) return;
  report(
    warning(
      'translation-missing',
      place,
      {
        en: `There is no wording in ${missing.join(', ')}.`,
        fr: `Il n’y a pas de texte en ${missing.join(', ')}.`,
      },
      {
        en: 'Write it, or customers of that language read another one.',
        fr: 'Écrivez-le, sinon les clients de cette langue en liront une autre.',
      },
    ),
  );
}

// An operator or the law reads these, typed alone, as an opt-out or an opt-in (COMPLIANCE 1.1).
const ASKS_FOR =
  /\b(?:type|reply|text|send|answer|tapez|ecrivez|envoyez|repondez)(?: (?:with|the word|par|le mot|:))* ["'«“‘]? ?(cancel|end|quit|revoke|yes|start)\b/i;

// Asked for alone STOP ends all messages; where the sentence says so, that is what it is for.
const ASKS_FOR_STOP =
  /\b(?:type|reply|text|send|answer|tapez|ecrivez|envoyez|repondez)(?: (?:with|the word|par|le mot|:))* ["'«“‘]? ?stop\b/i;
const ABOUT_MESSAGES =
  /messages?|sms|texts|writing|unsubscribe|opt|hear|recevoir|desabonn|desinscri|ecrire|pub/i;

/** The word a text asks people to type though typed alone it is an opt-out or an opt-in; in capitals. */
export function askedForStopWord(wording: string): string | undefined {
  const plain = wording.normalize('NFKD').replace(/[\u0300-\u036f]/g, '');
  const asked = ASKS_FOR.exec(plain)?.[1]?.toUpperCase();
  if (asked !== undefined) return asked;
  return ASKS_FOR_STOP.test(plain) && !ABOUT_MESSAGES.test(plain) ? 'STOP' : undefined;
}

function checkPrompts({ report }: Study, { id, node }: StudiedNode): void {
  for (const { at, text, spoken } of textsOf(node)) {
    if (!spoken) continue;
    for (const [, wording] of wordings(text)) {
      const asked = askedForStopWord(wording);
      if (asked === undefined) continue;
      report(
        warning(
          'asks-for-stop-word',
          { node: id, at },
          {
            en: `The customer is asked to type ${asked}, which operators read as an opt-out or opt-in.`,
            fr: `Le client est invité à écrire ${asked}, que les opérateurs lisent comme une (dés)inscription.`,
          },
          {
            en: 'Offer a button, or ask for another word.',
            fr: 'Proposez un bouton, ou demandez un autre mot.',
          },
        ),
      );
      break;
    }
  }
}
