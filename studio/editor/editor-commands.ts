/**
 * Every action of the editor, once: its words in both languages, its heading, its keys, and what has to be so before it can
 * be done. The palette, the keys, the list of keys, the buttons and the menus read it here. Knows neither the document nor
 * the canvas: what an action does, the part of the editor it belongs to says (use-editor-commands.ts).
 */
import type { Keys } from '../ui/keys.ts';

export type Words = readonly [en: string, fr: string];

export interface EditorCommand {
  words: Words;
  /** What the same command is called where it does the other thing: takes back, or acts on what is selected. */
  back?: Words;
  /** Shorter, in a menu whose heading says the rest. */
  menu?: Words;
  section: EditorSection;
  keys?: Keys;
  /** A second shortcut for the same. */
  alsoKeys?: Keys;
  /** All of these have to be so; the first that is not says why. */
  needs?: readonly EditorNeed[];
  /** Other words it is found by, of either language. */
  also?: readonly string[];
  /** Its keys work while somebody types too. */
  whileTyping?: true;
  /** What has the focus hears the keys: here they are only listed. */
  heardElsewhere?: true;
  /** Listed among the keys and not in the palette, which cannot give it what it needs. */
  hidden?: true;
}

export const editorSections = {
  flow: ['Flow', 'Parcours'],
  canvas: ['Canvas', 'Plan'],
  selection: ['Selection', 'Sélection'],
  view: ['View', 'Affichage'],
  preview: ['Preview', 'Aperçu'],
  outline: ['Outline', 'Sommaire'],
} as const satisfies Record<string, Words>;
export type EditorSection = keyof typeof editorSections;

/** What a command may want, and what is said where it is not so; null: then the command is not for this reader at all. */
export const editorNeeds = {
  edit: null,
  publish: null,
  archive: null,
  viewing: null,
  draft: ['go back to the draft first', 'revenez d’abord au brouillon'],
  undo: ['nothing to undo yet', 'rien à annuler'],
  redo: ['nothing to redo', 'rien à rétablir'],
  steps: ['the flow has no steps', 'le parcours n’a pas d’étape'],
  some: ['select something first', 'sélectionnez d’abord quelque chose'],
  one: ['select one thing first', 'sélectionnez d’abord un seul élément'],
  removable: ['select a step or a connection first', 'sélectionnez d’abord une étape ou un lien'],
  step: ['select a step first', 'sélectionnez d’abord une étape'],
  oneStep: ['select one step first', 'sélectionnez d’abord une seule étape'],
  twoSteps: ['select two steps first', 'sélectionnez d’abord deux étapes'],
  twoBoxes: ['select two boxes first', 'sélectionnez d’abord deux boîtes'],
  threeBoxes: ['select three boxes first', 'sélectionnez d’abord trois boîtes'],
  foldable: ['select a step or a frame first', 'sélectionnez d’abord une étape ou un cadre'],
  skippable: ['an end cannot be skipped', 'une fin ne peut pas être sautée'],
  notStart: ['it begins here already', 'il commence déjà ici'],
  subflow: ['select a sub-flow first', 'sélectionnez d’abord un sous-parcours'],
  drawn: ['select a note or a frame first', 'sélectionnez d’abord une note ou un cadre'],
  link: ['select a connection first', 'sélectionnez d’abord un lien'],
  run: ['start the preview first', 'lancez d’abord l’aperçu'],
  now: ['go back to now first', 'revenez d’abord à maintenant'],
  waits: ['nothing is waited for', 'rien n’est attendu'],
  played: ['play a step first', 'jouez d’abord une étape'],
  past: ['no earlier step is looked at', 'aucune étape passée n’est regardée'],
} as const satisfies Record<string, Words | null>;
export type EditorNeed = keyof typeof editorNeeds;

const COLOURS = ['color', 'note', 'frame', 'cadre'];

/** Letters with Shift do what is done often; a letter alone only what is taken back as easily. */
export const editorCommands = {
  // --- the flow and its panels ---
  'editor.undo': { words: ['Undo', 'Annuler'], section: 'flow', keys: 'mod+z', needs: ['edit', 'undo'] },
  'editor.redo': {
    words: ['Redo', 'Rétablir'],
    section: 'flow',
    keys: 'mod+shift+z',
    alsoKeys: 'mod+y',
    needs: ['edit', 'redo'],
  },
  'editor.rename': { words: ['Rename the flow', 'Renommer le parcours'], section: 'flow', needs: ['edit'] },
  'editor.settings': {
    words: ['Flow settings', 'Réglages du parcours'],
    section: 'flow',
    also: ['languages', 'variables', 'triggers', 'opening hours', 'langues', 'déclencheurs', 'horaires'],
  },
  'editor.publish': { words: ['Publish', 'Publier'], section: 'flow', needs: ['publish', 'draft'] },
  'editor.import': {
    words: ['Import a file…', 'Importer un fichier…'],
    section: 'flow',
    needs: ['edit'],
    also: ['open', 'ouvrir'],
  },
  'editor.export': {
    words: ['Export', 'Exporter'],
    section: 'flow',
    also: ['download', 'save', 'file', 'télécharger', 'fichier'],
  },
  'editor.export-text': {
    words: ['Export as text', 'Exporter en texte'],
    section: 'flow',
    needs: ['steps'],
    also: ['read', 'print', 'markdown', 'lire', 'imprimer'],
  },
  'editor.archive': {
    words: ['Archive the flow', 'Archiver le parcours'],
    back: ['Take the flow out of the archive', 'Sortir le parcours des archives'],
    section: 'flow',
    needs: ['archive'],
  },
  'editor.draft': {
    words: ['Back to the draft', 'Revenir au brouillon'],
    section: 'flow',
    needs: ['viewing'],
  },
  'editor.palette': {
    words: ['Add', 'Ajouter'],
    section: 'flow',
    needs: ['edit'],
    also: ['steps', 'étapes'],
  },
  'editor.outline': {
    words: ['Outline', 'Sommaire'],
    section: 'flow',
    keys: 'shift+o',
    also: ['list', 'tree', 'liste'],
  },
  'editor.inspector': {
    words: ['Edit', 'Modifier'],
    back: ['Details', 'Détails'],
    section: 'flow',
    keys: 'shift+e',
  },
  'editor.preview': {
    words: ['Preview', 'Aperçu'],
    section: 'flow',
    keys: 'shift+p',
    also: ['phone', 'téléphone'],
  },
  'editor.versions': {
    words: ['Versions', 'Versions'],
    section: 'flow',
    keys: 'shift+v',
    also: ['history', 'restore', 'historique'],
  },
  'editor.problems': {
    words: ['Problems', 'Problèmes'],
    section: 'flow',
    keys: 'shift+x',
    also: ['errors', 'checks', 'erreurs'],
  },
  'editor.paths': { words: ['Paths', 'Chemins'], section: 'flow', also: ['coverage', 'couverture'] },
  'editor.next-part': {
    words: ['Go to the next part', 'Aller à la partie suivante'],
    section: 'flow',
    keys: 'f6',
    whileTyping: true,
    also: ['panel', 'canvas', 'keyboard', 'volet', 'plan', 'clavier'],
  },
  'editor.previous-part': {
    words: ['Go to the part before', 'Aller à la partie précédente'],
    section: 'flow',
    keys: 'shift+f6',
    whileTyping: true,
  },
  'editor.test-paths': {
    words: ['Test all paths', 'Tout essayer'],
    section: 'flow',
    keys: 'shift+a',
    needs: ['steps'],
    also: ['coverage', 'couverture'],
  },

  // --- the canvas ---
  'canvas.add': { words: ['Add a step', 'Ajouter une étape'], section: 'canvas', keys: '/', needs: ['edit'] },
  'canvas.add-note': {
    words: ['Add a note', 'Ajouter une note'],
    section: 'canvas',
    keys: 'shift+n',
    needs: ['edit'],
  },
  'canvas.add-frame': {
    words: ['Add a frame', 'Ajouter un cadre'],
    back: ['Frame the selection', 'Encadrer la sélection'],
    section: 'canvas',
    keys: 'mod+g',
    needs: ['edit'],
  },
  'canvas.tidy': {
    words: ['Tidy up', 'Ranger'],
    back: ['Tidy up the selection', 'Ranger la sélection'],
    section: 'canvas',
    keys: 'shift+t',
    needs: ['edit', 'steps'],
    also: ['layout', 'arrange', 'disposition'],
  },
  'canvas.paste': {
    words: ['Paste', 'Coller'],
    section: 'canvas',
    keys: 'mod+v',
    needs: ['edit'],
    heardElsewhere: true,
  },
  'canvas.select-all': { words: ['Select all', 'Tout sélectionner'], section: 'canvas', keys: 'mod+a' },
  'canvas.walk': {
    words: ['Go to the neighbouring step', 'Aller à l’étape voisine'],
    section: 'canvas',
    keys: 'arrowright',
    heardElsewhere: true,
    hidden: true,
  },

  // --- what is selected ---
  'canvas.open': {
    words: ['Open what is selected', 'Ouvrir ce qui est sélectionné'],
    section: 'selection',
    keys: 'enter',
    needs: ['one'],
    heardElsewhere: true,
  },
  'canvas.rename': {
    words: ['Rename', 'Renommer'],
    section: 'selection',
    keys: 'f2',
    needs: ['edit', 'one'],
    also: ['title', 'write', 'titre', 'écrire'],
  },
  'canvas.delete': {
    words: ['Delete', 'Supprimer'],
    section: 'selection',
    keys: 'delete',
    alsoKeys: 'backspace',
    needs: ['edit', 'removable'],
  },
  'canvas.delete-join': {
    words: ['Delete and reconnect', 'Supprimer et relier'],
    section: 'selection',
    keys: 'shift+delete',
    needs: ['edit', 'some'],
  },
  'canvas.duplicate': {
    words: ['Duplicate', 'Dupliquer'],
    section: 'selection',
    keys: 'mod+d',
    needs: ['edit', 'step'],
  },
  'canvas.copy': {
    words: ['Copy', 'Copier'],
    section: 'selection',
    keys: 'mod+c',
    needs: ['step'],
    heardElsewhere: true,
  },
  'canvas.cut': {
    words: ['Cut', 'Couper'],
    section: 'selection',
    keys: 'mod+x',
    needs: ['edit', 'step'],
    heardElsewhere: true,
  },
  'canvas.copy-link': {
    words: ['Copy link to this step', 'Copier le lien vers cette étape'],
    section: 'selection',
    keys: 'shift+l',
    needs: ['oneStep'],
  },
  'canvas.start-here': {
    words: ['Start here', 'Commencer ici'],
    section: 'selection',
    keys: 'shift+h',
    needs: ['edit', 'oneStep', 'notStart'],
    also: ['begin', 'first', 'début', 'première'],
  },
  'canvas.skip': {
    words: ['Skip this step', 'Sauter cette étape'],
    back: ['Take back in', 'La reprendre'],
    section: 'selection',
    keys: 'shift+s',
    needs: ['edit', 'step', 'skippable'],
    also: ['disable', 'désactiver'],
  },
  'canvas.pin': {
    words: ['Pin in place', 'Épingler sur place'],
    back: ['Unpin', 'Désépingler'],
    section: 'selection',
    keys: 'shift+i',
    needs: ['edit', 'step'],
    also: ['lock', 'verrouiller'],
  },
  'canvas.fold': {
    words: ['Fold', 'Replier'],
    back: ['Unfold', 'Déplier'],
    section: 'selection',
    keys: 'shift+z',
    needs: ['edit', 'foldable'],
    also: ['collapse', 'expand', 'réduire'],
  },
  'canvas.make-subflow': {
    words: ['Make a sub-flow', 'Faire un sous-parcours'],
    section: 'selection',
    keys: 'shift+m',
    needs: ['edit', 'step'],
    also: ['collapse', 'group', 'grouper'],
  },
  'canvas.open-subflow': {
    words: ['Open the sub-flow', 'Ouvrir le sous-parcours'],
    section: 'selection',
    needs: ['subflow'],
  },
  'canvas.insert': {
    words: ['Insert a step', 'Insérer une étape'],
    section: 'selection',
    needs: ['edit', 'link'],
  },
  'canvas.disconnect': { words: ['Disconnect', 'Délier'], section: 'selection', needs: ['edit', 'link'] },
  'canvas.go-source': {
    words: ['Go to where it comes from', 'Aller d’où il vient'],
    section: 'selection',
    needs: ['link'],
  },
  'canvas.go-target': {
    words: ['Go to where it leads', 'Aller où il mène'],
    section: 'selection',
    needs: ['link'],
  },
  'canvas.nudge': {
    words: ['Move the selection', 'Déplacer la sélection'],
    section: 'selection',
    keys: 'mod+arrowright',
    needs: ['edit'],
    heardElsewhere: true,
    hidden: true,
  },
  'canvas.extend': {
    words: ['Add the neighbouring step to the selection', 'Ajouter l’étape voisine à la sélection'],
    section: 'selection',
    keys: 'shift+arrowright',
    heardElsewhere: true,
    hidden: true,
  },
  'canvas.select-up': {
    words: ['Select all before it', 'Sélectionner tout ce qui précède'],
    menu: ['All before it', 'Tout ce qui précède'],
    section: 'selection',
    keys: 'shift+u',
    needs: ['some'],
  },
  'canvas.select-down': {
    words: ['Select all after it', 'Sélectionner tout ce qui suit'],
    menu: ['All after it', 'Tout ce qui suit'],
    section: 'selection',
    keys: 'shift+d',
    needs: ['some'],
  },
  'canvas.select-kind': {
    words: ['Select all of the same kind', 'Sélectionner toutes du même genre'],
    menu: ['All of the same kind', 'Toutes du même genre'],
    section: 'selection',
    keys: 'shift+k',
    needs: ['step'],
  },
  'canvas.clear': {
    words: ['Clear the selection', 'Effacer la sélection'],
    section: 'selection',
    keys: 'escape',
    needs: ['some'],
    heardElsewhere: true,
  },
  'canvas.align-left': {
    words: ['Align left edges', 'Aligner les bords gauches'],
    menu: ['Left edges', 'Bords gauches'],
    section: 'selection',
    needs: ['edit', 'twoBoxes'],
  },
  'canvas.align-centre': {
    words: ['Align centres', 'Aligner les centres'],
    menu: ['Centres', 'Centres'],
    section: 'selection',
    needs: ['edit', 'twoBoxes'],
  },
  'canvas.align-right': {
    words: ['Align right edges', 'Aligner les bords droits'],
    menu: ['Right edges', 'Bords droits'],
    section: 'selection',
    needs: ['edit', 'twoBoxes'],
  },
  'canvas.align-top': {
    words: ['Align top edges', 'Aligner les bords supérieurs'],
    menu: ['Top edges', 'Bords supérieurs'],
    section: 'selection',
    needs: ['edit', 'twoBoxes'],
  },
  'canvas.align-middle': {
    words: ['Align middles', 'Aligner les milieux'],
    menu: ['Middles', 'Milieux'],
    section: 'selection',
    needs: ['edit', 'twoBoxes'],
  },
  'canvas.align-bottom': {
    words: ['Align bottom edges', 'Aligner les bords inférieurs'],
    menu: ['Bottom edges', 'Bords inférieurs'],
    section: 'selection',
    needs: ['edit', 'twoBoxes'],
  },
  'canvas.distribute-x': {
    words: ['Distribute across', 'Répartir en largeur'],
    section: 'selection',
    needs: ['edit', 'threeBoxes'],
  },
  'canvas.distribute-y': {
    words: ['Distribute down', 'Répartir en hauteur'],
    section: 'selection',
    needs: ['edit', 'threeBoxes'],
  },
  'canvas.color-grey': {
    words: ['Colour: grey', 'Couleur : gris'],
    menu: ['Grey', 'Gris'],
    section: 'selection',
    needs: ['edit', 'drawn'],
    also: COLOURS,
  },
  'canvas.color-yellow': {
    words: ['Colour: yellow', 'Couleur : jaune'],
    menu: ['Yellow', 'Jaune'],
    section: 'selection',
    needs: ['edit', 'drawn'],
    also: COLOURS,
  },
  'canvas.color-green': {
    words: ['Colour: green', 'Couleur : vert'],
    menu: ['Green', 'Vert'],
    section: 'selection',
    needs: ['edit', 'drawn'],
    also: COLOURS,
  },
  'canvas.color-blue': {
    words: ['Colour: blue', 'Couleur : bleu'],
    menu: ['Blue', 'Bleu'],
    section: 'selection',
    needs: ['edit', 'drawn'],
    also: COLOURS,
  },
  'canvas.color-purple': {
    words: ['Colour: purple', 'Couleur : violet'],
    menu: ['Purple', 'Violet'],
    section: 'selection',
    needs: ['edit', 'drawn'],
    also: COLOURS,
  },
  'canvas.color-red': {
    words: ['Colour: red', 'Couleur : rouge'],
    menu: ['Red', 'Rouge'],
    section: 'selection',
    needs: ['edit', 'drawn'],
    also: COLOURS,
  },

  // --- how it is looked at ---
  'canvas.zoom-in': { words: ['Zoom in', 'Agrandir'], section: 'view', keys: '+', alsoKeys: '=' },
  'canvas.zoom-out': { words: ['Zoom out', 'Réduire'], section: 'view', keys: '-' },
  'canvas.zoom-10': { words: ['Zoom to 10 %', 'Zoom à 10 %'], menu: ['10 %', '10 %'], section: 'view' },
  'canvas.zoom-25': { words: ['Zoom to 25 %', 'Zoom à 25 %'], menu: ['25 %', '25 %'], section: 'view' },
  'canvas.zoom-50': { words: ['Zoom to 50 %', 'Zoom à 50 %'], menu: ['50 %', '50 %'], section: 'view' },
  'canvas.zoom-75': { words: ['Zoom to 75 %', 'Zoom à 75 %'], menu: ['75 %', '75 %'], section: 'view' },
  'canvas.zoom-100': {
    words: ['Zoom to 100 %', 'Zoom à 100 %'],
    menu: ['100 %', '100 %'],
    section: 'view',
    keys: '0',
  },
  'canvas.zoom-150': { words: ['Zoom to 150 %', 'Zoom à 150 %'], menu: ['150 %', '150 %'], section: 'view' },
  'canvas.zoom-200': { words: ['Zoom to 200 %', 'Zoom à 200 %'], menu: ['200 %', '200 %'], section: 'view' },
  'canvas.fit': { words: ['Show everything', 'Tout voir'], section: 'view', keys: '1' },
  'canvas.fit-selection': {
    words: ['Show the selection', 'Voir la sélection'],
    section: 'view',
    keys: '2',
    needs: ['some'],
  },
  'canvas.start': {
    words: ['Go to the start', 'Aller au début'],
    section: 'view',
    keys: 'home',
    needs: ['steps'],
  },
  'canvas.minimap': {
    words: ['Overview', 'Vue d’ensemble'],
    section: 'view',
    keys: 'm',
    also: ['minimap', 'map'],
  },
  'canvas.notes': { words: ['Notes and frames', 'Notes et cadres'], section: 'view' },
  'canvas.names': { words: ['Names on connections', 'Noms sur les liens'], section: 'view' },
  'canvas.snap': { words: ['Snap to the grid', 'Aligner sur la grille'], section: 'view' },
  'canvas.guides': { words: ['Alignment guides', 'Repères d’alignement'], section: 'view' },
  'canvas.by-mouse': {
    words: [
      'Move around by mouse: drag moves, wheel zooms',
      'Se déplacer à la souris : glisser déplace, la molette zoome',
    ],
    menu: ['Mouse: drag moves, wheel zooms', 'Souris : glisser déplace, la molette zoome'],
    section: 'view',
    also: ['gestures', 'gestes'],
  },
  'canvas.by-trackpad': {
    words: [
      'Move around by trackpad: two fingers move, drag selects',
      'Se déplacer au pavé tactile : deux doigts déplacent, glisser sélectionne',
    ],
    menu: [
      'Trackpad: two fingers move, drag selects',
      'Pavé tactile : deux doigts déplacent, glisser sélectionne',
    ],
    section: 'view',
    also: ['gestures', 'gestes'],
  },
  'canvas.follow': {
    words: ['Follow the conversation', 'Suivre la conversation'],
    section: 'view',
    keys: 'shift+f',
  },
  'canvas.focus-mode': {
    words: ['Focus mode', 'Mode concentré'],
    section: 'view',
    keys: 'mod+.',
    whileTyping: true,
    also: ['full screen', 'plein écran'],
  },

  // --- the preview ---
  'preview.from-here': {
    words: ['Run from here', 'Jouer à partir d’ici'],
    section: 'preview',
    keys: 'shift+r',
    needs: ['oneStep'],
    also: ['play', 'test', 'essayer'],
  },
  'preview.restart': {
    words: ['Start again', 'Recommencer'],
    section: 'preview',
    keys: 'shift+b',
    needs: ['run'],
    also: ['restart', 'preview', 'relancer', 'aperçu'],
  },
  'preview.new-person': {
    words: ['New person', 'Nouvelle personne'],
    section: 'preview',
    needs: ['steps'],
    also: ['contact', 'restart', 'relancer'],
  },
  'preview.person': {
    words: ['Who the person is…', 'Qui est la personne…'],
    section: 'preview',
    needs: ['steps'],
    also: ['name', 'number', 'country', 'nom', 'numéro', 'pays'],
  },
  'preview.open-flow': {
    words: ['Open the flow the conversation is in', 'Ouvrir le parcours où est la conversation'],
    section: 'preview',
    keys: 'shift+g',
    needs: ['run'],
    also: ['sub-flow', 'sous-parcours'],
  },
  'preview.start-at': {
    words: ['Begin at a step…', 'Commencer à une étape…'],
    section: 'preview',
    needs: ['steps'],
  },
  'preview.set-time': {
    words: ['Start again at another time…', 'Recommencer à une autre heure…'],
    section: 'preview',
    needs: ['steps'],
    also: ['date', 'time', 'opening hours', 'horaires'],
  },
  'preview.clock': {
    words: ['Let the clock run', 'Lancer l’horloge'],
    back: ['Stop the clock', 'Arrêter l’horloge'],
    section: 'preview',
    keys: 'shift+c',
    needs: ['run'],
    also: ['pause', 'play', 'time', 'temps'],
  },
  'preview.skip': {
    words: ['Skip to what happens next', 'Passer à ce qui vient'],
    section: 'preview',
    keys: 'shift+w',
    needs: ['run', 'now', 'waits'],
    also: ['time', 'wait', 'clock', 'timeout', 'temps', 'attente', 'délai'],
  },
  'preview.minutes': {
    words: ['Let 5 minutes pass', 'Laisser passer 5 minutes'],
    menu: ['5 minutes', '5 minutes'],
    section: 'preview',
    needs: ['run', 'now'],
    also: ['skip', 'time', 'temps'],
  },
  'preview.hour': {
    words: ['+1 h: let one hour pass', '+1 h : laisser passer une heure'],
    section: 'preview',
    needs: ['run', 'now'],
    also: ['skip', 'time', 'temps'],
  },
  'preview.day': {
    words: ['Let one day pass', 'Laisser passer un jour'],
    menu: ['1 day', '1 jour'],
    section: 'preview',
    needs: ['run', 'now'],
    also: ['skip', 'time', 'temps'],
  },
  'preview.week': {
    words: ['Let one week pass', 'Laisser passer une semaine'],
    menu: ['1 week', '1 semaine'],
    section: 'preview',
    needs: ['run', 'now'],
    also: ['skip', 'time', 'temps'],
  },
  'preview.back-to-now': {
    words: ['Back to the end', 'Revenir à la fin'],
    section: 'preview',
    needs: ['run', 'past'],
  },
  'preview.phone': {
    words: ['Preview on an iPhone', 'Aperçu sur un iPhone'],
    back: ['Preview on Android', 'Aperçu sur Android'],
    section: 'preview',
    needs: ['run'],
  },
  'preview.channel': {
    words: ['Preview by SMS', 'Aperçu par SMS'],
    back: ['Preview by RCS', 'Aperçu par RCS'],
    section: 'preview',
    needs: ['run'],
  },
  'preview.share': {
    words: ['Open on a phone', 'Ouvrir sur un téléphone'],
    section: 'preview',
    needs: ['edit', 'steps'],
    also: ['link', 'QR', 'phone', 'lien', 'téléphone'],
  },
  'preview.save-test': {
    words: ['Save this run as a test', 'Garder ceci comme test'],
    section: 'preview',
    needs: ['edit', 'run', 'played'],
  },
  'preview.run-tests': {
    words: ['Run the saved tests', 'Lancer les tests enregistrés'],
    section: 'preview',
    needs: ['steps'],
    also: ['regression'],
  },

  // --- the outline: its tree hears these, of the line the keyboard is on ---
  'outline.edit': {
    words: ['Edit the details', 'Modifier les détails'],
    section: 'outline',
    keys: 'enter',
    heardElsewhere: true,
    hidden: true,
  },
  'outline.lead': {
    words: ['Lead to…', 'Mener à…'],
    section: 'outline',
    keys: 'enter',
    needs: ['edit'],
    heardElsewhere: true,
    hidden: true,
  },
  'outline.add': {
    words: ['Add a step after it', 'Ajouter une étape à la suite'],
    section: 'outline',
    keys: 'insert',
    needs: ['edit'],
    heardElsewhere: true,
    hidden: true,
  },
  'outline.rename': {
    words: ['Rename', 'Renommer'],
    section: 'outline',
    keys: 'f2',
    needs: ['edit'],
    heardElsewhere: true,
    hidden: true,
  },
  'outline.go-to': {
    words: ['Go to where it leads', 'Aller où cela mène'],
    section: 'outline',
    keys: 'arrowright',
    heardElsewhere: true,
    hidden: true,
  },
  'outline.disconnect': {
    words: ['Disconnect', 'Délier'],
    section: 'outline',
    keys: 'delete',
    needs: ['edit'],
    heardElsewhere: true,
    hidden: true,
  },
  'outline.up': {
    words: ['Move up', 'Monter'],
    section: 'outline',
    keys: 'alt+arrowup',
    needs: ['edit'],
    heardElsewhere: true,
    hidden: true,
  },
  'outline.down': {
    words: ['Move down', 'Descendre'],
    section: 'outline',
    keys: 'alt+arrowdown',
    needs: ['edit'],
    heardElsewhere: true,
    hidden: true,
  },
  'outline.show': {
    words: ['Show on the canvas', 'Montrer sur le plan'],
    section: 'outline',
    keys: 'escape',
    heardElsewhere: true,
    hidden: true,
  },
  'outline.open-all': {
    words: ['Show every way out', 'Montrer toutes les sorties'],
    section: 'outline',
    keys: '*',
    heardElsewhere: true,
    hidden: true,
  },
  'outline.menu': {
    words: ['Everything else', 'Tout le reste'],
    section: 'outline',
    keys: 'shift+f10',
    heardElsewhere: true,
    hidden: true,
  },
} as const satisfies Record<string, EditorCommand>;

export type EditorCommandId = keyof typeof editorCommands;
/** The ids of one part: 'canvas', 'editor', 'preview'. */
export type IdsOf<Part extends string> = Extract<EditorCommandId, `${Part}.${string}`>;
