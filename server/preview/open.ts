/** Puts previews together: which store, services, law and wire format a previewed flow runs on. Knows each by its maker only. */

import type { Clock } from '../clock.ts';
import { createConsent } from '../consent/ledger.ts';
import { createRule } from '../consent/rule.ts';
import type { Egress } from '../egress.ts';
import type { Brands } from '../engine/brands.ts';
import type { Catalogues } from '../engine/catalogue.ts';
import type { Report } from '../report.ts';
import { CALENDAR_KIND } from '../services/calendar-plan.ts';
import { CASE_STATES, createCases } from '../services/cases.ts';
import { createPayments } from '../services/payments.ts';
import { createServices, runCall } from '../services/registry.ts';
import type { Secrets } from '../services/secrets.ts';
import type { RecordStore, Store } from '../stores/port.ts';
import { createFlowTests, type FlowTests } from './flow-tests.ts';
import { type PreviewHandlers, previewHandlers } from './handlers.ts';
import { createHttpTry } from './http-try.ts';
import { createPreviewLinks, type PreviewLinks } from './links.ts';
import type { RenderRbm } from './phone.ts';
import { createPreviews, type Previews } from './previews.ts';
import { createSources, type Sources } from './source.ts';
import type { WorldParts } from './world-spec.ts';

export interface PreviewDeps {
  records: RecordStore;
  catalogues: Catalogues;
  brands: Brands;
  secrets: Secrets;
  egress: Egress;
  clock: Clock;
  newId(): string;
  report: Report;
  publicUrl: string;
  /** A store in memory, with nothing in it. */
  openStore(): Store;
  renderRbm: RenderRbm;
}

export interface PreviewParts {
  previews: Previews;
  tests: FlowTests;
  links: PreviewLinks;
  sources: Sources;
  tryHttp: ReturnType<typeof createHttpTry>;
  /** For the live connection. */
  handlers: PreviewHandlers;
  stop(): Promise<void>;
}

export function openPreviews(deps: PreviewDeps): PreviewParts {
  const { records, clock } = deps;
  const parts = partsOf(deps);
  const sources = createSources(records, deps.catalogues);
  const links = createPreviewLinks({ records, clock });
  const previews = createPreviews({
    parts,
    sources,
    brands: deps.brands,
    known: (workspace) => calendarsOf(records, workspace),
    clock,
    report: deps.report,
  });
  return {
    previews,
    tests: createFlowTests({ records, parts, sources }),
    links,
    sources,
    tryHttp: createHttpTry(deps),
    handlers: previewHandlers({ previews, links }),
    stop: previews.stop,
  };
}

/** Of a ledger that nobody else reads. */
const LEDGER_KEY = Buffer.alloc(32, 'preview');

function partsOf({ egress, secrets, clock: real, openStore, renderRbm, publicUrl }: PreviewDeps): WorldParts {
  return {
    openStore,
    renderRbm,
    publicUrl,

    services({ records, clock, signal, provider }) {
      const cases = createCases({ records, clock, signal });
      const payments = createPayments({ records, clock, signal, provider });
      // The http service pauses between attempts by its clock, and outside servers answer in real time.
      const services = createServices({
        ...{ records, payments, cases, egress, secrets, clock: real },
        // Nobody waits in a preview, and somebody is always there.
        team: async () => ({ open: true, online: 1, waiting: 0, waitMinutes: 0 }),
      });
      return {
        run: (service, operation, input, context) => runCall(services, service, operation, input, context),
        settlePayment: (id) => payments.settle({ body: Buffer.from(id), headers: {} }),
        async setCase(workspace, number, status, note) {
          const known = CASE_STATES.find((one) => one === status) ?? 'open';
          return cases.setStatus(workspace, number, known, note);
        },
        outside: (service, operation, input, context) =>
          runCall({ http: services.http }, service, operation, input, context),
      };
    },

    consent({ records, clock, random }) {
      const consent = createConsent({ records, key: LEDGER_KEY, clock });
      return {
        consent,
        rule: createRule({ consent, jitter: random, ownUrls: [publicUrl] }),
        // Whoever looks at a promotion wants to see it; the law on senders, links and hours holds all the same.
        agree: ({ workspace, id }, phone) =>
          consent.record({
            workspace,
            brand: id,
            phone,
            key: 'preview',
            at: clock.now(),
            what: 'given',
            purpose: 'marketing',
            channel: 'other',
            source: 'form',
            wording: 'Preview',
            legalBasis: 'consent',
            proof: { form: 'preview' },
          }),
      };
    },
  };
}

/** What the workspace offers for booking, as it is now; the bookings themselves stay where they are. */
async function calendarsOf(records: RecordStore, workspace: string) {
  const page = await records.list(workspace, CALENDAR_KIND, { limit: 200 });
  return page.items.map(({ key, data }) => ({ kind: CALENDAR_KIND, key, data }));
}
