/** What can be mended in a flow by one click, finding by finding. Knows the codes of the checks; knows no editor. */
import type { Path } from './change.ts';
import { exitPath } from './checks/exits.ts';
import type { Finding, Wording } from './checks/finding.ts';
import { addNode } from './edit/add-node.ts';
import { setStart } from './edit/mark-node.ts';
import { removeNodes } from './edit/remove-nodes.ts';
import { setAt, valueAt } from './edit/set-at.ts';
import { nodeOf, withoutPerson } from './edit/targets.ts';
import type { Flow } from './flow.ts';
import { LIMITS } from './limits.ts';
import type { LocalText } from './message.ts';
import { exitsOf } from './nodes/registry.ts';
import { OFFICE_WEEK, openTimeOfWeek } from './opening-hours.ts';

export interface Mend {
  title: Wording;
  /** Pure; the same flow where there is nothing left to mend. */
  apply(flow: Flow): Flow;
}

/** The ways out of a finding, the likeliest first; none where only the author can know. */
export function mendsFor(flow: Flow, finding: Finding): Mend[] {
  return mends(flow, finding).filter(({ apply }) => apply(flow) !== flow);
}

function mends(flow: Flow, { code, node, path }: Finding): Mend[] {
  switch (code) {
    case 'exit-unconnected':
    case 'exit-missing':
    case 'options-none':
    case 'call-failed-exit':
      return node === undefined ? [] : openExit(flow, node, path);
    case 'no-timeout':
      return node === undefined
        ? []
        : [
            {
              title: { en: 'End after an hour', fr: 'Finir après une heure' },
              apply: (now) => leadTo(now, node, 'timeout', 'end'),
            },
          ];
    case 'hours-missing':
    case 'hours-never-open':
      return node === undefined
        ? []
        : [
            {
              title: {
                en: 'Open Monday to Friday, 9 to 18',
                fr: 'Ouvrir du lundi au vendredi, de 9 h à 18 h',
              },
              apply: (now) => openOnWorkdays(now),
            },
            {
              title: { en: 'Count all the time', fr: 'Compter tout le temps' },
              apply: (now) => setAt(now, ['nodes', node, 'timeout', 'inOpeningHours'], undefined),
            },
          ];
    case 'unreachable':
      return node === undefined
        ? []
        : [
            {
              title: { en: 'Remove the step', fr: 'Supprimer l’étape' },
              apply: (now) => removeNodes(now, [node]),
            },
          ];
    case 'start-missing':
      return Object.keys(flow.nodes)
        .slice(0, 1)
        .map((first) => ({
          title: { en: 'Start at the first step', fr: 'Commencer à la première étape' },
          apply: (now) => setStart(now, first),
        }));
    case 'person-missing':
      return [
        {
          title: { en: 'Hand over plainly', fr: 'Passer simplement le relais' },
          apply: (now) =>
            now.settings.person === undefined ? now : { ...now, settings: withoutPerson(now.settings) },
        },
      ];
    case 'too-long':
      return cut(flow, path);
    case 'translation-missing':
      return [
        {
          title: { en: 'Copy the text there is', fr: 'Copier le texte existant' },
          apply: (now) => setText(now, path, (text) => inEveryLanguage(text, now.locales)),
        },
      ];
    case 'url-not-https':
      return [
        {
          title: { en: 'Use https://', fr: 'Mettre https://' },
          apply: (now) => setText(now, path, (text) => eachWording(text, secured)),
        },
      ];
    case 'carousel-tall':
      return [
        {
          title: { en: 'Make the picture medium', fr: 'Passer l’image en taille moyenne' },
          apply: (now) => setAt(now, pathIn(now, path), 'medium'),
        },
      ];
    case 'card-horizontal-bare':
      return [
        {
          title: { en: 'Make the card vertical', fr: 'Rendre la carte verticale' },
          apply: (now) => setAt(now, [...pathIn(now, path).slice(0, -1), 'orientation'], 'vertical'),
        },
      ];
    default:
      return [];
  }
}

/** The exit a finding is about, by name; undefined where it is about none. */
export function exitOfFinding(
  flow: Flow,
  { node: id, path }: Pick<Finding, 'node' | 'path'>,
): string | undefined {
  const node = id === undefined ? undefined : nodeOf(flow, id);
  return node && exitsOf(node).find((one) => path === `nodes.${id}.${exitPath(node, one)}`)?.name;
}

/** Whether a finding is mended by leading an exit to a step: what it leads to is for the author to say. */
export function asksForTarget({ code }: Pick<Finding, 'code'>): boolean {
  return OPEN_EXIT.has(code);
}

const OPEN_EXIT: ReadonlySet<string> = new Set([
  'exit-unconnected',
  'exit-missing',
  'options-none',
  'call-failed-exit',
]);

function openExit(flow: Flow, id: string, path: string): Mend[] {
  const exit = exitOfFinding(flow, { node: id, path });
  if (exit === undefined) return [];
  return [
    {
      title: { en: 'End here', fr: 'Finir ici' },
      apply: (now) => leadTo(now, id, exit, 'end'),
    },
    {
      title: { en: 'Hand over to a person', fr: 'Passer à une personne' },
      apply: (now) => leadTo(now, id, exit, 'handoff'),
    },
  ];
}

/** A new step at the end of an exit that leads nowhere, drawn to the right of where the exit begins. */
function leadTo(flow: Flow, id: string, exit: string, kind: 'end' | 'handoff'): Flow {
  const node = nodeOf(flow, id);
  if (!node) return flow;
  const exits = exitsOf(node);
  const known = exits.findIndex(({ name }) => name === exit);
  const to = exits[known]?.to;
  if (to !== undefined && nodeOf(flow, to)) return flow;
  const { x, y } = flow.canvas.positions[id] ?? { x: 0, y: 0 };
  const row = known < 0 ? exits.length : known;
  const made = addNode(flow, kind, { at: { x: x + 360, y: y + row * 120 }, from: { node: id, exit } });
  const after = nodeOf(made.flow, id);
  return after && exitsOf(after).some(({ to: end }) => end === made.id) ? made.flow : flow;
}

/** Single days that are stated stay. */
function openOnWorkdays(flow: Flow): Flow {
  const { hours } = flow.settings;
  if (hours && openTimeOfWeek(hours) > 0) return flow;
  return {
    ...flow,
    settings: { ...flow.settings, hours: { week: OFFICE_WEEK, exceptions: hours?.exceptions ?? [] } },
  };
}

/** RCS counts UTF-16 units here; texts with variables in them are left to the author. */
function cut(flow: Flow, path: string): Mend[] {
  const most = mostAt(path);
  const text = textAt(flow, path);
  if (most === undefined || text === undefined || /\{\{/.test(JSON.stringify(text))) return [];
  return [
    {
      title: { en: `Cut to ${most} characters`, fr: `Couper à ${most} caractères` },
      apply: (now) => setText(now, path, (long) => eachWording(long, (wording) => shortened(wording, most))),
    },
  ];
}

function mostAt(path: string): number | undefined {
  if (path.endsWith('.label')) return LIMITS.suggestionLabel;
  if (path.endsWith('.message.text')) return LIMITS.text;
  if (/\.(?:card|cards\.\d+)\.title$/.test(path)) return LIMITS.cardTitle;
  if (/\.(?:card|cards\.\d+)\.description$/.test(path)) return LIMITS.cardDescription;
  return undefined;
}

/** At a word where one ends near, and never inside a character of several units. */
function shortened(wording: string, most: number): string {
  if (wording.length <= most) return wording;
  let head = '';
  for (const { segment } of new Intl.Segmenter().segment(wording)) {
    if (head.length + segment.length > most - 1) break;
    head += segment;
  }
  const space = head.lastIndexOf(' ');
  return `${(space > most * 0.6 ? head.slice(0, space) : head).trimEnd()}…`;
}

function secured(wording: string): string {
  return wording.replace(/^\s*http:\/\//i, 'https://');
}

function inEveryLanguage(text: LocalText, locales: readonly string[]): LocalText {
  if (typeof text === 'string') return text;
  const source = Object.values(text).find((wording) => wording.trim() !== '');
  if (source === undefined) return text;
  const has = (locale: string) => text[locale]?.trim() || text[locale.slice(0, 2)]?.trim();
  return {
    ...text,
    ...Object.fromEntries(locales.filter((locale) => !has(locale)).map((locale) => [locale, source])),
  };
}

function eachWording(text: LocalText, change: (wording: string) => string): LocalText {
  if (typeof text === 'string') return change(text);
  return Object.fromEntries(Object.entries(text).map(([locale, wording]) => [locale, change(wording)]));
}

function textAt(flow: Flow, path: string): LocalText | undefined {
  const text = valueAt(flow, pathIn(flow, path));
  return typeof text === 'string' || (typeof text === 'object' && text !== null && !Array.isArray(text))
    ? (text as LocalText)
    : undefined;
}

function setText(flow: Flow, path: string, change: (text: LocalText) => LocalText): Flow {
  const text = textAt(flow, path);
  return text === undefined ? flow : setAt(flow, pathIn(flow, path), change(text));
}

/** "nodes.greet.choices.0.label" as a path: places in lists are numbers, everything else is a key. */
function pathIn(flow: Flow, written: string): Path {
  const path: Path = [];
  for (const segment of written.split('.')) {
    path.push(Array.isArray(valueAt(flow, path)) ? Number(segment) : segment);
  }
  return path;
}
