/** What a step does that no customer sees, in a line or two: "Calendar · book", "service = cut". */
import type { Expectation } from '../../../flows/answer.ts';
import type { Node } from '../../../flows/nodes/registry.ts';
import { outcomeWords } from '../../../flows/outcome-words.ts';
import { callName } from '../../../flows/service-names.ts';
import { dictionary, type Locale } from '../../ui/i18n.ts';
import { shortened } from '../words.ts';

const MOST = 3;
const LETTERS = 40;

const texts = dictionary(
  {
    more: '+ {n} more',
    saved: 'saved as {name}',
    list: 'From the list {name}',
    goesOn: 'then {flow}',
    outcome: 'Outcome: {outcome}',
    queue: 'Team: {queue}',
    adds: '{name} + {value}',
    becomes: '{name} = {value}',
    nothing: 'nothing',
    waits: 'Waits in silence',
    text: 'Any text',
    number: 'A number',
    date: 'A date',
    time: 'A time',
    email: 'An e-mail address',
    phone: 'A phone number',
    choice: 'One of a few words',
    location: 'A place on the map',
    file: 'A file or picture',
  },
  {
    more: '+ {n} autres',
    saved: 'noté dans {name}',
    list: 'Depuis la liste {name}',
    goesOn: 'puis {flow}',
    outcome: 'Issue : {outcome}',
    queue: 'Équipe : {queue}',
    adds: '{name} + {value}',
    becomes: '{name} = {value}',
    nothing: 'rien',
    waits: 'Attend en silence',
    text: 'Un texte libre',
    number: 'Un nombre',
    date: 'Une date',
    time: 'Une heure',
    email: 'Une adresse e-mail',
    phone: 'Un numéro de téléphone',
    choice: 'Un mot parmi quelques-uns',
    location: 'Un lieu sur la carte',
    file: 'Un fichier ou une photo',
  },
);

/** At most three lines, the last of which may say how many are left out. */
export function factsOf(node: Node, locale: Locale): string[] {
  const say = (key: keyof (typeof texts)['en'], values: Record<string, string | number> = {}) =>
    texts[locale][key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
  const lines = ((): string[] => {
    switch (node.kind) {
      case 'ask':
        return [
          `${say(node.expect.type satisfies Expectation['type'])} · ${say('saved', { name: node.save })}`,
        ];
      case 'choose':
        return [
          ...(node.options ? [say('list', { name: node.options.from })] : []),
          ...(node.save ? [say('saved', { name: node.save })] : []),
        ];
      case 'set':
        return node.assign.map(({ variable, to, append }) =>
          say(append ? 'adds' : 'becomes', {
            name: variable,
            value: to === null || to === '' ? say('nothing') : bare(String(to)),
          }),
        );
      case 'call':
        return [
          callName(`${node.service}.${node.operation}`, locale),
          ...(node.save
            ? [say('saved', { name: node.save })]
            : Object.keys(node.pick).length > 0
              ? [say('saved', { name: Object.keys(node.pick).join(', ') })]
              : []),
        ];
      case 'subflow':
        return [node.flow];
      case 'wait':
        return node.message || node.on.length > 0 ? [] : [say('waits')];
      case 'handoff':
        return node.queue === 'default' ? [] : [say('queue', { queue: node.queue })];
      case 'end':
        return [
          ...(node.outcome === 'done'
            ? []
            : [say('outcome', { outcome: outcomeWords(node.outcome)[locale] })]),
          ...(node.next ? [say('goesOn', { flow: node.next })] : []),
        ];
      default:
        return [];
    }
  })();
  const shown = lines.length > MOST ? lines.slice(0, MOST - 1) : lines;
  const rest = lines.length - shown.length;
  return [...shown.map((line) => shortened(line, LETTERS)), ...(rest > 0 ? [say('more', { n: rest })] : [])];
}

/** A template that is one variable is shown as its name. */
function bare(value: string): string {
  return value.replace(/\{\{\s*([^}|]+?)\s*(\|[^}]*)?\}\}/g, '$1');
}
