/** What the inbox does by itself, put together for one workspace: the rules, what runs them, and their trial. */
import type { Clock } from '../clock.ts';
import type { Brands } from '../engine/brands.ts';
import type { Engine } from '../engine/engine.ts';
import { CodedError } from '../errors.ts';
import type { Report } from '../report.ts';
import type { Conversation, Store } from '../stores/port.ts';
import { CANNED, type CannedBody } from './canned.ts';
import { fillCanned } from './fill-canned.ts';
import type { Inbox } from './inbox.ts';
import { DEFAULT_QUEUE, type Queues } from './queues.ts';
import { createRuleFigures, type RuleFigureStore } from './rule-figures.ts';
import { createRuleRun, type RuleRun, type RuleRunDeps } from './rule-run.ts';
import { createRuleTrial, type RuleTrial } from './rule-trial.ts';
import { createRuleWorld } from './rule-world.ts';
import { openRules, type Rules } from './rules.ts';
import { scopeOf } from './scope-of.ts';
import { createShelf } from './shelf.ts';

export interface Automation {
  rules: Rules;
  figures: RuleFigureStore;
  run: RuleRun;
  trial: RuleTrial;
  /** The rules changed. */
  changed(): void;
  /** Resolves when what follows from that is done. */
  stop(): Promise<void>;
}

export interface AutomationDeps {
  workspace: string;
  store: Store;
  inbox: Pick<Inbox, 'index' | 'levels' | 'contacts'>;
  engine: Engine;
  queues: Queues;
  brands: Brands;
  clock: Clock;
  newId(): string;
  report: Report;
  /** Whether somebody can be given conversations. */
  takes(operator: string): Promise<boolean>;
  /** Puts a run on record before it is done. */
  note: RuleRunDeps['note'];
}

export async function openAutomation(deps: AutomationDeps): Promise<Automation> {
  const { workspace, store, inbox, engine, queues, brands, clock, report } = deps;
  const { records } = store;
  const rules = await openRules({ workspace, records });
  const figures = createRuleFigures(records);
  const shelf = createShelf<CannedBody>(records, CANNED);
  const watching = new Set<Promise<unknown>>();

  /** Everybody's only: a rule is nobody. Where SMS is spoken, the wording that was written for it is what is said. */
  async function fill(id: string, conversation: Conversation) {
    try {
      const { title, texts } = await shelf.get(workspace, { id: '', all: false }, id);
      const brand = brands.get(workspace, conversation.brand);
      const filled = fillCanned(
        texts,
        scopeOf(conversation, {
          brand,
          contact: await inbox.contacts.get(workspace, conversation.brand, conversation.phone),
          operator: brand?.name ?? '',
          now: clock.now(),
        }),
      );
      if (!filled) return undefined;
      const { message, sms } = filled;
      if (conversation.channel !== 'sms' || sms === undefined) return { title, message };
      return { title, message: { kind: 'text' as const, text: sms, suggestions: [] } };
    } catch (error) {
      if (error instanceof CodedError && error.code === 'not_found') return undefined;
      throw error;
    }
  }

  const world = createRuleWorld({
    ...{ clock, fill, takes: deps.takes },
    deskRules: queues.rules,
    queue: (id) => id === DEFAULT_QUEUE || queues.get(id).configured,
  });
  const run = createRuleRun({
    ...{ workspace, store, rules, figures, engine, clock, report, world },
    index: inbox.index,
    judged: inbox.levels.judged,
    newId: deps.newId,
    note: deps.note,
  });

  return {
    rules,
    figures,
    run,
    trial: createRuleTrial({
      ...{ workspace, records, world },
      conversations: store.conversations,
      index: inbox.index,
      now: () => clock.now(),
    }),
    changed() {
      const done = run
        .watchWaits()
        .catch((error: unknown) => report({ kind: 'fault', where: 'rules', error }))
        .finally(() => watching.delete(done));
      watching.add(done);
    },
    async stop() {
      await Promise.allSettled([...watching]);
    },
  };
}
