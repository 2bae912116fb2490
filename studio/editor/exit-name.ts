/** What a way out of a step is called in words. Knows the exits of every kind by their names. */
import { conditionWords } from '../../flows/comparison/value-words.ts';
import type { Flow } from '../../flows/flow.ts';
import type { Node } from '../../flows/nodes/registry.ts';
import type { Timeout } from '../../flows/nodes/shape.ts';
import { failureName } from '../../flows/service-names.ts';
import { dictionary, type Locale } from '../ui/i18n.ts';
import { durationWords, spanWords, wordsIn } from './words.ts';

const texts = dictionary(
  {
    next: 'Next',
    answer: 'Answer',
    back: 'Handed back',
    done: 'Done',
    result: 'Success',
    option: 'Any of the list',
    none: 'Nothing in the list',
    'not-understood': 'Not understood',
    message: 'Writes something',
    otherwise: 'Otherwise',
    failed: 'Failed',
    failedBy: 'Failed: {code}',
    silence: 'No answer in {time}',
    after: 'After {time}',
    at: 'At {time}',
    beforeAt: '{offset} before {time}',
    afterAt: '{offset} after {time}',
    arm: '{id} · {share} %',
  },
  {
    next: 'Suite',
    answer: 'Réponse',
    back: 'Rendue au robot',
    done: 'Terminé',
    result: 'Réussi',
    option: 'Un élément de la liste',
    none: 'Liste vide',
    'not-understood': 'Pas compris',
    message: 'Écrit autre chose',
    otherwise: 'Sinon',
    failed: 'Échec',
    failedBy: 'Échec : {code}',
    silence: 'Sans réponse en {time}',
    after: 'Après {time}',
    at: 'À {time}',
    beforeAt: '{offset} avant {time}',
    afterAt: '{offset} après {time}',
    arm: '{id} · {share} %',
  },
);

type Key = keyof (typeof texts)['en'];

/**
 * The words for an exit, in the studio's language; what an author wrote (chips) in `content`, which is the language the
 * steps are shown in.
 */
export function exitWords(node: Node, exit: string, locale: Locale, content: string = locale): string {
  const say = (key: Key, values: Record<string, string | number> = {}) =>
    texts[locale][key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
  const [head = '', ...rest] = exit.split(':');
  const tail = rest.join(':');
  switch (head) {
    case 'next':
      if (node.kind === 'ask') return say('answer');
      if (node.kind === 'handoff') return say('back');
      if (node.kind === 'call') return say('result');
      return node.kind === 'subflow' ? say('done') : say('next');
    case 'choice': {
      const choice = node.kind === 'choose' ? node.choices.find(({ id }) => id === tail) : undefined;
      return wordsIn(choice?.label, content) || tail;
    }
    case 'skip': {
      const skip = node.kind === 'ask' ? node.skip.find(({ id }) => id === tail) : undefined;
      return wordsIn(skip?.label, content) || tail;
    }
    case 'case': {
      const one = node.kind === 'branch' ? node.cases[Number(tail)] : undefined;
      return one?.name || (one ? conditionWords(one.when)[locale] : exit);
    }
    case 'timeout':
      return 'timeout' in node && typeof node.timeout === 'object'
        ? timeoutWords(node, node.timeout, locale, say)
        : say('otherwise');
    case 'signal':
      return rest.slice(1).join(':') || tail;
    case 'failed':
      return tail === '' ? say('failed') : say('failedBy', { code: failureName(tail, locale) });
    case 'arm': {
      const arms = node.kind === 'split' ? node.arms : [];
      const total = arms.reduce((sum, arm) => sum + arm.weight, 0);
      const weight = arms.find(({ id }) => id === tail)?.weight ?? 0;
      return say('arm', {
        id: armName(tail),
        share: total > 0 ? Math.round((100 * weight) / total) : 0,
      });
    }
    default:
      return Object.hasOwn(texts.en, head) ? say(head as Key) : exit;
  }
}

/** The words for an exit of a step of a flow; its name where there is no such step. */
export function exitName(flow: Flow, id: string, exit: string, locale: Locale, content?: string): string {
  const node = Object.hasOwn(flow.nodes, id) ? flow.nodes[id] : undefined;
  return node ? exitWords(node, exit, locale, content) : exit;
}

function timeoutWords(
  node: Node,
  timeout: Timeout,
  locale: Locale,
  say: (key: Key, values?: Record<string, string>) => string,
): string {
  if ('after' in timeout) {
    const time = spanWords(timeout, locale);
    return node.kind === 'wait' ? say('after', { time }) : say('silence', { time });
  }
  const time = timeout.at.replace(/^\{\{\s*([\w.]+).*\}\}$/, '$1');
  const { offset } = timeout;
  if (!offset) return say('at', { time });
  return say(offset.startsWith('-') ? 'beforeAt' : 'afterAt', {
    offset: durationWords(offset, locale),
    time,
  });
}

/** The letters new ways are called by stand out as such; a name is shown as it was written. */
export function armName(id: string): string {
  return id.length === 1 ? id.toUpperCase() : id;
}
