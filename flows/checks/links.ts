/** Where the links of promotion lead: to other hosts than the brand's they are not sent. Knows no brand but by its hosts. */
import { linkFault, linksIn } from '../links.ts';
import { inLanguage, type StudiedNode, type Study, someOf, warning, wordings } from './finding.ts';
import { messagesOf, textsInMessage } from './texts.ts';

/** Stands for a value that is not known yet. */
const UNKNOWN = '\uE000';

export function checkLinks(study: Study): void {
  if (study.linkHosts === undefined) return;
  for (const node of study.nodes) checkNode(study, node, study.linkHosts);
}

function checkNode({ flow, report }: Study, { id, node }: StudiedNode, hosts: readonly string[]): void {
  if (node.skipped) return;
  const traffic = ('delivery' in node ? node.delivery?.traffic : undefined) ?? flow.settings.traffic;
  if (traffic !== 'promotion') return;
  for (const { at, utterance } of messagesOf(node)) {
    const texts = textsInMessage(utterance.message)
      // Pictures are shown, not followed.
      .filter((text) => !/(?:^|\.)(?:url|thumbnail)$/.test(text.at) || text.at.includes('suggestions'))
      .map((text) => ({ at: `${at}.message.${text.at}`, text: text.text }));
    if (utterance.sms !== undefined) texts.push({ at: `${at}.sms`, text: utterance.sms });
    for (const { at: place, text } of texts) {
      for (const [locale, wording] of wordings(text)) {
        const strange = strangeHosts(wording, hosts);
        if (strange.length > 0) report(inLanguage(finding({ node: id, at: place }, strange), locale));
      }
    }
  }
}

/** What a link leads to that may not be in promotion; a host that a value decides is not judged. */
function strangeHosts(text: string, hosts: readonly string[]): string[] {
  const links = linksIn(text.replace(/\{\{[^}]*\}\}/g, UNKNOWN));
  const refused = links.filter((link) => {
    const [host = ''] = link.text.replace(/^[^:/]+:\/\//, '').split(/[/?#]/, 1);
    return !host.includes(UNKNOWN) && linkFault(link, hosts) !== undefined;
  });
  return [...new Set(refused.map(({ host, text: written, https }) => (https && host) || written))];
}

function finding(place: { node: string; at: string }, strange: readonly string[]) {
  const hosts = someOf(strange);
  return warning(
    'promotion-link',
    place,
    {
      en: `This is promotion, and its link leads away from the brand, to ${hosts}: it would not be sent.`,
      fr: `C’est de la promotion, et son lien mène hors de la marque, vers ${hosts} : elle ne partirait pas.`,
    },
    {
      en: 'Link to the brand’s website over https, or add this host to the hosts of the brand.',
      fr: 'Menez au site de la marque en https, ou ajoutez cet hôte à ceux de la marque.',
    },
  );
}
