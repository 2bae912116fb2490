/** What a finding says, with the exits of the flow called as they are on the canvas. Pure; knows no panel. */
import type { Finding } from '../../../flows/checks/finding.ts';
import type { Flow } from '../../../flows/flow.ts';
import { exitOfFinding } from '../../../flows/mends.ts';
import type { Locale } from '../../ui/i18n.ts';
import { exitName } from '../exit-name.ts';
import { shownLocale } from '../words.ts';

export interface FindingWords {
  message: string;
  mend: string;
}

/** The checks name an exit as the document does, "choice:cut"; whoever draws knows it by the button: “A cut”. */
export function findingWords(flow: Flow, finding: Finding, reader: Locale): FindingWords {
  const message = finding.message[reader];
  const mend = finding.mend[reader];
  const exit = exitOfFinding(flow, finding);
  if (exit === undefined || finding.node === undefined) return { message, mend };
  const name = exitName(flow, finding.node, exit, reader, shownLocale(flow.locales, reader));
  return { message: withExit(message, exit, name), mend: withExit(mend, exit, name) };
}

/** A text in which an exit is called by its name instead of what the document calls it. */
export function withExit(text: string, exit: string, name: string): string {
  return text.replaceAll(`“${exit}”`, `“${name}”`).replaceAll(`« ${exit} »`, `« ${name} »`);
}
