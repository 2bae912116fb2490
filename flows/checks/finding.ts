/** What a check reports, and what checks are given to look at. Knows no particular check. */
import type { Flow } from '../flow.ts';
import type { LocalText } from '../message.ts';
import type { Exit } from '../nodes/exit.ts';
import type { Node } from '../nodes/registry.ts';
import type { Smart } from '../sms/plainer.ts';

export interface Wording {
  en: string;
  fr: string;
}

export interface Finding {
  /** An error blocks publishing; a warning is worth a look. */
  severity: 'error' | 'warning';
  /** Stable, for filters and tests: "exit-unconnected". */
  code: string;
  /** The node it is about, if it is about one. */
  node?: string;
  /** Where in the document: "nodes.greet.ask.message.text". */
  path: string;
  /** The language of the text it is about, where it is about one of several. */
  locale?: string;
  /** What is wrong. */
  message: Wording;
  /** How to mend it. */
  mend: Wording;
}

/** The operations of a service and the codes each can fail with; what the server's registry describes. */
export type ServiceSheets = Record<
  string,
  { operations: Record<string, { failures: Record<string, string> }> }
>;

/** A brand that sends SMS under a name, which nobody can reply to. */
export interface UnanswerableSender {
  /** The brand's name. */
  brand: string;
  /** As phones show it. */
  sender: string;
}

export interface CheckContext {
  /** Every flow that can be called, led to, or compete for a trigger, by id; the checked one may be among them. */
  flows: ReadonlyMap<string, Flow> | Record<string, Flow>;
  /** Left out where the services are not known: calls are then not checked against them. */
  services?: ServiceSheets;
  /** How the brand writes SMS; "when-shorter" if left out. */
  smart?: Smart;
  /** The brands whose SMS cannot be answered; none if left out. */
  unanswerable?: readonly UnanswerableSender[];
  /** Hosts that links in promotion may lead to, of any brand; left out where they are not known. */
  linkHosts?: readonly string[];
}

/** A flow opened for checking. */
export interface Study {
  flow: Flow;
  nodes: readonly StudiedNode[];
  find(id: string): StudiedNode | undefined;
  flowCalled(id: string): Flow | undefined;
  flows: readonly Flow[];
  services: ServiceSheets | undefined;
  smart: Smart | undefined;
  unanswerable: readonly UnanswerableSender[];
  linkHosts: readonly string[] | undefined;
  report(finding: Finding): void;
}

export interface StudiedNode {
  id: string;
  node: Node;
  exits: Exit[];
}

/** An error at a place: a document path, or a node and a path inside it. */
export function error(code: string, place: Place, message: Wording, mend: Wording): Finding {
  return { severity: 'error', code, ...located(place), message, mend };
}

/** As `error`, but publishing goes on. */
export function warning(code: string, place: Place, message: Wording, mend: Wording): Finding {
  return { severity: 'warning', code, ...located(place), message, mend };
}

export type Place = string | { node: string; at: string };

function located(place: Place): Pick<Finding, 'node' | 'path'> {
  if (typeof place === 'string') return { path: place };
  return { node: place.node, path: place.at ? `nodes.${place.node}.${place.at}` : `nodes.${place.node}` };
}

/** The same about one language of a text; "" is about all. */
export function inLanguage(finding: Finding, locale: string): Finding {
  return locale === '' ? finding : { ...finding, locale };
}

/** A text in each of its languages; "" names the one wording for all. */
export function wordings(text: LocalText): [locale: string, wording: string][] {
  return typeof text === 'string' ? [['', text]] : Object.entries(text);
}

/** Some names as a list in words, cut after a few: a flow of a thousand boxes should not fill the screen. */
export function someOf(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most).map((name) => `“${name}”`);
  return names.length > most ? `${shown.join(', ')}, … (${names.length})` : shown.join(', ');
}
