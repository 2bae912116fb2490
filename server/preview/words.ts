/** What the log of a preview says, in English and French: one sentence for each thing that happened. Knows no session. */
import type { Node } from '../../flows/nodes/registry.ts';
import { problemSentence } from '../../flows/problem-sentence.ts';
import { callName, failureName } from '../../flows/service-names.ts';
import type { PreviewAct, PreviewInput, PreviewSetting } from '../contract.ts';

export interface Words {
  en: string;
  fr: string;
}

const MOST = 120;

/** What somebody wrote, short enough for a line. */
export function quoted(text: string): Words {
  const line = text.replace(/\s+/gu, ' ').trim();
  const short = [...line].length > MOST ? `${[...line].slice(0, MOST).join('')}…` : line;
  return { en: `“${short}”`, fr: `« ${short} »` };
}

/** A span of time in its two largest units: "1 h 30 min". */
export function span(ms: number): Words {
  const units = [
    [86_400_000, 'd', 'j'],
    [3_600_000, 'h', 'h'],
    [60_000, 'min', 'min'],
    [1000, 's', 's'],
  ] as const;
  let left = Math.max(0, ms);
  const en: string[] = [];
  const fr: string[] = [];
  for (const [size, one, other] of units) {
    const count = Math.floor(left / size);
    if (count === 0 || en.length === 2) continue;
    en.push(`${count} ${one}`);
    fr.push(`${count} ${other}`);
    left -= count * size;
  }
  return { en: en.join(' ') || '0 s', fr: fr.join(' ') || '0 s' };
}

export function titleOf(key: string, node: Node | undefined): Words {
  return quoted(node?.title || key);
}

/** An operation by its name; undefined for the oldest call, whatever it is. */
export function called(operation: string | undefined): Words {
  if (operation === undefined) return { en: 'The service', fr: 'Le service' };
  return { en: callName(operation, 'en'), fr: callName(operation, 'fr') };
}

/** A sentence about something quoted or measured. */
export function about(words: Words, en: (said: string) => string, fr: (said: string) => string): Words {
  return { en: en(words.en), fr: fr(words.fr) };
}

const OUTCOMES = {
  succeed: { en: 'The person pays', fr: 'La personne paie' },
  decline: { en: 'The bank declines the payment', fr: 'La banque refuse le paiement' },
  challenge: { en: 'The bank asks for a code', fr: 'La banque demande un code' },
  cancel: { en: 'The person cancels the payment', fr: 'La personne annule le paiement' },
} as const;

const CASES: Record<Extract<PreviewAct, { kind: 'case' }>['status'], Words> = {
  open: { en: 'The case is open', fr: 'Le dossier est ouvert' },
  'in-review': { en: 'The case is in review', fr: 'Le dossier est à l’étude' },
  waiting: { en: 'The case waits', fr: 'Le dossier est en attente' },
  approved: { en: 'The case is approved', fr: 'Le dossier est accepté' },
  rejected: { en: 'The case is rejected', fr: 'Le dossier est refusé' },
  closed: { en: 'The case is closed', fr: 'Le dossier est clos' },
};

export function actWords(act: PreviewAct): Words {
  switch (act.kind) {
    case 'text':
      return about(
        quoted(act.text),
        (said) => `Person: ${said}`,
        (said) => `Personne : ${said}`,
      );
    case 'tap':
      return about(
        quoted(act.label),
        (said) => `Person taps ${said}`,
        (said) => `La personne touche ${said}`,
      );
    case 'location':
      return { en: 'Person shares a place', fr: 'La personne envoie un lieu' };
    case 'file':
      return about(
        quoted(act.name ?? act.mime),
        (said) => `Person sends ${said}`,
        (said) => `La personne envoie ${said}`,
      );
    case 'read':
      return { en: 'Person looks at the messages', fr: 'La personne lit les messages' };
    case 'unsubscribe':
      return { en: 'Person unsubscribes', fr: 'La personne se désabonne' };
    case 'subscribe':
      return { en: 'Person subscribes again', fr: 'La personne se réabonne' };
    case 'pay':
      return OUTCOMES[act.outcome];
    case 'answer':
      return about(
        called(act.operation),
        (said) => `Answer given for ${said}`,
        (said) => `Réponse donnée pour ${said}`,
      );
    case 'fail':
      return {
        en: `${called(act.operation).en} made to fail: ${failureName(act.code, 'en')}`,
        fr: `${called(act.operation).fr} mis en échec : ${failureName(act.code, 'fr')}`,
      };
    case 'signal':
      return about(
        quoted(act.name),
        (said) => `Signal ${said}`,
        (said) => `Signal ${said}`,
      );
    case 'case':
      return CASES[act.status];
    case 'operator':
      return about(
        quoted(act.text),
        (said) => `Operator: ${said}`,
        (said) => `Conseiller : ${said}`,
      );
    case 'handback':
      return { en: 'Operator hands back to the bot', fr: 'Le conseiller rend la main au robot' };
  }
}

export function inputWords(input: PreviewInput): Words {
  switch (input.kind) {
    case 'act':
      return actWords(input.act);
    case 'skip':
      return about(
        span(input.by),
        (time) => `${time} pass`,
        (time) => `${time} s’écoulent`,
      );
    case 'next':
      return { en: 'On to what happens next', fr: 'Jusqu’au prochain événement' };
    case 'fire':
      return about(
        quoted(input.node),
        (said) => `On to the timeout of ${said}`,
        (said) => `Jusqu’au délai de ${said}`,
      );
    case 'setting':
      return settingWords(input.setting);
  }
}

function settingWords(setting: PreviewSetting): Words {
  const said: Words[] = [];
  const { rcs, online, reads, http, services, failing } = setting;
  if (rcs !== undefined) {
    said.push(
      rcs
        ? { en: 'The phone has RCS', fr: 'Le téléphone a le RCS' }
        : { en: 'The phone has SMS only', fr: 'Le téléphone n’a que les SMS' },
    );
  }
  if (online !== undefined) {
    said.push(
      online
        ? { en: 'The phone is online', fr: 'Le téléphone est en ligne' }
        : { en: 'The phone is offline', fr: 'Le téléphone est hors ligne' },
    );
  }
  if (reads !== undefined) {
    said.push(
      reads
        ? { en: 'Messages are read at once', fr: 'Les messages sont lus aussitôt' }
        : { en: 'Messages stay unread', fr: 'Les messages restent non lus' },
    );
  }
  if (http !== undefined) {
    said.push(
      http === 'real'
        ? { en: 'Web requests are really made', fr: 'Les requêtes web sont réellement faites' }
        : { en: 'Web requests use samples', fr: 'Les requêtes web utilisent des exemples' },
    );
  }
  if (services !== undefined) {
    said.push(
      services === 'ask'
        ? { en: 'Services wait for your answer', fr: 'Les services attendent votre réponse' }
        : { en: 'Services run', fr: 'Les services fonctionnent' },
    );
  }
  if (failing !== undefined) {
    const names = Object.keys(failing);
    said.push(
      names.length > 0
        ? {
            en: `Made to fail: ${names.map((name) => callName(name, 'en')).join(', ')}`,
            fr: `Mis en échec : ${names.map((name) => callName(name, 'fr')).join(', ')}`,
          }
        : { en: 'No service is made to fail', fr: 'Aucun service n’est mis en échec' },
    );
  }
  if (said.length === 0) return { en: 'Settings', fr: 'Réglages' };
  return { en: said.map(({ en }) => en).join('. '), fr: said.map(({ fr }) => fr).join('. ') };
}

const BECAUSE: Record<string, Words> = {
  rcs_unreachable: {
    en: 'Sent by SMS: the phone has no RCS.',
    fr: 'Envoyé par SMS : le téléphone n’a pas le RCS.',
  },
  rcs_expired: {
    en: 'Sent by SMS: RCS did not deliver it in time.',
    fr: 'Envoyé par SMS : le RCS ne l’a pas livré à temps.',
  },
  rcs_refused: {
    en: 'Sent by SMS: RCS refused the message.',
    fr: 'Envoyé par SMS : le RCS a refusé le message.',
  },
  rcs_unsure: {
    en: 'Sent by SMS: nobody knows whether RCS delivered it.',
    fr: 'Envoyé par SMS : nul ne sait si le RCS l’a livré.',
  },
};

export function fallbackWords(code: string): Words {
  return BECAUSE[code] ?? { en: `Sent by SMS (${code}).`, fr: `Envoyé par SMS (${code}).` };
}

/** What is wrong in the flow: `detail`, which is English, and what its code says in French. */
export function faultWords(code: string, detail: string): Words {
  const { en, fr } = problemSentence(code);
  return { en: detail || en, fr };
}

/** Why something could not be sent, in French; the channels' own sentences are English. */
const UNSENT: Record<string, string> = {
  rbm_unreachable: 'le téléphone n’a pas le RCS.',
  sms_empty: 'un SMS n’aurait rien à dire ici.',
  sms_too_long: 'c’est trop long pour un SMS.',
  no_channel: 'rien n’est branché pour l’envoyer.',
  no_brand: 'la marque n’existe pas.',
  expired: 'son moment était passé.',
  opted_out: 'la personne ne veut plus de messages.',
  withheld: 'quelqu’un d’autre a la conversation.',
};

/** Something that could not be sent or asked, for good or for now; `detail` is English. */
export function failedWords(code: string, detail: string, isOver: boolean): Words {
  const known = Object.hasOwn(UNSENT, code) ? UNSENT[code] : undefined;
  const begun = isOver ? 'Non envoyé' : 'Nouvel essai prévu';
  return {
    en: `${isOver ? 'Not sent' : 'To be tried again'}: ${detail}`,
    fr: known === undefined ? `${begun}.` : `${begun} : ${known}`,
  };
}

/** Why a conversation is with people. */
export function handoffWords(queue: string, reason: string): Words {
  const why: Record<string, Words> = {
    flow: { en: 'the flow says so', fr: 'le parcours le veut' },
    asked: { en: 'the person asked for it', fr: 'la personne l’a demandé' },
    'not-understood': { en: 'the bot did not understand', fr: 'le robot n’a pas compris' },
    problem: { en: 'something is wrong in the flow', fr: 'quelque chose ne va pas dans le parcours' },
    consent: {
      en: 'the person may want no more messages',
      fr: 'la personne ne veut peut-être plus de messages',
    },
  };
  const known = why[reason];
  return {
    en: `Goes to people (${queue}): ${known?.en ?? reason}`,
    fr: `Confié à un conseiller (${queue}) : ${known?.fr ?? reason}`,
  };
}

export const NOT_UNDERSTOOD: Words = { en: 'The bot did not understand.', fr: 'Le robot n’a pas compris.' };
