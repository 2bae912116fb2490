/** Questions: answers that cannot be told apart, words that mean something else, waits without an end. */
import { toMs } from '../duration.ts';
import { fold } from '../match.ts';
import type { LocalText } from '../message.ts';
import type { Timeout } from '../nodes/shape.ts';
import { LONGEST_WAIT_MS, openTimeOfWeek } from '../opening-hours.ts';
import { localize } from '../template.ts';
import { globalWord, stopsAlways } from '../words.ts';
import { error, type StudiedNode, type Study, warning, wordings } from './finding.ts';

interface Answer {
  id: string;
  label: LocalText;
  words: readonly string[];
  at: string;
}

/** Every node at which a conversation rests. */
export function checkQuestions(study: Study): void {
  for (const studied of study.nodes) {
    const answers = answersOf(studied);
    checkIds(study, studied, answers);
    checkLabels(study, studied.id, answers);
    checkWaiting(study, studied);
  }
  const { gather } = study.flow.settings;
  if (gather !== undefined && !(toMs(gather) > 0 && toMs(gather) <= 60_000)) {
    study.report(
      error(
        'gather-out-of-range',
        'settings.gather',
        {
          en: `Messages cannot be gathered for ${gather}.`,
          fr: `Les messages ne peuvent pas être réunis pendant ${gather}.`,
        },
        { en: 'Give 1 second to 1 minute.', fr: 'Indiquez entre 1 seconde et 1 minute.' },
      ),
    );
  }
}

function answersOf({ node }: StudiedNode): Answer[] {
  if (node.kind === 'choose') return node.choices.map((item, n) => ({ ...item, at: `choices.${n}` }));
  if (node.kind === 'ask') return node.skip.map((item, n) => ({ ...item, at: `skip.${n}` }));
  return [];
}

function checkIds({ report }: Study, { id, node }: StudiedNode, answers: readonly Answer[]): void {
  const items =
    node.kind === 'split' ? node.arms.map((arm, n) => ({ id: arm.id, at: `arms.${n}` })) : answers;
  const seen = new Set<string>();
  for (const item of items) {
    if (seen.has(item.id)) {
      report(
        error(
          'id-twice',
          { node: id, at: `${item.at}.id` },
          { en: `“${item.id}” is there twice.`, fr: `« ${item.id} » est présent deux fois.` },
          { en: 'Give each its own id.', fr: 'Donnez à chacun son propre identifiant.' },
        ),
      );
    }
    seen.add(item.id);
  }
  if (node.kind === 'split' && node.arms.every((arm) => arm.weight === 0)) {
    report(
      error(
        'split-weightless',
        { node: id, at: 'arms' },
        { en: 'No arm has a weight.', fr: 'Aucune branche n’a de poids.' },
        { en: 'Give at least one a weight.', fr: 'Donnez un poids à l’une d’elles au moins.' },
      ),
    );
  }
}

function checkLabels({ flow, report }: Study, node: string, answers: readonly Answer[]): void {
  const told = new Set<string>();
  for (const locale of flow.locales) {
    const byLabel = new Map<string, string>();
    for (const { id, label, words, at } of answers) {
      for (const said of new Set([localize(label, locale), ...words].map(fold))) {
        if (said === '' || said.includes('{{')) continue;
        const other = byLabel.get(said);
        if (other !== undefined && other !== id && !told.has(`${other}/${id}`)) {
          told.add(`${other}/${id}`);
          report(
            error(
              'answers-alike',
              { node, at: `${at}.label` },
              {
                en: `“${other}” and “${id}” are the same when typed: “${said}”.`,
                fr: `« ${other} » et « ${id} » sont identiques une fois tapés : « ${said} ».`,
              },
              { en: 'Word one of them differently.', fr: 'Formulez l’un des deux autrement.' },
            ),
          );
        }
        byLabel.set(said, id);
      }
    }
  }
  for (const { label, words, at } of answers) {
    // Where CANCEL or END is only another word for a choice, the choice takes it; STOP takes every word.
    const stop =
      wordings(label).find(([, wording]) => globalWord(wording) === 'stop')?.[1] ??
      words.find((word) => stopsAlways(word));
    if (stop === undefined) continue;
    report(
      warning(
        'label-is-stop',
        { node, at: `${at}.label` },
        {
          en: `“${stop}” is also a word that ends all messages.`,
          fr: `« ${stop} » est aussi un mot qui arrête tous les messages.`,
        },
        {
          en: 'Say what is stopped: “Cancel the booking”.',
          fr: 'Dites ce qui est arrêté : « Annuler le rendez-vous ».',
        },
      ),
    );
  }
}

function checkWaiting(study: Study, { id, node }: StudiedNode): void {
  const { report } = study;
  const timeout = 'timeout' in node && typeof node.timeout === 'object' ? node.timeout : undefined;
  if (timeout) checkSpan(study, id, timeout);
  if (node.kind === 'call' && !(toMs(node.timeout) > 0 && toMs(node.timeout) <= 600_000)) {
    report(
      error(
        'timeout-out-of-range',
        { node: id, at: 'timeout' },
        {
          en: `A service cannot be waited for during ${node.timeout}.`,
          fr: `On ne peut pas attendre un service pendant ${node.timeout}.`,
        },
        { en: 'Give 1 second to 10 minutes.', fr: 'Indiquez entre 1 seconde et 10 minutes.' },
      ),
    );
  }
  if (node.kind === 'choose' && node.choices.length === 0 && !node.options && node.on.length === 0) {
    report(
      error(
        'no-answers',
        { node: id, at: 'choices' },
        { en: 'The question offers no answer.', fr: 'La question ne propose aucune réponse.' },
        { en: 'Add a choice.', fr: 'Ajoutez un choix.' },
      ),
    );
  }
  const question = node.kind === 'ask' || (node.kind === 'choose' && !node.keep);
  if (question && !timeout) {
    report(
      warning(
        'no-timeout',
        { node: id, at: 'timeout' },
        {
          en: 'A customer who never answers is waited for without end.',
          fr: 'Un client qui ne répond jamais est attendu sans fin.',
        },
        {
          en: 'Add a timeout: a gentle reminder, then a polite close.',
          fr: 'Ajoutez un délai : un rappel discret, puis une clôture polie.',
        },
      ),
    );
  }
  if (node.kind === 'wait' && !node.message) {
    report(
      warning(
        'wait-unheard',
        { node: id, at: 'message' },
        {
          en: 'A customer who writes during this wait gets no answer here.',
          fr: 'Un client qui écrit pendant cette attente ne reçoit pas de réponse ici.',
        },
        { en: 'Connect the exit “message”.', fr: 'Reliez la sortie « message ».' },
      ),
    );
  }
}

/** A wait of more open time than these have takes over a year. */
const WEEKS = 52;

function checkSpan(study: Study, node: string, timeout: Timeout): void {
  const { report } = study;
  const written = 'after' in timeout ? timeout.after : timeout.offset;
  if (written === undefined) return;
  const span = toMs(written);
  // An offset may be negative, "24 h before", but only what comes after must not be at once.
  const fits = 'after' in timeout ? span > 0 && span <= LONGEST_WAIT_MS : Math.abs(span) <= LONGEST_WAIT_MS;
  if (fits) {
    if ('after' in timeout && timeout.inOpeningHours) checkHours(study, node, timeout.after);
    return;
  }
  report(
    error(
      'timeout-out-of-range',
      { node, at: 'after' in timeout ? 'timeout.after' : 'timeout.offset' },
      { en: `A wait of ${written} is not possible.`, fr: `Une attente de ${written} n’est pas possible.` },
      { en: 'Give 1 second to 1 year.', fr: 'Indiquez entre 1 seconde et 1 an.' },
    ),
  );
}

/** Whether the hours that a timeout counts are there, and enough of them. */
function checkHours({ flow, report }: Study, node: string, after: string): void {
  const { hours } = flow.settings;
  if (!hours) {
    report(
      error(
        'hours-missing',
        { node, at: 'timeout.inOpeningHours' },
        {
          en: 'The timeout counts opening hours, and the flow does not say when those are.',
          fr: 'Le délai compte les heures d’ouverture, et le parcours ne dit pas lesquelles.',
        },
        {
          en: 'Give the opening hours in the flow’s settings, or count all the time.',
          fr: 'Indiquez les heures d’ouverture dans les réglages du parcours, ou comptez tout le temps.',
        },
      ),
    );
    return;
  }
  const week = openTimeOfWeek(hours);
  if (week === 0 && hours.exceptions.every(({ shifts }) => shifts.length === 0)) {
    report(
      error(
        'hours-never-open',
        { node, at: 'timeout.inOpeningHours' },
        {
          en: 'The timeout counts opening hours, and the flow is never open.',
          fr: 'Le délai compte les heures d’ouverture, et le parcours n’est jamais ouvert.',
        },
        {
          en: 'Open it on one day at least, or count all the time.',
          fr: 'Ouvrez-le un jour au moins, ou comptez tout le temps.',
        },
      ),
    );
  } else if (week > 0 && toMs(after) > WEEKS * week) {
    report(
      error(
        'timeout-out-of-range',
        { node, at: 'timeout.after' },
        {
          en: `At these opening hours, ${after} take longer than a year.`,
          fr: `Avec ces heures d’ouverture, ${after} durent plus d’un an.`,
        },
        {
          en: 'Give less time, or count all the time.',
          fr: 'Indiquez moins de temps, ou comptez tout le temps.',
        },
      ),
    );
  }
}
