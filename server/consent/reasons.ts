/** Every reason for what became of a message, in words; knows codes, and nothing of who decides by them. */
import type { ChannelName } from '../../flows/scope.ts';
import type { MessageState, Reason, StoredMessage } from '../stores/port.ts';

export interface Words {
  en: string;
  fr: string;
}
export interface ExplainedReason extends Reason {
  words: Words;
}

/** Reasons only a promotion has: everything else was asked for. */
const PROMOTION = {
  consent: {
    en: 'It is promotion, and there is evidence that the person agreed to it.',
    fr: 'C’est une publicité, et la preuve de l’accord de la personne existe.',
  },
  no_consent: {
    en: 'It is promotion, and there is no evidence that the person agreed to it.',
    fr: 'C’est une publicité, et rien ne prouve l’accord de la personne.',
  },
  opted_out: {
    en: 'The person asked for no more messages.',
    fr: 'La personne a demandé à ne plus recevoir de messages.',
  },
  hours_open: {
    en: 'Promotion is allowed at that hour where the person is.',
    fr: 'La publicité est permise à cette heure là où se trouve la personne.',
  },
  hours_wait: {
    en: 'Promotion is not allowed at that hour or day where the person is: it waits until it is.',
    fr: 'La publicité n’est pas permise à cette heure ou ce jour là où se trouve la personne : elle attend.',
  },
  no_legal_hour: {
    en: 'There is no hour at which promotion is allowed where the person may be.',
    fr: 'Aucune heure n’est permise pour la publicité là où la personne peut se trouver.',
  },
  sender_allowed: {
    en: 'The SMS sender may send promotion there.',
    fr: 'L’expéditeur SMS peut envoyer de la publicité dans ce pays.',
  },
  sender_malformed: {
    en: 'The SMS sender is not allowed: a name has 1 to 11 letters and digits, at least one letter, no spaces.',
    fr: 'L’expéditeur SMS n’est pas admis : un nom a 1 à 11 lettres et chiffres, au moins une lettre, sans espace.',
  },
  sender_generic: {
    en: 'The SMS sender is a word that names nobody, which networks refuse.',
    fr: 'L’expéditeur SMS est un mot générique, que les réseaux refusent.',
  },
  sender_not_for_promotion: {
    en: 'The SMS sender is a short code for alerts, which may not carry promotion.',
    fr: 'L’expéditeur SMS est un numéro court pour alertes, interdit à la publicité.',
  },
  sender_unanswerable: {
    en: 'Networks of that country carry no sender made of letters.',
    fr: 'Les réseaux de ce pays n’acceptent pas un expéditeur en lettres.',
  },
  no_sender: { en: 'The brand sends no SMS.', fr: 'La marque n’envoie pas de SMS.' },
  stop_mention: {
    en: 'A line on how to end messages was added, as the law wants it.',
    fr: 'La mention STOP a été ajoutée, comme la loi le veut.',
  },
  stop_mention_missing: {
    en: 'The sender cannot be answered, and no number to send STOP to is set.',
    fr: 'On ne peut pas répondre à l’expéditeur, et aucun numéro pour STOP n’est réglé.',
  },
  link_allowed: { en: 'The link leads to an allowed domain.', fr: 'Le lien mène à un domaine autorisé.' },
  link_punycode: {
    en: 'The link leads to an allowed domain, in letters that may look like those of another.',
    fr: 'Le lien mène à un domaine autorisé, dont les lettres peuvent ressembler à celles d’un autre.',
  },
  link_not_https: {
    en: 'A link is not https.',
    fr: 'Un lien n’est pas en https.',
  },
  link_shortener: {
    en: 'A link uses a public shortener, which networks refuse.',
    fr: 'Un lien passe par un raccourcisseur public, que les réseaux refusent.',
  },
  link_not_allowed: {
    en: 'A link leads to a domain that is not the brand’s.',
    fr: 'Un lien mène à un domaine qui n’est pas celui de la marque.',
  },
} as const satisfies Record<string, Words>;

const OTHERS = {
  asked_for: {
    en: 'It was asked for: an answer, a reminder or a code, which needs no consent to promotion.',
    fr: 'Il était attendu : une réponse, un rappel ou un code, sans besoin d’accord à la publicité.',
  },
  by_operator: { en: 'A colleague wrote it.', fr: 'Un collègue l’a écrit.' },
  rcs_unreachable: {
    en: 'The phone has no RCS at the moment: by SMS instead.',
    fr: 'Le téléphone n’a pas RCS en ce moment : par SMS à la place.',
  },
  rcs_refused: {
    en: 'RCS refused the message as it is: by SMS instead.',
    fr: 'RCS a refusé le message tel quel : par SMS à la place.',
  },
  rcs_expired: {
    en: 'RCS did not deliver it in time, and it was taken back.',
    fr: 'RCS ne l’a pas remis à temps, et il a été repris.',
  },
  rcs_unsure: {
    en: 'Nobody could say in time whether RCS had delivered it.',
    fr: 'Personne n’a pu dire à temps si RCS l’avait remis.',
  },
  rcs_delivered_unconfirmed: {
    en: 'It could no longer be taken back from RCS, so it counts as delivered.',
    fr: 'Il ne pouvait plus être repris à RCS : il compte comme remis.',
  },
  rcs_delivered: {
    en: 'RCS reported it as delivered, so no SMS was sent.',
    fr: 'RCS l’a signalé comme remis : aucun SMS n’est parti.',
  },
  no_rcs: { en: 'The brand has no RCS: by SMS.', fr: 'La marque n’a pas RCS : par SMS.' },
  customer_uses_sms: {
    en: 'The person writes by SMS, so the answer goes by SMS.',
    fr: 'La personne écrit par SMS : la réponse part par SMS.',
  },
  always_sms: {
    en: 'The author of the flow wants this message to go by SMS.',
    fr: 'L’auteur du flux veut que ce message parte par SMS.',
  },
  never_sms: {
    en: 'The author of the flow wants this message never to go by SMS.',
    fr: 'L’auteur du flux ne veut jamais ce message par SMS.',
  },
  said_before: {
    en: 'The SMS of the message before it says the same.',
    fr: 'Le SMS du message précédent dit la même chose.',
  },
  sms_unsure: {
    en: 'It may have left by SMS already: a person decides whether it is sent again.',
    fr: 'Il est peut-être déjà parti par SMS : une personne décide s’il repart.',
  },
  sms_unanswered: {
    en: 'The SMS provider did not say whether it took it.',
    fr: 'Le fournisseur SMS n’a pas dit s’il l’avait pris.',
  },
  sms_unanswerable: {
    en: 'It asks for a reply, but the SMS sender is a name, which nobody can reply to.',
    fr: 'Il demande une réponse, mais l’expéditeur SMS est un nom, auquel personne ne peut répondre.',
  },
  late_receipt: {
    en: 'It had already gone another way when this receipt came: it was probably read twice.',
    fr: 'Il était déjà parti autrement quand cet accusé est arrivé : il a sans doute été lu deux fois.',
  },
  withheld: {
    en: 'Somebody else had the conversation by the time it was to leave.',
    fr: 'Quelqu’un d’autre avait la conversation au moment de l’envoyer.',
  },
  taken_back: { en: 'Its author took it back.', fr: 'Son auteur l’a repris.' },
  later: { en: 'It was written to leave later.', fr: 'Il a été écrit pour partir plus tard.' },
  expired: { en: 'Its time had passed.', fr: 'Il n’avait plus lieu d’être.' },
  invalid_phone: {
    en: 'This is no phone number that can be written to.',
    fr: 'Ce n’est pas un numéro auquel on peut écrire.',
  },
  rbm_unreachable: {
    en: 'The phone has no RCS at the moment.',
    fr: 'Le téléphone n’a pas RCS en ce moment.',
  },
  rbm_invalid: { en: 'RCS refused the message as it is.', fr: 'RCS a refusé le message tel quel.' },
  sms_landline: { en: 'This is a landline.', fr: 'C’est une ligne fixe.' },
  sms_number: {
    en: 'The SMS provider does not know this number.',
    fr: 'Le fournisseur SMS ne connaît pas ce numéro.',
  },
  sms_opted_out: {
    en: 'The SMS provider knows that the person asked for no more messages.',
    fr: 'Le fournisseur SMS sait que la personne a demandé l’arrêt.',
  },
  no_channel: { en: 'No channel could carry it.', fr: 'Aucun canal ne pouvait le porter.' },
  no_brand: { en: 'Its brand does not exist any more.', fr: 'Sa marque n’existe plus.' },
  fault: { en: 'Something went wrong on our side.', fr: 'Un problème est survenu de notre côté.' },
} as const satisfies Record<string, Words>;

/** Every code with its words. */
export const REASONS: Readonly<Record<string, Words>> = { ...PROMOTION, ...OTHERS };

const BY: Readonly<Record<ChannelName, Words>> = {
  rbm: { en: 'by RCS', fr: 'par RCS' },
  sms: { en: 'by SMS', fr: 'par SMS' },
  web: { en: 'on the web', fr: 'sur le web' },
};
/** "%" is the channel. */
const STATES: Readonly<Record<MessageState, Words>> = {
  queued: { en: 'It waits to be sent %.', fr: 'Il attend d’être envoyé %.' },
  sent: { en: 'It was sent %.', fr: 'Il a été envoyé %.' },
  delivered: { en: 'It was delivered %.', fr: 'Il a été remis %.' },
  read: { en: 'It was delivered % and read.', fr: 'Il a été remis % et lu.' },
  failed: { en: 'It was not sent.', fr: 'Il n’a pas été envoyé.' },
  expired: { en: 'It was not delivered in its time.', fr: 'Il n’a pas été remis à temps.' },
  withheld: { en: 'It was held back and not sent.', fr: 'Il a été retenu et n’a pas été envoyé.' },
  received: { en: 'It came in %.', fr: 'Il a été reçu %.' },
};

/** A reason with its words; a code of a provider's own stands for itself. */
export function explain(reason: Reason): ExplainedReason {
  const { code } = reason;
  const words = Object.hasOwn(REASONS, code) ? REASONS[code] : undefined;
  return {
    ...reason,
    words: words ?? { en: `It was answered "${code}".`, fr: `La réponse était « ${code} ».` },
  };
}

/**
 * Why somebody got, or did not get, a message: whose wish it was, each decision in its order, what failed, and what
 * became of it. Never empty.
 */
export function reasonsOf(message: StoredMessage): ExplainedReason[] {
  const { at, fault, late, state, channel } = message;
  // What every try met with is told once.
  const because = (message.because ?? []).filter(({ code, detail }, n, all) => {
    const before = all[n - 1];
    return code !== before?.code || detail !== before.detail;
  });
  const codes = [...because.map(({ code }) => code), ...(fault ? [fault.code] : [])];
  const promotion = codes.some((code) => Object.hasOwn(PROMOTION, code));
  const origin: Reason[] =
    message.author?.kind === 'operator'
      ? [{ at, code: 'by_operator' }]
      : promotion
        ? []
        : [{ at, code: 'asked_for' }];
  const last = because.at(-1);
  // What was refused is a decision and a fault of the same name; it is told once.
  const failed =
    fault && fault.code !== last?.code
      ? [{ at: last?.at ?? at, code: fault.code, detail: fault.detail }]
      : [];
  const receipt = late
    ? [{ at: late.at, code: 'late_receipt', detail: `${late.channel} ${late.state}` }]
    : [];
  const reasons = [...origin, ...because, ...failed, ...receipt];
  const outcome = STATES[state];
  return [
    ...reasons.map(explain),
    {
      at: reasons.at(-1)?.at ?? at,
      code: `state_${state}`,
      detail: channel,
      words: { en: outcome.en.replace('%', BY[channel].en), fr: outcome.fr.replace('%', BY[channel].fr) },
    },
  ];
}
