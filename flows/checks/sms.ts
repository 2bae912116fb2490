/** Messages as the SMS they become where a phone has no RCS: their length, their characters, what they ask for. */
import { describeSms, type SmsDescription, smsPolicyOf } from '../sms/describe.ts';
import { countSegments, septetsOf } from '../sms/segments.ts';
import { error, type StudiedNode, type Study, someOf, warning } from './finding.ts';
import { askedForStopWord } from './wordings.ts';

/** More than this is dear for one message. */
export const SEGMENTS_ADVISED = 3;
/** What no message may have: providers cut or refuse longer ones. */
export const SEGMENTS_MOST = 10;

/** Every message that may go by SMS, in every language, with values of typical length. */
export function checkSms(study: Study): void {
  for (const studied of study.nodes) {
    if (smsPolicyOf(study.flow, studied.node) === 'never') {
      checkNever(study, studied);
    } else {
      checkMessages(study, studied);
      checkSender(study, studied);
    }
  }
}

function checkNever({ report }: Study, { id, node }: StudiedNode): void {
  if (node.kind !== 'ask' && node.kind !== 'choose') return;
  report(
    warning(
      'sms-never-asked',
      { node: id, at: 'delivery.sms' },
      {
        en: 'Whoever has no RCS is never asked this, and waits here without knowing.',
        fr: 'Qui n’a pas le RCS ne reçoit jamais cette question et reste bloqué ici sans le savoir.',
      },
      {
        en: 'Let the question go by SMS, or lead those without RCS around it.',
        fr: 'Laissez la question partir par SMS, ou contournez-la pour qui n’a pas le RCS.',
      },
    ),
  );
}

/** A question that would leave under a name: whoever gets it by SMS cannot answer, and waits for nothing. */
function checkSender({ unanswerable, report }: Study, { id, node }: StudiedNode): void {
  if ((node.kind !== 'ask' && node.kind !== 'choose') || unanswerable.length === 0) return;
  const senders = someOf([...new Set(unanswerable.map(({ sender }) => sender))]);
  const brands = someOf([...new Set(unanswerable.map(({ brand }) => brand))]);
  report(
    warning(
      'sms-unanswerable',
      { node: id, at: 'delivery.sms' },
      {
        en: `By SMS nobody can reply to this: ${brands} sends as ${senders}, a name and no number.`,
        fr: `Par SMS, personne ne peut y répondre : ${brands} envoie sous ${senders}, un nom et non un numéro.`,
      },
      {
        en: 'Give the brand a number as its SMS sender, or never send the question by SMS.',
        fr: 'Donnez à la marque un numéro comme expéditeur SMS, ou n’envoyez jamais la question par SMS.',
      },
    ),
  );
}

interface Told extends SmsDescription {
  locale: string;
}

function checkMessages({ flow, smart, report }: Study, { id, node }: StudiedNode): void {
  const worst = new Map<string, Told>();
  const dear = new Map<string, Told & { instead: number }>();
  const asking = new Map<string, string>();
  for (const locale of flow.locales) {
    for (const described of describeSms(flow, node, locale, { smart })) {
      const { at, sms, segments, encoding, own } = described;
      const told = { ...described, locale };
      if (segments > (worst.get(at)?.segments ?? 0)) worst.set(at, told);
      const instead = encoding === 'ucs2' && segments > 1 ? countSegments(gsmOnly(sms)).segments : segments;
      if (instead < segments && !dear.has(at)) dear.set(at, { ...told, instead });
      // What the author wrote is looked at where it is written.
      const word = own ? undefined : askedForStopWord(sms);
      if (word !== undefined) asking.set(at, word);
    }
  }
  for (const [at, told] of worst) tellLength(report, { node: id, at }, told);
  for (const [at, told] of dear) tellCharacters(report, { node: id, at }, told);
  for (const [at, word] of asking) {
    report(
      warning(
        'sms-asks-for-stop-word',
        { node: id, at },
        {
          en: `By SMS the customer is asked to reply ${word}, which operators read as an opt-out or opt-in.`,
          fr: `Par SMS, le client est invité à répondre ${word}, que les opérateurs lisent comme une (dés)inscription.`,
        },
        { en: 'Give the chip another label.', fr: 'Donnez un autre libellé au bouton.' },
      ),
    );
  }
}

function tellLength(report: Study['report'], place: { node: string; at: string }, told: Told): void {
  const { segments, locale } = told;
  const message = {
    en: `As an SMS this is about ${segments} parts long (${locale}).`,
    fr: `Par SMS, ce message fait environ ${segments} parties (${locale}).`,
  };
  const mend = {
    en: 'Write a shorter wording for SMS.',
    fr: 'Écrivez une version plus courte pour le SMS.',
  };
  if (segments > SEGMENTS_MOST) report(error('sms-too-long', place, message, mend));
  else if (segments > SEGMENTS_ADVISED) report(warning('sms-long', place, message, mend));
}

function tellCharacters(
  report: Study['report'],
  place: { node: string; at: string },
  { sms, segments, instead, locale }: Told & { instead: number },
): void {
  const odd = [...new Set(sms)].filter((character) => septetsOf(character.codePointAt(0) ?? 0) === 0);
  const shown = odd.slice(0, 5).join(' ');
  report(
    warning(
      'sms-characters',
      place,
      {
        en: `“${shown}” makes this SMS ${segments} parts instead of ${instead} (${locale}).`,
        fr: `« ${shown} » porte ce SMS à ${segments} parties au lieu de ${instead} (${locale}).`,
      },
      {
        en: 'Leave such characters out of the wording for SMS, or let the brand’s settings replace them.',
        fr: 'Retirez ces caractères de la version SMS, ou laissez les réglages de la marque les remplacer.',
      },
    ),
  );
}

/** What would be left if every other character were one of the GSM alphabet. */
function gsmOnly(text: string): string {
  let plain = '';
  for (const character of text) plain += septetsOf(character.codePointAt(0) ?? 0) === 0 ? 'x' : character;
  return plain;
}
