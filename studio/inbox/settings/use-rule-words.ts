/** A rule as a sentence: when something happens, and the conversation is such, then these steps. Asks nothing but names. */
import { useQuery } from '@tanstack/react-query';
import type { RuleFilter } from '../../../server/contract/inbox-rules.ts';
import { useBrands } from '../../api/brands.ts';
import { useFlows } from '../../api/flows.ts';
import { useRegion, useTexts } from '../../ui/i18n.ts';
import { listTexts } from '../list/list-texts.ts';
import { wholeLength } from '../short-time.ts';
import { useTeamNames } from '../use-team.ts';
import { CANNED_KEY } from '../use-work.ts';
import { listCanned } from '../work-requests.ts';
import type { RuleBody } from './rule-requests.ts';
import { ruleTexts } from './rule-texts.ts';

const CUT = 60;

export interface RuleWords {
  /** Without the "When". */
  when(when: RuleBody['when']): string;
  /** Each condition on its own; none for every conversation. */
  conditions(filter: RuleFilter): string[];
  step(step: RuleBody['steps'][number]): string;
  /** Without its conditions. */
  whole(rule: Pick<RuleBody, 'when' | 'steps'>): string;
}

export function useRuleWords(): RuleWords {
  const say = useTexts(ruleTexts);
  const inList = useTexts(listTexts);
  const region = useRegion();
  const team = useTeamNames();
  const { data: brands = [] } = useBrands();
  const { data: flows = [] } = useFlows({ quiet: true });
  const { data: canned = [] } = useQuery({
    queryKey: CANNED_KEY,
    queryFn: async ({ signal }) => (await listCanned({}, signal)).items,
  });
  const either = new Intl.ListFormat(region, { type: 'disjunction' });
  const both = new Intl.ListFormat(region);
  const languages = new Intl.DisplayNames([region], { type: 'language' });
  const time = (ms: number) => wholeLength(ms, region);
  const owner = (term: string) => {
    const [kind, id] = term.split(/:(.*)/s);
    if (id !== undefined) return kind === 'queue' ? team.queue(id) : team.operator(id);
    return inList(kind === 'bot' ? 'ownerBot' : kind === 'queue' ? 'ownerQueue' : 'ownerOperator');
  };

  function when(one: RuleBody['when']): string {
    switch (one.on) {
      case 'heard':
        return one.text?.length
          ? say('heardOf', { words: either.format(one.text.map((text) => say('quoted', { text }))) })
          : say('heard');
      case 'queued':
        return one.queue?.length
          ? say('queuedOf', { queues: either.format(one.queue.map(team.queue)) })
          : say('queued');
      case 'labelled':
        return one.label.trim() === '' ? say('labelled') : say('labelledOf', { name: one.label });
      case 'unanswered':
        return say('unansweredOf', { time: time(one.minutes * 60_000) });
      case 'rated':
        return say('ratedOf', { most: one.most ?? 2 });
      default:
        return say(one.on);
    }
  }

  function conditions(filter: RuleFilter): string[] {
    const one = (key: string, values: readonly string[] | undefined) =>
      values?.length ? [say('condition', { key, values: either.format(values) })] : [];
    const only = (key: 'fUnread' | 'fWaiting' | 'fLate' | 'fOptedOut', on: boolean | undefined) =>
      on ? [inList(key)] : [];
    return [
      ...one(
        inList('fStatus'),
        filter.status?.map((value) => inList(value)),
      ),
      ...one(inList('fOwner'), filter.owner?.map(owner)),
      ...one(
        inList('fChannel'),
        filter.channel?.map((value) => (value === 'sms' ? inList('sms') : inList('rcs'))),
      ),
      ...one(
        inList('fPriority'),
        filter.priority?.map((value) => inList(value)),
      ),
      ...one(
        inList('fBrand'),
        filter.brand?.map((id) => brands.find((brand) => brand.id === id)?.name ?? id),
      ),
      ...one(inList('fLabel'), filter.label),
      ...one(
        inList('fFlow'),
        filter.flow?.map((id) => flows.find((flow) => flow.id === id)?.name ?? id),
      ),
      ...one(
        inList('fLocale'),
        filter.locale?.map((value) => languages.of(value) ?? value),
      ),
      ...only('fUnread', filter.unread),
      ...only('fWaiting', filter.waiting),
      ...only('fLate', filter.late),
      ...only('fOptedOut', filter.optedOut),
    ];
  }

  function step(one: RuleBody['steps'][number]): string {
    switch (one.kind) {
      case 'labels': {
        const parts = [
          ...(one.add ?? []).map((name) => say('doLabel', { name })),
          ...(one.remove ?? []).map((name) => say('doUnlabel', { name })),
        ];
        return both.format(parts);
      }
      case 'priority':
        return say('doPriority', { name: inList(one.priority) });
      case 'assign':
        return 'queue' in one.to
          ? say('doQueue', { name: team.queue(one.to.queue) })
          : say('doOperator', { name: team.operator(one.to.operator) });
      case 'snooze-for':
        return say('doSnooze', { time: time(one.ms) });
      case 'note':
        return say('doNote', { text: one.text.length > CUT ? `${one.text.slice(0, CUT)}…` : one.text });
      case 'reply':
        return say('doReply', { name: canned.find(({ id }) => id === one.canned)?.title ?? '…' });
      case 'close':
        return say('doClose');
    }
  }

  return {
    when,
    conditions,
    step,
    whole: ({ when: first, steps }) =>
      say('whole', { what: when(first), steps: both.format(steps.map(step)) }),
  };
}
