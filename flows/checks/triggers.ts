/** How a flow is begun and left to people: triggers that collide or cannot work, no way to a person. */
import type { Flow } from '../flow.ts';
import { fold } from '../match.ts';
import { isTimezone } from '../timezone.ts';
import { globalWord } from '../words.ts';
import { error, type Study, someOf, warning } from './finding.ts';

/** Triggers, the way to a person, the time zone. */
export function checkTriggers({ flow, nodes, flows, report }: Study): void {
  const others = flows.filter((other) => other.id !== flow.id);
  const keywords = new Map<string, string>();
  const postbacks = new Map<string, string>();
  const byDefault: string[] = [];
  for (const other of others) collect(other, keywords, postbacks, byDefault);

  flow.triggers.forEach((trigger, n) => {
    const at = `triggers.${n}`;
    if (trigger.kind === 'keyword') {
      trigger.words.forEach((word, w) => {
        checkKeyword(report, `${at}.words.${w}`, word, keywords.get(fold(word)));
      });
    }
    if (trigger.kind === 'postback') claimed(report, `${at}.data`, trigger.data, postbacks.get(trigger.data));
    if (trigger.kind === 'default' && byDefault.length > 0) {
      report(
        warning(
          'default-twice',
          at,
          {
            en: `${someOf(byDefault)} also answer whoever writes when nothing else fits; the first by name of id does.`,
            fr: `${someOf(byDefault)} répondent aussi quand rien d’autre ne convient ; le premier par identifiant l’emporte.`,
          },
          { en: 'Leave this trigger to one flow.', fr: 'Laissez ce déclencheur à un seul parcours.' },
        ),
      );
    }
  });

  const hasPeople = flow.settings.person !== undefined || nodes.some(({ node }) => node.kind === 'handoff');
  const asks = nodes.some(({ node }) => node.kind === 'ask' || node.kind === 'choose');
  if (flow.triggers.length > 0 && asks && !hasPeople) {
    report(
      warning(
        'no-person',
        'nodes',
        { en: 'No step offers a person.', fr: 'Aucune étape ne propose une personne.' },
        {
          en: 'Add a handover: customers in need should not have to know the word for it.',
          fr: 'Ajoutez un passage à une personne : le client ne devrait pas avoir à connaître le mot.',
        },
      ),
    );
  }
  if (!isTimezone(flow.settings.timezone)) {
    report(
      error(
        'timezone-unknown',
        'settings.timezone',
        {
          en: `“${flow.settings.timezone}” is no time zone.`,
          fr: `« ${flow.settings.timezone} » n’est pas un fuseau horaire.`,
        },
        { en: 'Give a name such as “Europe/Paris”.', fr: 'Indiquez un nom tel que « Europe/Paris ».' },
      ),
    );
  }
}

function collect(
  flow: Flow,
  keywords: Map<string, string>,
  postbacks: Map<string, string>,
  byDefault: string[],
): void {
  for (const trigger of flow.triggers) {
    if (trigger.kind === 'keyword') for (const word of trigger.words) keywords.set(fold(word), flow.id);
    if (trigger.kind === 'postback') postbacks.set(trigger.data, flow.id);
    if (trigger.kind === 'default') byDefault.push(flow.id);
  }
}

function checkKeyword(report: Study['report'], at: string, word: string, other: string | undefined): void {
  const meaning = globalWord(word);
  if (meaning === 'stop' || meaning === 'start') {
    report(
      error(
        'keyword-is-stop',
        at,
        {
          en: `“${word}” ends or resumes all messages; it can never begin a flow.`,
          fr: `« ${word} » arrête ou reprend tous les messages ; il ne peut pas lancer un parcours.`,
        },
        { en: 'Choose another word.', fr: 'Choisissez un autre mot.' },
      ),
    );
    return;
  }
  if (meaning !== undefined) {
    report(
      warning(
        'keyword-is-global',
        at,
        {
          en: `“${word}” has a meaning of its own in every conversation and begins this flow only outside of one.`,
          fr: `« ${word} » a déjà un sens dans toute conversation et ne lance ce parcours qu’en dehors.`,
        },
        { en: 'Choose another word.', fr: 'Choisissez un autre mot.' },
      ),
    );
  }
  if (fold(word) === '') {
    report(
      error(
        'keyword-empty',
        at,
        { en: 'The keyword has no letters.', fr: 'Le mot-clé n’a pas de lettres.' },
        { en: 'Write a word.', fr: 'Écrivez un mot.' },
      ),
    );
    return;
  }
  claimed(report, at, word, other);
}

function claimed(report: Study['report'], at: string, what: string, other: string | undefined): void {
  if (other === undefined) return;
  report(
    warning(
      'trigger-twice',
      at,
      {
        en: `“${what}” begins the flow “${other}” too; the first by name of id wins.`,
        fr: `« ${what} » lance aussi le parcours « ${other} » ; le premier par identifiant l’emporte.`,
      },
      { en: 'Leave it to one of them.', fr: 'Laissez-le à l’un des deux.' },
    ),
  );
}
