/**
 * Every action of the inbox, once: its words in both languages, its heading and its keys. The palette, the keys, the list of
 * keys, the buttons and the menus read it here. Knows no screen: when an action applies and what it does, the screen that
 * offers it says (use-inbox-commands.ts).
 */
import type { Keys } from '../ui/keys.ts';

type Words = readonly [en: string, fr: string];

export interface InboxCommand {
  words: Words;
  /** Once it is on, the same command takes it back and is called so. */
  back?: Words;
  section: InboxSection;
  keys?: Keys;
  /** What has to be done first, where it cannot be done now. */
  lacks?: Words;
  /** Other words it is found by, of either language. */
  also?: readonly string[];
  /** The field or the list that has the focus hears the keys: here they are only listed. */
  heardElsewhere?: true;
}

const SELECTED: Words = ['select conversations first', 'sélectionnez d’abord des conversations'];
const TAKEN: Words = ['take the conversation over first', 'prenez d’abord la conversation en charge'];

export const inboxSections = {
  list: ['List', 'Liste'],
  views: ['Views', 'Vues'],
  selection: ['Selected conversations', 'Conversations sélectionnées'],
  conversation: ['Conversation', 'Conversation'],
  thread: ['Thread', 'Fil'],
  composer: ['Composer', 'Réponse'],
  customer: ['Customer', 'Client'],
  work: ['Your work', 'Votre travail'],
  wall: ['Live wall', 'Vue en direct'],
  settings: ['Inbox settings', 'Réglages de la messagerie'],
} as const satisfies Record<string, Words>;
export type InboxSection = keyof typeof inboxSections;

/**
 * A key alone for what is done all day; two for the rest, the first of which says what it is about: v a view, o an order,
 * u the selection, p a priority, h what was found, q a message, c the composer, d the customer, y yourself, g a place.
 */
export const inboxCommands = {
  // --- list ---
  'inbox.next': { words: ['Next conversation', 'Conversation suivante'], section: 'list', keys: 'j' },
  'inbox.previous': {
    words: ['Previous conversation', 'Conversation précédente'],
    section: 'list',
    keys: 'k',
  },
  'inbox.open': {
    words: ['Open the conversation', 'Ouvrir la conversation'],
    section: 'list',
    keys: 'enter',
    heardElsewhere: true,
  },
  'inbox.select': { words: ['Select or not', 'Sélectionner ou non'], section: 'list', keys: 'x' },
  'inbox.selectShown': {
    words: ['Select those shown', 'Sélectionner celles affichées'],
    section: 'list',
    keys: 'shift+x',
  },
  'inbox.clearSelection': {
    words: ['Clear the selection', 'Effacer la sélection'],
    section: 'list',
    keys: 'escape',
  },
  'inbox.search': { words: ['Search', 'Rechercher'], section: 'list', keys: '/' },
  'inbox.clearSearch': { words: ['Leave the search', 'Quitter la recherche'], section: 'list', keys: 'v q' },
  'inbox.searchMore': {
    words: ['Show more of what was found', 'Afficher d’autres résultats'],
    section: 'list',
    keys: 'v m',
  },
  'inbox.showNew': {
    words: ['Show what is new in the list', 'Montrer les nouvelles de la liste'],
    section: 'list',
    keys: 'v n',
  },
  'inbox.sort.newest': {
    words: ['Sort: newest first', 'Tri : les plus récentes'],
    section: 'list',
    keys: 'o n',
  },
  'inbox.sort.waiting': {
    words: ['Sort: longest waiting', 'Tri : plus longue attente'],
    section: 'list',
    keys: 'o w',
  },
  'inbox.sort.due': { words: ['Sort: due first', 'Tri : échéance proche'], section: 'list', keys: 'o d' },
  'inbox.sort.priority': {
    words: ['Sort: most pressing', 'Tri : les plus pressantes'],
    section: 'list',
    keys: 'o p',
  },
  'inbox.filter': { words: ['Filter', 'Filtrer'], section: 'list', keys: 'v f' },
  'inbox.clearFilter': { words: ['Clear the filter', 'Effacer le filtre'], section: 'list', keys: 'v c' },

  // --- views ---
  'inbox.view.mine': { words: ['View: mine', 'Vue : les miennes'], section: 'views', keys: 'v 1' },
  'inbox.view.unassigned': {
    words: ['View: unassigned', 'Vue : non attribuées'],
    section: 'views',
    keys: 'v 2',
  },
  'inbox.view.team': { words: ['View: team', 'Vue : équipe'], section: 'views', keys: 'v 3' },
  'inbox.view.mentioned': { words: ['View: mentions', 'Vue : mentions'], section: 'views', keys: 'v 4' },
  'inbox.view.waiting': { words: ['View: waiting', 'Vue : en attente'], section: 'views', keys: 'v 5' },
  'inbox.view.bot': { words: ['View: with the bot', 'Vue : avec le robot'], section: 'views', keys: 'v 6' },
  'inbox.view.snoozed': { words: ['View: snoozed', 'Vue : en veille'], section: 'views', keys: 'v 7' },
  'inbox.view.closed': { words: ['View: closed', 'Vue : closes'], section: 'views', keys: 'v 8' },
  'inbox.view.all': { words: ['View: all', 'Vue : toutes'], section: 'views', keys: 'v 9' },
  'inbox.view.saved': { words: ['View: {name}', 'Vue : {name}'], section: 'views' },
  'inbox.saveView': {
    words: ['Save as a view…', 'Enregistrer comme vue…'],
    section: 'views',
    keys: 'v s',
  },
  'inbox.changeView': { words: ['Change this view…', 'Modifier cette vue…'], section: 'views', keys: 'v e' },
  'inbox.deleteView': { words: ['Delete this view', 'Supprimer cette vue'], section: 'views', keys: 'v d' },
  'inbox.exportList': {
    words: ['Save the list as a table (CSV)…', 'Enregistrer la liste en tableau (CSV)…'],
    section: 'views',
    keys: 'v x',
    also: ['export', 'download', 'exporter', 'télécharger'],
  },

  // --- what is selected ---
  'inbox.bulk.all': {
    words: ['Select all {count} that match', 'Sélectionner les {count} qui correspondent'],
    section: 'selection',
    keys: 'u a',
  },
  'inbox.bulk.takeover': {
    words: ['Take over', 'Prendre en charge'],
    section: 'selection',
    lacks: SELECTED,
    keys: 'u t',
  },
  'inbox.bulk.close': { words: ['Close…', 'Clore…'], section: 'selection', lacks: SELECTED, keys: 'u e' },
  'inbox.bulk.snooze': {
    words: ['Snooze…', 'Mettre en veille…'],
    section: 'selection',
    lacks: SELECTED,
    keys: 'u z',
  },
  'inbox.bulk.assign': {
    words: ['Assign to {name}', 'Attribuer à {name}'],
    section: 'selection',
    lacks: SELECTED,
  },
  'inbox.bulk.priority.urgent': {
    words: ['Priority: urgent', 'Priorité : urgente'],
    section: 'selection',
    lacks: SELECTED,
    keys: 'u 1',
  },
  'inbox.bulk.priority.high': {
    words: ['Priority: high', 'Priorité : haute'],
    section: 'selection',
    lacks: SELECTED,
    keys: 'u 2',
  },
  'inbox.bulk.priority.normal': {
    words: ['Priority: normal', 'Priorité : normale'],
    section: 'selection',
    lacks: SELECTED,
    keys: 'u 3',
  },
  'inbox.bulk.priority.low': {
    words: ['Priority: low', 'Priorité : basse'],
    section: 'selection',
    lacks: SELECTED,
    keys: 'u 4',
  },
  'inbox.bulk.label': {
    words: ['Add the label {name}', 'Ajouter l’étiquette {name}'],
    section: 'selection',
    lacks: SELECTED,
  },
  'inbox.bulk.unlabel': {
    words: ['Take away the label {name}', 'Enlever l’étiquette {name}'],
    section: 'selection',
    lacks: SELECTED,
  },
  'inbox.bulk.read': {
    words: ['Mark as read', 'Marquer comme lues'],
    section: 'selection',
    lacks: SELECTED,
    keys: 'u r',
  },
  'inbox.bulk.follow': { words: ['Follow', 'Suivre'], section: 'selection', lacks: SELECTED, keys: 'u f' },
  'inbox.bulk.unfollow': {
    words: ['No longer follow', 'Ne plus suivre'],
    section: 'selection',
    lacks: SELECTED,
    keys: 'u shift+f',
  },
  'inbox.bulk.reopen': { words: ['Reopen', 'Rouvrir'], section: 'selection', lacks: SELECTED, keys: 'u o' },
  'inbox.bulk.handback': {
    words: ['Hand back to the bot', 'Rendre au robot'],
    section: 'selection',
    lacks: SELECTED,
    keys: 'u b',
  },

  // --- your work ---
  'inbox.accept': {
    words: ['Accept', 'Accepter'],
    section: 'work',
    keys: 'a',
    also: ['offer', 'proposition'],
  },
  'inbox.pass': {
    words: ['Pass', 'Passer'],
    section: 'work',
    keys: 'shift+a',
    also: ['offer', 'proposition'],
  },
  'inbox.status.online': {
    words: ['Online', 'En ligne'],
    section: 'work',
    keys: 'y o',
    also: ['status', 'statut'],
  },
  'inbox.status.busy': {
    words: ['Busy', 'Occupé'],
    section: 'work',
    keys: 'y b',
    also: ['status', 'statut'],
  },
  'inbox.status.away': {
    words: ['Away', 'Absent'],
    section: 'work',
    keys: 'y a',
    also: ['status', 'statut'],
  },
  'inbox.status.lunch': {
    words: ['Away: lunch', 'Absent : déjeuner'],
    section: 'work',
    keys: 'y l',
    also: ['status', 'statut'],
  },
  'inbox.status.meeting': {
    words: ['Away: in a meeting', 'Absent : en réunion'],
    section: 'work',
    keys: 'y m',
    also: ['status', 'statut'],
  },
  'inbox.status.break': {
    words: ['Away: short break', 'Absent : courte pause'],
    section: 'work',
    keys: 'y p',
    also: ['status', 'statut'],
  },
  'inbox.status.drain': {
    words: ['Finish, then away', 'Finir, puis absent'],
    section: 'work',
    keys: 'y d',
    also: ['status', 'statut'],
  },
  'inbox.wall': { words: ['Live wall', 'Vue en direct'], section: 'work', keys: 'g w' },
  'inbox.settings': { words: ['Inbox settings', 'Réglages de la messagerie'], section: 'work', keys: 'g s' },

  // --- conversation ---
  'inbox.take': { words: ['Take over', 'Prendre en charge'], section: 'conversation', keys: 't' },
  'inbox.reply': { words: ['Write a reply', 'Écrire une réponse'], section: 'conversation', keys: 'r' },
  'inbox.note': { words: ['Write a note', 'Écrire une note'], section: 'conversation', keys: 'n' },
  'inbox.whisper': {
    words: ['Whisper to whoever has it', 'Chuchoter à qui l’a'],
    section: 'conversation',
    keys: 'w',
  },
  'inbox.join': {
    words: ['Join', 'Rejoindre'],
    back: ['Leave', 'Quitter'],
    section: 'conversation',
    keys: 'shift+j',
  },
  'inbox.transfer': { words: ['Transfer', 'Transférer'], section: 'conversation', keys: 'g t' },
  'inbox.handback': { words: ['Hand back', 'Rendre'], section: 'conversation', keys: 'b' },
  'inbox.dropHandback': {
    words: ['Don’t hand back at closing', 'Ne pas rendre à la clôture'],
    section: 'conversation',
    keys: 'shift+b',
  },
  'inbox.reason': {
    words: ['Say why you took over…', 'Dire pourquoi vous l’avez prise…'],
    section: 'conversation',
    keys: 'shift+t',
  },
  'inbox.snooze': { words: ['Snooze', 'Veille'], section: 'conversation', keys: 'z' },
  'inbox.close': { words: ['Close', 'Clore'], section: 'conversation', keys: 'e' },
  'inbox.reopen': { words: ['Reopen', 'Rouvrir'], section: 'conversation', keys: 'shift+e' },
  'inbox.labels': { words: ['Labels', 'Étiquettes'], section: 'conversation', keys: 'l' },
  'inbox.priority.urgent': {
    words: ['Priority: urgent', 'Priorité : urgente'],
    section: 'conversation',
    keys: 'p 1',
  },
  'inbox.priority.high': {
    words: ['Priority: high', 'Priorité : haute'],
    section: 'conversation',
    keys: 'p 2',
  },
  'inbox.priority.normal': {
    words: ['Priority: normal', 'Priorité : normale'],
    section: 'conversation',
    keys: 'p 3',
  },
  'inbox.priority.low': {
    words: ['Priority: low', 'Priorité : basse'],
    section: 'conversation',
    keys: 'p 4',
  },
  'inbox.follow': {
    words: ['Follow', 'Suivre'],
    back: ['No longer follow', 'Ne plus suivre'],
    section: 'conversation',
    keys: 'f',
  },
  'inbox.followers': {
    words: ['Who follows this…', 'Qui suit cette conversation…'],
    section: 'conversation',
    keys: 'shift+f',
    also: ['followers', 'colleagues', 'collègues'],
  },
  'inbox.macros': { words: ['Run a macro…', 'Lancer une macro…'], section: 'conversation', keys: 'm' },
  'inbox.macro': { words: ['Run “{name}”', 'Lancer « {name} »'], section: 'conversation' },
  'inbox.searchIn': {
    words: ['Search in the conversation', 'Rechercher dans la conversation'],
    section: 'conversation',
    keys: 's',
  },
  'inbox.copyLink': {
    words: ['Copy the link to this conversation', 'Copier le lien vers cette conversation'],
    section: 'conversation',
    keys: 'shift+l',
  },
  'inbox.transcript': {
    words: ['Save the transcript…', 'Enregistrer la transcription…'],
    section: 'conversation',
    keys: 'shift+s',
    also: ['export', 'exporter'],
  },
  'inbox.panel': {
    words: ['Show the customer', 'Afficher le client'],
    back: ['Hide the customer', 'Masquer le client'],
    section: 'conversation',
    keys: 'i',
  },
  'inbox.block': {
    words: ['Block this contact', 'Bloquer ce contact'],
    back: ['Unblock this contact', 'Débloquer ce contact'],
    section: 'conversation',
    keys: 'd b',
  },
  'inbox.back': { words: ['Back to the list', 'Revenir à la liste'], section: 'conversation', keys: 'g l' },

  // --- thread ---
  'inbox.line.next': { words: ['Next message', 'Message suivant'], section: 'thread', keys: 'alt+arrowdown' },
  'inbox.line.previous': {
    words: ['Previous message', 'Message précédent'],
    section: 'thread',
    keys: 'alt+arrowup',
  },
  'inbox.line.copy': { words: ['Copy the text', 'Copier le texte'], section: 'thread', keys: 'q c' },
  'inbox.line.link': {
    words: ['Copy the link to this message', 'Copier le lien vers ce message'],
    section: 'thread',
    keys: 'q l',
  },
  'inbox.line.quote': {
    words: ['Quote in the answer', 'Citer dans la réponse'],
    section: 'thread',
    keys: 'q q',
  },
  'inbox.line.canned': {
    words: ['Make it a canned reply…', 'En faire une réponse type…'],
    section: 'thread',
    keys: 'q r',
  },
  'inbox.line.takeBack': {
    words: ['Undo what is about to leave', 'Annuler ce qui va partir'],
    section: 'thread',
    keys: 'q u',
    also: ['undo', 'cancel', 'annuler'],
  },
  'inbox.line.sendAgain': { words: ['Send again', 'Envoyer de nouveau'], section: 'thread', keys: 'q a' },
  'inbox.line.translate': {
    words: ['Translate the message or not', 'Traduire le message ou non'],
    section: 'thread',
    keys: 'q t',
  },
  'inbox.older': {
    words: ['Show what came before', 'Afficher ce qui précède'],
    section: 'thread',
    keys: 'q o',
  },
  'inbox.latest': { words: ['Newest messages', 'Derniers messages'], section: 'thread', keys: 'q e' },
  'inbox.unfold': {
    words: ['Show or hide what the bot said', 'Afficher ou masquer ce que le robot a dit'],
    section: 'thread',
    keys: 'q b',
  },
  'inbox.toDay': { words: ['Go to a day', 'Aller à un jour'], section: 'thread', keys: 'h d' },
  'inbox.found.next': { words: ['Next finding', 'Résultat suivant'], section: 'thread', keys: 'h n' },
  'inbox.found.previous': {
    words: ['Previous finding', 'Résultat précédent'],
    section: 'thread',
    keys: 'h p',
  },
  'inbox.found.close': {
    words: ['Leave the search', 'Quitter la recherche'],
    section: 'thread',
    keys: 'h q',
  },

  // --- composer ---
  'inbox.send': {
    words: ['Send', 'Envoyer'],
    section: 'composer',
    keys: 'mod+enter',
    heardElsewhere: true,
  },
  'inbox.canned': {
    words: ['Canned replies', 'Réponses types'],
    section: 'composer',
    lacks: TAKEN,
    keys: 'c /',
  },
  'inbox.emoji': { words: ['Insert an emoji', 'Insérer un emoji'], section: 'composer', keys: 'c e' },
  'inbox.attach': {
    words: ['Attach a file', 'Joindre un fichier'],
    section: 'composer',
    lacks: TAKEN,
    keys: 'c a',
  },
  'inbox.detach': { words: ['Remove the file {name}', 'Retirer le fichier {name}'], section: 'composer' },
  'inbox.card': {
    words: ['Card, carousel, buttons…', 'Carte, carrousel, boutons…'],
    section: 'composer',
    lacks: TAKEN,
    keys: 'c c',
  },
  'inbox.cardOpen': { words: ['Go on with {name}', 'Continuer {name}'], section: 'composer' },
  'inbox.cardDrop': { words: ['Throw away {name}', 'Jeter {name}'], section: 'composer' },
  'inbox.payment': {
    words: ['Payment link', 'Lien de paiement'],
    section: 'composer',
    lacks: TAKEN,
    keys: 'c p',
  },
  'inbox.appointment': {
    words: ['Appointment', 'Rendez-vous'],
    section: 'composer',
    lacks: TAKEN,
    keys: 'c b',
  },
  'inbox.translate': {
    words: ['Translate to {language}', 'Traduire en {language}'],
    section: 'composer',
    keys: 'c t',
  },
  'inbox.values': {
    words: ['Insert something known', 'Insérer une information connue'],
    section: 'composer',
    lacks: TAKEN,
    keys: 'c v',
  },
  'inbox.value': { words: ['Insert {name}: {value}', 'Insérer {name} : {value}'], section: 'composer' },
  'inbox.sendLater': { words: ['Send later…', 'Envoyer plus tard…'], section: 'composer', keys: 'c l' },
  'inbox.enterSends': {
    words: ['Enter alone sends', 'Entrée seule envoie'],
    back: ['Enter alone begins a line', 'Entrée seule va à la ligne'],
    section: 'composer',
    keys: 'c k',
  },
  'inbox.undo.0': {
    words: ['Time to undo: none', 'Temps pour annuler : aucun'],
    section: 'composer',
    keys: 'c 0',
  },
  'inbox.undo.5': {
    words: ['Time to undo: 5 seconds', 'Temps pour annuler : 5 secondes'],
    section: 'composer',
    keys: 'c 1',
  },
  'inbox.undo.10': {
    words: ['Time to undo: 10 seconds', 'Temps pour annuler : 10 secondes'],
    section: 'composer',
    keys: 'c 2',
  },
  'inbox.undo.30': {
    words: ['Time to undo: 30 seconds', 'Temps pour annuler : 30 secondes'],
    section: 'composer',
    keys: 'c 3',
  },
  'inbox.review': { words: ['Read it', 'Le lire'], section: 'composer', keys: 'c r' },
  'inbox.sendAnyway': { words: ['Send anyway', 'Envoyer quand même'], section: 'composer', keys: 'c y' },
  'inbox.recheck': { words: ['Check again', 'Vérifier à nouveau'], section: 'composer', keys: 'c h' },

  // --- customer ---
  'inbox.contact': {
    words: ['Change what is written down', 'Modifier ce qui est noté'],
    section: 'customer',
    keys: 'd e',
    also: ['contact', 'name', 'language', 'nom', 'langue'],
  },
  'inbox.samePerson': {
    words: ['Same person as…', 'Même personne que…'],
    section: 'customer',
    keys: 'd p',
    also: ['merge', 'fusionner'],
  },
  'inbox.part': { words: ['Take {phone} apart…', 'Séparer {phone}…'], section: 'customer' },
  'inbox.startFlow': { words: ['Start a flow…', 'Lancer un parcours…'], section: 'customer', keys: 'd s' },
  'inbox.export': {
    words: ['Export what is kept', 'Exporter ce qui est gardé'],
    section: 'customer',
    keys: 'd x',
    also: ['personal data', 'données personnelles'],
  },
  'inbox.erase': {
    words: ['Erase this person…', 'Effacer cette personne…'],
    section: 'customer',
    keys: 'd z',
    also: ['delete', 'supprimer'],
  },

  // --- live wall ---
  'wall.next': { words: ['Next conversation', 'Conversation suivante'], section: 'wall', keys: 'j' },
  'wall.previous': {
    words: ['Previous conversation', 'Conversation précédente'],
    section: 'wall',
    keys: 'k',
  },
  'wall.watch': { words: ['Watch', 'Observer'], section: 'wall', keys: 'o' },
  'wall.whisper': { words: ['Whisper', 'Chuchoter'], section: 'wall', keys: 'w' },
  'wall.join': { words: ['Join', 'Rejoindre'], back: ['Leave', 'Quitter'], section: 'wall', keys: 'shift+j' },
  'wall.take': { words: ['Take over', 'Prendre en charge'], section: 'wall', keys: 't' },
  'wall.reassign': { words: ['Reassign', 'Réattribuer'], section: 'wall', keys: 'g t' },
  'wall.more': { words: ['Show more', 'Afficher la suite'], section: 'wall', keys: 'm' },
  'wall.back': { words: ['Back to the inbox', 'Revenir à la messagerie'], section: 'wall', keys: 'g l' },
  'wall.report': {
    words: ['Save as a table', 'Enregistrer le tableau'],
    section: 'wall',
    keys: 'x',
  },
  'wall.days.1': {
    words: ['Show figures: today', 'Montrer les chiffres : aujourd’hui'],
    section: 'wall',
    keys: 'd 1',
  },
  'wall.days.7': {
    words: ['Show figures: last 7 days', 'Montrer les chiffres : 7 derniers jours'],
    section: 'wall',
    keys: 'd 7',
  },
  'wall.days.30': {
    words: ['Show figures: last 30 days', 'Montrer les chiffres : 30 derniers jours'],
    section: 'wall',
    keys: 'd 3',
  },

  // --- settings ---
  'settings.back': {
    words: ['Back to the inbox', 'Revenir à la messagerie'],
    section: 'settings',
    keys: 'g l',
  },
  'settings.tab': { words: ['{name}', '{name}'], section: 'settings' },
  'settings.add': { words: ['{what}', '{what}'], section: 'settings', keys: 'n' },
  'settings.edit': { words: ['Change “{name}”', 'Modifier « {name} »'], section: 'settings' },
  'settings.rule.on': {
    words: ['Switch on “{name}”', 'Activer « {name} »'],
    back: ['Switch off “{name}”', 'Désactiver « {name} »'],
    section: 'settings',
  },
  'settings.rule.up': { words: ['Move “{name}” up', 'Monter « {name} »'], section: 'settings' },
  'settings.rule.down': { words: ['Move “{name}” down', 'Descendre « {name} »'], section: 'settings' },
  'settings.remove': { words: ['Delete “{name}”', 'Supprimer « {name} »'], section: 'settings' },
} as const satisfies Record<string, InboxCommand>;

export type InboxCommandId = keyof typeof inboxCommands;
