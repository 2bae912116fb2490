/**
 * Whether a promotion may leave, when, and why: each check in turn, each decision with its reason. Knows the order of
 * the checks and their evidence; the law itself is in the tables of sender, links and hours.
 */
import { hostOf, linkFault, linksIn } from '../../flows/links.ts';
import type { Brand } from '../channels/port.ts';
import type { Reason } from '../stores/port.ts';
import { createHours, type HoursTable } from './hours.ts';
import type { ConsentLedger, LegalBasis } from './ledger.ts';
import { NORTH_AMERICAN_LAW, placeOf, under } from './place.ts';
import type { Rule, Ruling } from './port.ts';
import { mentionFor, senderFault, wantsMention } from './sender.ts';

export interface RuleDeps {
  consent: Pick<ConsentLedger, 'allows'>;
  /** From 0 up to but not 1: spreads what waited, so that it does not all leave at eight. */
  jitter(): number;
  /** Addresses of this server, whose pages any brand may link to. */
  ownUrls?: readonly string[];
  hours?: HoursTable;
}

const SPREAD_MS = 30 * 60_000;

/** Where promotion rests on the person's own consent and nothing else: 47 CFR 64.1200(f)(9), CASL. */
const CONSENT_ONLY: readonly LegalBasis[] = ['consent'];

export function createRule(deps: RuleDeps): Rule {
  const nextOpening = createHours(deps.hours);

  return async (question) => {
    const { brand, phone, channel, now, text } = question;
    if (question.traffic !== 'promotion') return { kind: 'go', because: [] };
    const because: Reason[] = [];
    const note = (code: string, detail?: string) =>
      because.push({ at: now, code, ...(detail ? { detail } : {}) });
    const refuse = (code: string, detail: string, fact?: string): Ruling => {
      note(code, fact);
      return { kind: 'refuse', code, detail, because };
    };

    const place = placeOf(phone);
    if (!place) return refuse('invalid_phone', 'This is no phone number of any country.');
    const { countries } = place;

    const bases = under(NORTH_AMERICAN_LAW, countries) ? CONSENT_ONLY : undefined;
    const allowance = await deps.consent.allows(brand.workspace, brand.id, phone, 'marketing', now, bases);
    if (allowance.kind === 'not-allowed') {
      if (allowance.code === 'no_consent') {
        return refuse('no_consent', 'There is no evidence that this person agreed to promotion.');
      }
      const since = new Date(allowance.since).toISOString();
      return refuse('opted_out', 'This person asked for no more messages.', since);
    }
    const { evidence } = allowance;
    note('consent', `${evidence.legalBasis} ${evidence.source} ${evidence.id}`);

    let mention: string | undefined;
    if (channel === 'sms') {
      if (!brand.sms) return refuse('no_sender', 'This brand sends no SMS.');
      const { sender } = brand.sms;
      const fault = senderFault(sender, countries);
      if (fault) return refuse(fault, `"${sender}" may not send promotion there.`, sender);
      note('sender_allowed', sender);
      // Who was not asked beforehand must be told in each message how to object: CNIL, ePrivacy directive 13(2).
      if (wantsMention(countries) || evidence.legalBasis !== 'consent') {
        const found = mentionFor(brand.sms, text);
        if (found === 'missing') {
          const detail = `"${sender}" cannot be answered: set the brand's STOP mention, such as "STOP 36111".`;
          return refuse('stop_mention_missing', detail, sender);
        }
        mention = found.mention;
        if (mention) note('stop_mention', mention);
      }
    }

    const allowed = linkHosts(brand, deps.ownUrls);
    for (const link of linksIn(text)) {
      const shown = link.host || link.text.slice(0, 100);
      const fault = linkFault(link, allowed);
      if (fault) return refuse(fault, `A link of promotion may not lead to "${shown}".`, shown);
      note(link.punycode ? 'link_punycode' : 'link_allowed', shown);
    }

    // Last, because what may never go need not wait to hear it.
    const opening = await nextOpening(place, now);
    const where = place.region ? `${countries.join(' ')} ${place.region}` : countries.join(' ');
    if (!opening)
      return refuse('no_legal_hour', 'There is no hour at which promotion is allowed there.', where);
    if (opening.from > now) {
      const spread = Math.min(SPREAD_MS, opening.until - opening.from);
      const until = opening.from + Math.floor(Math.max(0, Math.min(deps.jitter(), 1)) * (spread - 1));
      const waiting: Reason = {
        at: now,
        code: 'hours_wait',
        detail: `${where} ${new Date(until).toISOString()}`,
      };
      return { kind: 'wait', until, because: [waiting] };
    }
    note('hours_open', where);
    return { kind: 'go', because, ...(mention ? { mention } : {}) };
  };
}

/** The hosts that links in a brand's promotion may lead to; `ownUrls` are the server's own pages. */
export function linkHosts(
  { website = '', linkDomains = [] }: Pick<Brand, 'website' | 'linkDomains'>,
  ownUrls: readonly string[] = [],
): string[] {
  return [website, ...linkDomains, ...ownUrls].flatMap((address) => hostOf(address) ?? []);
}
