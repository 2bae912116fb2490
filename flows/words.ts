/**
 * The words that work at every moment of every conversation: help, a person, another language; and those that end or
 * resume messages, in the languages of the countries they come from. Knows no flow and no store.
 *
 * A message is such a word only if nothing else is in it: "non-stop service?" and "we have to stop this" are not.
 */
import { fold } from './match.ts';

export type GlobalWord = 'help' | 'restart' | 'person' | 'stop' | 'start' | 'english' | 'french';

/** A list as it is easiest to check: "stop, stopall". */
function listed(words: string): string[] {
  return words === '' ? [] : words.split(', ');
}

/**
 * What ends and resumes messages. `stop` means itself whatever is being asked; `stopUnlessChoice` may also be what a
 * button is called, so that a choice of that name comes first.
 */
interface ConsentWords {
  stop: string[];
  stopUnlessChoice: string[];
  start: string[];
}

/**
 * Understood from every number. English: Twilio's defaults (support article 223134027) and 47 CFR 64.1200(a)(10).
 * French: operators' lists (AF2M; Twilio, French short codes), and how people take "STOP SMS au 36111" up. STOP, BAJA,
 * PARAR, DÉMARRER, ALTA, COMEÇAR: what RBM sends for the buttons of its own menu. Not YES, which Twilio takes for an
 * opt-in: it answers too many questions.
 */
const EVERYWHERE: ConsentWords = {
  stop: listed(
    'stop, stopall, stop all, stopp, unsubscribe, optout, opt out, arret, arrete, arreter, arrett, desabonner, ' +
      'se desabonner, me desabonner, desabonnement, desinscrire, se desinscrire, me desinscrire, desinscription, ' +
      'stop sms, stopsms, stop pub, baja, parar',
  ),
  stopUnlessChoice: listed('cancel, end, quit, revoke'),
  start: listed(
    'start, unstop, subscribe, resubscribe, demarrer, se reabonner, reabonner, me reabonner, alta, comecar',
  ),
};

/** Where the law names the words, and any other that a reasonable person understands: 47 CFR 64.1200(a)(10). */
const ANY_WORDING = new Set(listed('US, CA, PR, GU, VI, AS, MP'));

/**
 * Understood from the numbers of countries that speak the language, beside those above. Ours, after the imperatives
 * that operators there print under their messages.
 */
const BY_COUNTRY: readonly (ConsentWords & { countries: string[] })[] = [
  {
    countries: listed('DE, AT, CH, LI, LU'),
    stop: listed('abmelden, abbestellen'),
    stopUnlessChoice: [],
    start: [],
  },
  {
    countries: listed('IT, CH, SM, VA'),
    stop: listed('disiscrivi'),
    stopUnlessChoice: listed('cancella, annulla'),
    start: listed('inizia'),
  },
  {
    countries: listed(
      'ES, MX, AR, CO, CL, PE, VE, EC, GT, CU, BO, DO, HN, PY, SV, NI, CR, PA, UY, GQ, PR, US',
    ),
    stop: [],
    stopUnlessChoice: listed('cancelar'),
    start: [],
  },
  {
    countries: listed('PT, BR, AO, MZ, CV, GW, ST, TL'),
    stop: [],
    stopUnlessChoice: listed('sair, remover, cancelar'),
    start: listed('voltar'),
  },
  {
    countries: listed('NL, BE, SR, AW, CW, SX, BQ'),
    stop: listed('afmelden'),
    stopUnlessChoice: listed('uit'),
    start: [],
  },
  { countries: ['PL'], stop: listed('wypisz'), stopUnlessChoice: [], start: [] },
];

const WHO_EN = [
  'agent',
  'human',
  'person',
  'human being',
  'real person',
  'operator',
  'representative',
  'advisor',
  'adviser',
  'someone',
  'somebody',
];
const WHO_FR = [
  'agent',
  'humain',
  'personne',
  'vraie personne',
  'conseiller',
  'conseillere',
  'operateur',
  'operatrice',
  "quelqu'un",
];
// "someone" and "personne" alone are answers to too many questions ("personne" is also French for "nobody").
const NEED_A_VERB = new Set(['someone', 'somebody', 'personne', "quelqu'un"]);

const PERSON = [
  ...WHO_EN.flatMap((who) => [
    ...(NEED_A_VERB.has(who) ? [] : [who, `a ${who}`, `an ${who}`]),
    ...['talk to', 'speak to', 'speak with', 'talk with', 'chat with'].flatMap((verb) =>
      ['', 'a ', 'an '].flatMap((article) =>
        ['', 'i want to ', "i'd like to ", 'i would like to ', 'can i ', 'let me '].map(
          (wish) => `${wish}${verb} ${article}${who}`,
        ),
      ),
    ),
  ]),
  ...WHO_FR.flatMap((who) => [
    ...(NEED_A_VERB.has(who) ? [] : [who, `un ${who}`, `une ${who}`]),
    ...['parler a', 'parler avec', 'contacter', 'joindre'].flatMap((verb) =>
      ['', 'un ', 'une '].flatMap((article) =>
        ['', 'je veux ', 'je voudrais ', 'je souhaite ', 'puis-je ', 'je peux '].map(
          (wish) => `${wish}${verb} ${article}${who}`,
        ),
      ),
    ),
  ]),
  'une personne',
  'customer service',
  'service client',
];

const table: Record<GlobalWord, readonly string[]> = {
  stop: [...EVERYWHERE.stop, ...EVERYWHERE.stopUnlessChoice],
  start: EVERYWHERE.start,
  help: [
    'help',
    'help me',
    'i need help',
    'info',
    'aide',
    'aidez-moi',
    'aide-moi',
    "a l'aide",
    "besoin d'aide",
    "j'ai besoin d'aide",
    'contact',
    'hilfe',
    'ayuda',
    'aiuto',
    'ajuda',
    '?',
  ],
  // Not "menu": in a restaurant that is a question, and a flow may have it as its keyword.
  restart: [
    'restart',
    'start over',
    'start again',
    'begin again',
    'reset',
    'recommencer',
    'tout recommencer',
    'recommencer au debut',
    'reprendre au debut',
    'redemarrer',
  ],
  person: PERSON,
  english: ['english', 'in english', 'english please', 'speak english', 'anglais', 'en anglais'],
  french: ['french', 'in french', 'francais', 'en francais', 'francais svp', 'parler francais'],
};

/** What a courteous person adds without changing the word; "please" is not among them (compare "stop please"). */
const THANKS =
  / (?:thanks|thank you|thx|cheers|merci|merci beaucoup|merci d'avance|danke|gracias|grazie|obrigad[oa]|bedankt|dank (?:je|u))$/;
const words = new Map<string, GlobalWord>();
for (const [meaning, list] of Object.entries(table)) {
  for (const word of list) words.set(plain(word), meaning as GlobalWord);
}

/**
 * The word a whole message is, after folding; "stop" and "start" as they are understood from every number. A current
 * choice of the same name comes first for every word except those of `stopsAlways`; the caller sees to that.
 */
export function globalWord(text: string): GlobalWord | undefined {
  // The longest entry has some forty characters; a long message is no word.
  if (text.length > 80) return undefined;
  const said = plain(text);
  return words.get(said) ?? words.get(said.replace(THANKS, ''));
}

/** Folded, with punctuation inside turned into spaces: "Stop. Thanks" and "opt-out" are two words each. */
function plain(text: string): string {
  const folded = fold(text);
  return /^\?+$/.test(folded)
    ? '?'
    : folded
        .replace(/[-.,;:!?/_]+/g, ' ')
        .replace(/ +/g, ' ')
        .trim();
}

// --- consent ----------------------------------------------------------------------------------------------------

/** A refusal takes a line or two; what is longer is a story, and a flow or a person reads it. */
const MAX_REFUSAL = 160;

/**
 * Whether a whole message ends or resumes messages that are not asked for. `country` is the ISO code of the number it
 * came from ("FR"), which decides whose words count.
 * "doubtful": it may well be a refusal, in words no list has: a person shall read it. In the United States and Canada
 * such a one is a "stop". "start" means something only after a stop.
 */
export function readConsent(text: string, country?: string): Wish | undefined {
  if (text.length > MAX_REFUSAL) return undefined;
  if (latest?.text !== text || latest.country !== country) {
    latest = { text, country, wish: wishIn(text, country) };
  }
  return latest.wish;
}

type Wish = 'stop' | 'start' | 'doubtful';

/** What was read last: one turn asks more than once what its message means, and no reading costs more. */
let latest: { text: string; country: string | undefined; wish: Wish | undefined } | undefined;

function wishIn(text: string, country: string | undefined): Wish | undefined {
  const said = bare(text);
  const list = wordsFor(country);
  if (means(said, list.stop) || meets(said, list.stopUnlessChoice)) return 'stop';
  if (meets(said, list.start)) return 'start';
  if (!refuses(said, list)) return undefined;
  return country !== undefined && ANY_WORDING.has(country) ? 'stop' : 'doubtful';
}

/**
 * True for an opt-out that no choice may take for itself: STOP, ARRET, UNSUBSCRIBE; and CANCEL, END, QUIT, REVOKE from
 * an American or Canadian number, where they are conclusive.
 */
export function stopsAlways(text: string, country?: string): boolean {
  if (text.length > MAX_REFUSAL) return false;
  const said = bare(text);
  const list = wordsFor(country);
  if (means(said, list.stop)) return true;
  return country !== undefined && ANY_WORDING.has(country) && meets(said, conclusive);
}

interface KnownWords {
  stop: ReadonlySet<string>;
  stopUnlessChoice: ReadonlySet<string>;
  start: ReadonlySet<string>;
}

const conclusive: ReadonlySet<string> = new Set(EVERYWHERE.stopUnlessChoice);
const everywhere = known([EVERYWHERE]);
const byCountry = new Map<string, KnownWords>();
for (const country of new Set(BY_COUNTRY.flatMap(({ countries }) => countries))) {
  const local = BY_COUNTRY.filter(({ countries }) => countries.includes(country));
  byCountry.set(country, known([EVERYWHERE, ...local]));
}

function known(lists: readonly ConsentWords[]): KnownWords {
  const union = (kind: keyof ConsentWords) => new Set(lists.flatMap((one) => one[kind]));
  return { stop: union('stop'), stopUnlessChoice: union('stopUnlessChoice'), start: union('start') };
}

function wordsFor(country: string | undefined): KnownWords {
  return (country === undefined ? undefined : byCountry.get(country)) ?? everywhere;
}

/** Letters, digits and single spaces; a sign that stands alone stays. */
function bare(text: string): string {
  const folded = fold(text);
  return folded.replace(/[^\p{L}\p{N}']+/gu, ' ').trim() || folded;
}

/** The word alone or with thanks. */
function meets(said: string, list: ReadonlySet<string>): boolean {
  return list.has(said) || list.has(said.replace(THANKS, ''));
}

/** What people copy from under a message: "STOP 36111", "STOP au 36111". */
const SHORT_CODE = / (?:(?:au|to|an|al|a|ao|aan|na) )?\d[\d ]{2,6}\d$/;
const REPEATED = /^(\S+)(?: \1)+$/;

/** As `meets`, or said twice, or with the number it should go to. "Cancel 12345" is about an order, so only for STOP. */
function means(said: string, list: ReadonlySet<string>): boolean {
  return (
    meets(said, list) || list.has(said.replace(THANKS, '').replace(SHORT_CODE, '').replace(REPEATED, '$1'))
  );
}

/** Around a refusal or a request for one; alone they say nothing. */
const POLITE =
  "please|pls|plz|kindly|just|now|right now|immediately|already|asap|ok|okay|hi|hello|hey|it|everything|svp|stp|s'il (?:vous|te) plait|" +
  'bonjour|maintenant|tout de suite|immediatement|tout|ca|por favor|ya|ahora|hola|bitte|sofort|jetzt|endlich|per favore|subito|' +
  'alsjeblieft|alstublieft|aub|nu|prosze|agora';
const ASKING =
  "(?:can|could|would|will) you|(?:i|we) (?:want|need|would like) you to|i'd like you to|i said|merci de|veuillez|(?:pouvez|pourriez) vous|" +
  '(?:peux|pourrais) tu|je vous (?:demande|prie) de|j.ai dit|(?:konnen|konnten) sie|ich sagte|no';
const BEFORE = new RegExp(`^(?:(?:${POLITE}|${ASKING}) )+`);
const AFTER = new RegExp(`(?: (?:${POLITE}))+$`);
const SPELLED = /^(?:\p{L} ){3,}\p{L}$/u;
const SIGN = /^(?:[🛑⛔] ?)+$/u;

function refuses(said: string, { stop }: KnownWords): boolean {
  if (SIGN.test(said)) return true;
  if (SPELLED.test(said)) return stop.has(said.replace(/ /g, ''));
  const thankless = said.replace(THANKS, '');
  const ended = thankless.replace(AFTER, '');
  const core = ended.replace(BEFORE, '');
  if (core !== said && stop.has(core)) return true;
  return [thankless, ended, core].some((form) => REFUSAL.test(form));
}

/** What is refused, by language: "all these messages", "de vos pubs". */
const EN =
  '(?:(?:all|any|more|of|these|those|this|the|your|such|stupid|damn) )*(?:messages?|msgs?|texts?|text messages|sms|e ?mails?|ads?|adverts?|advertising|promos?|promotions?|offers?|marketing|spam|stuff|crap|shit|notifications?|newsletters?)';
const FR =
  "(?:(?:de|des|les|vos|ces|tes|tous|toutes|toute|votre|ta|cette|la|aux?|a|autres?) |d'|l'|de l')*(?:messages?|msgs?|sms|textos?|e ?mails?|pubs?|publicites?|promos?|promotions?|offres?|spams?|notifications?|sollicitations?)";
const ES =
  '(?:(?:mas|de|sus|tus|estos|los|la|mucha) )*(?:mensajes?|sms|publicidad|promociones|ofertas|correos|spam)';
const PT =
  '(?:(?:mais|de|suas|essas|as|a|os) )*(?:mensage(?:m|ns)|sms|propagandas?|publicidade|promocoes|ofertas|spam)';
const DE =
  '(?:(?:eure|ihre|diese|die|mehr|weiteren?) )*(?:nachrichten|sms|werbung|werbe sms|mails|angebote|spam)';
const IT =
  '(?:(?:i|gli|piu|di|vostri|altri|questi|con) )*(?:messaggi|messaggio|sms|pubblicita|promozioni|offerte|spam)';
const NL =
  "(?:(?:jullie|uw|die|deze|meer) )*(?:berichten|berichtjes|sms|sms'jes|smsjes|reclame|aanbiedingen|spam)";
const EVER =
  '(?: (?:any ?more|again|ever again|ever|from now on|at all|for good|forever|altogether|completely))*';

/**
 * Refusals people write instead of the word, each as the whole message. Few on purpose: what also answers a question
 * ("no more", "not interested", "je ne veux plus") is not among them.
 */
const REFUSALS = [
  // English
  'stop (?:this|that|them|these|those)',
  `stop (?:sending|texting|messaging|contacting|writing|e ?mailing|bothering|spamming|harassing|disturbing|annoying|pestering)(?: to)?(?: (?:me|us))?(?: ${EN})?(?: to (?:me|us|this number|my (?:phone|number)))?${EVER}`,
  `stop ${EN}${EVER}`,
  `(?:do not|don't|dont|never|quit) (?:ever )?(?:text|texting|message|messaging|contact|contacting|write|write to|e ?mail|send|sending|bother|bothering|spam|spamming|disturb|harass) (?:(?:me|us|this number)(?: anything| ${EN})?|${EN})${EVER}`,
  `no (?:more )?${EN}${EVER}`,
  'leave (?:me|us) (?:alone|be|in peace)',
  '(?:remove|delete|take off|unlist) (?:me|us|my (?:number|phone|phone number|name|contact|details))(?: (?:from|off|off of|out of) (?:(?:your|the|this|that|all|any|mailing|contact|sms|text|marketing|phone) )*(?:lists?|database|contacts|system|records|here|this|it))?',
  'take (?:me|us|my (?:number|phone number|name)) (?:off|from|out)(?: (?:of )?(?:(?:your|the|this|that|all|any|mailing|contact|sms|text|marketing) )*(?:lists?|database|contacts|system|records|this|it))?',
  '(?:unsubscribe (?:me|us|my number)|opt (?:me|us) out)(?: (?:from|of) .{1,40})?',
  `(?:i|we|i'd|i am|i'm)? ?(?:(?:want|wanna|would like|like|wish|need|wanting|trying) (?:to )?)?(?:unsubscribe|opt out|opting out|be (?:removed|taken off|unsubscribed)|stop (?:receiving|getting) ${EN})(?: (?:from|of) .{1,40})?`,
  `how (?:do i|can i|do we|can we|to) (?:unsubscribe|opt out|stop (?:this|these|(?:getting |receiving )?${EN}))(?: (?:from|of) .{1,40})?`,
  `(?:i|we) (?:do not|don't|dont) (?:want|wish|need|like)(?: to (?:get|receive|hear|see|be))? (?:from you|contacted|texted|messaged|${EN})(?: from .{1,30})?${EVER}`,
  'go away|get lost|(?:fuck|piss|bugger|f) off|unsub|unsuscribe|unsubcribe|unsubsribe|unsubscibe|unsubscribed',
  '(?:i )?(?:hereby )?(?:withdraw|revoke) my consent',
  // French
  `(?:arretez?|arreter|cessez?|stoppez?|stop)(?: (?:ca|cela|moi))?(?: (?:de |d')(?:m'|me |nous )?(?:envoyer|ecrire|contacter|harceler|spammer|deranger|solliciter|importuner|embeter|relancer))?(?: ${FR})?(?: (?:a l'avenir|desormais))?`,
  `(?:ne |n')?(?:m'|me |nous )?(?:envoy(?:ez|er|e)|envoie|ecri(?:vez|s|re)|contact(?:ez|er|e)|derang(?:ez|er|e)|sollicit(?:ez|er)|relanc(?:ez|er)|harcel(?:ez|er)|importun(?:ez|er))(?: (?:moi|nous))? (?:plus|pas|jamais)(?: jamais)?(?: (?:rien|aucun ?${FR}|${FR}))?(?: (?:a l'avenir|desormais))?`,
  `(?:plus|pas|assez|marre)(?: jamais)? (?:de |d')${FR}`,
  `je (?:ne )?(?:veux|souhaite|desire|voudrais) (?:plus|pas)(?: jamais)? (?:(?:rien )?recevoir(?: (?:rien|${FR}))?|etre (?:contacte|sollicite|derange)e?|(?:avoir )?${FR})(?: de (?:vous|votre part))?`,
  '(?:laissez?|fichez?|foutez|fous|lachez?) (?:moi|nous)(?: (?:la paix|en paix|tranquilles?))?',
  '(?:desinscri(?:vez|s|re)|desabonn(?:ez|er|e)|retir(?:ez|er|e)|supprim(?:ez|er|e)|enlev(?:ez|er|e)|effac(?:ez|er|e)|ray(?:ez|er|e)|oubli(?:ez|er|e)) (?:moi|nous|mon (?:numero|nom|contact|tel|telephone))(?: (?:de|des) .{1,40})?',
  "(?:me |m')(?:desinscrire|desabonner|retirer|supprimer|enlever|effacer|rayer)(?: (?:de|des) .{1,40})?",
  `(?:je (?:veux|voudrais|souhaite|souhaiterais|desire)|j'aimerais|comment|comment (?:puis je|je peux|faire pour|on fait pour)) (?:me |se |m'|etre )?(?:desabonner|desinscrire|desinscrite?|desabonnee?|arreter ${FR}|ne plus recevoir ${FR})(?: (?:de|des) .{1,40})?`,
  'degagez?|foutez le camp',
  // Spanish
  `no mas(?: ${ES})?|basta(?: ya)?(?: ${ES})?`,
  `(?:dejen?|deja|dejad|paren?|para|parad) de (?:escribir|molestar|mandar|enviar|contactar|acosar)(?:me|nos)?(?: ${ES})?`,
  `no (?:me |nos )?(?:envi(?:en|e|es)|mand(?:en|e|es)|escrib(?:an|a|as)|molest(?:en|e|es)|contact(?:en|e|es))(?: (?:mas|nada))*(?: ${ES})?`,
  `(?:ya )?no (?:quiero|deseo) (?:recibir(?: (?:mas|nada))*(?: ${ES})?|${ES})`,
  '(?:borr(?:en|e|a)me|quit(?:en|e|a)me|elimin(?:en|e|a)me|saquenme|sacame|dej(?:en|e|a)me(?: en paz| tranquil[oa])?)(?: de .{1,40})?',
  '(?:quiero |deseo |como )?(?:darme|dar|darse|denme|deme|dame|me doy) de baja(?: de .{1,40})?',
  // Portuguese
  `(?:eu )?nao (?:quero|desejo) (?:mais )?(?:receber(?: mais)?(?: ${PT})?|${PT})(?: mais)?`,
  `parem?|chega|(?:parem?|para|chega) de (?:me )?(?:mandar|enviar|escrever|incomodar|perturbar)(?: ${PT})?|(?:chega|sem) (?:mais )?${PT}`,
  `nao (?:me )?(?:mand|envi|escrev|perturb|incomod|contat)(?:e|em|a|am)(?: (?:mais|nada))*(?: ${PT})?`,
  'me (?:tir|remov|exclu|descadastr)(?:e|a|em|am|i)(?: d.{1,40})?|(?:tire|remova|exclua|descadastre) me(?: d.{1,40})?|(?:quero )?(?:me )?descadastrar',
  '(?:me deix(?:e|a|em)|deix(?:e|a|em) me) em paz',
  // German
  `keine(?: weiteren)? ${DE}(?: mehr)?`,
  '(?:hor|hort|horen sie|hoeren sie|hort mal) (?:bitte |endlich )*auf(?: .{1,40})?|aufhoren|austragen',
  '(?:lass|lasst|lassen sie) (?:mich|uns) (?:bitte |endlich )*in (?:ruhe|frieden)',
  `(?:schreibt?|schreiben sie|schickt?|schicken sie|sendet?|sende|senden sie) (?:mir|uns) (?:bitte )?(?:nicht|nichts|nie|keine(?: ${DE})?)(?: (?:mehr|wieder))*`,
  '(?:bitte )?(?:mir )?(?:nicht|nichts) mehr (?:schreiben|schicken|senden|kontaktieren)',
  '(?:melde?|meldet|melden sie|tragt?|tragen sie|nehmen sie|nimm|streichen sie) mich (?:bitte )?(?:ab|aus|raus|von .{1,30}|aus .{1,30})',
  '(?:loschen sie|loscht?|losche) (?:bitte )?(?:mich|meine (?:nummer|daten|telefonnummer|handynummer))',
  `ich (?:mochte|will|wunsche) (?:mich (?:abmelden|austragen)|(?:bitte )?(?:keine|nichts)(?: ${DE})? mehr(?: (?:erhalten|bekommen|haben|horen))?)`,
  // Italian
  `basta ${IT}|smett(?:ete|etela|i|ila)(?: di (?:scriver|mandar|inviar|contattar|disturbar)(?:e|mi|ci)(?: ${IT})?)?`,
  `non (?:mi |ci )?(?:scriv|mand|invi|contatt|disturb)(?:ete|ate|ere|are|i|a|er|ar|etemi|atemi|ermi|armi) (?:piu|mai piu|niente|nulla)(?: ${IT})?`,
  `non voglio (?:piu )?(?:ricevere(?: (?:niente|nulla|${IT}))?|${IT})|niente (?:piu )?${IT}`,
  'lasci(?:ate|a)(?:mi|ci)(?: in pace| stare)?|(?:cancellate|cancella|disiscrivete|disiscrivi|rimuovete|rimuovi|togliete|togli|eliminate|elimina)mi(?: d.{1,30})?',
  // Dutch
  `(?:geen|niet meer) ${NL}(?: meer)?|stop (?:ermee|hiermee|daarmee|met ${NL})`,
  `laat (?:me|mij|ons) met rust|schrijf (?:me|mij) uit|meld (?:me|mij) af|uitschrijven|ik wil (?:me (?:afmelden|uitschrijven)|geen ${NL} meer(?: ontvangen)?)|stuur (?:me|mij) (?:niets|geen ${NL}) meer`,
  // Polish
  '(?:nie (?:pisz|piszcie|pisac|wysy[lł]aj|wysy[lł]ajcie|wysy[lł]ac)(?: (?:do )?mnie| do nas| mi)?(?: wiecej| juz)?(?: (?:sms|smsow|wiadomosci|reklam))?)',
  '(?:wypisz|wypiszcie|wypisac|usun|usuncie) mnie(?: z .{1,30})?|mnie wypisac|(?:koniec|dosc|zadnych)(?: wiecej)? (?:sms|smsow|wiadomosci|spamu|reklam)|dajcie mi spokoj|przestan(?:cie)?',
];
const REFUSAL = new RegExp(`^(?:${REFUSALS.join('|')})$`);
