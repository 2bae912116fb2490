/** The dry run of a rule: in which conversations it would have run, and what each step would come to. Changes nothing. */
import { useMutation } from '@tanstack/react-query';
import { Check, CircleAlert, ExternalLink, Minus } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { Tried, TriedStep } from '../../../server/contract/inbox-rules.ts';
import { useProblemText } from '../../api/problem-text.ts';
import { Ago } from '../../ui/ago.tsx';
import { Button } from '../../ui/button.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { Problem } from '../../ui/problem.tsx';
import { Select } from '../../ui/select.tsx';
import { useRefusalText } from '../use-refusal-text.ts';
import { type RuleBody, tryRule } from './rule-requests.ts';
import { ruleTexts } from './rule-texts.ts';
import css from './rule-trial.module.css';
import { useRuleWords } from './use-rule-words.ts';

interface Props {
  rule: RuleBody;
  /** Everything in it is filled in. */
  ready: boolean;
  onUnready: () => void;
}

const DAYS = ['1', '7', '30', '90'] as const;

export function RuleTrial({ rule, ready, onUnready }: Props) {
  const say = useTexts(ruleTexts);
  const problemText = useProblemText();
  const [days, setDays] = useState<string>('7');
  const { mutate, data, error, isPending, variables } = useMutation({
    mutationFn: (asked: { rule: RuleBody; days: number }) => tryRule(asked.rule, asked.days),
  });
  const now = { rule, days: Number(days) };
  const result = useRef<HTMLDivElement>(null);
  // What was asked for is below what can be seen of the dialog.
  useEffect(() => {
    if (data) result.current?.scrollIntoView({ block: 'nearest' });
  }, [data]);
  // What the rule is called changes nothing of what it does.
  const isOld = variables !== undefined && sense(variables) !== sense(now);
  const go = () => (ready ? mutate(now) : onUnready());
  return (
    <section className={css.trial} aria-label={say('dryRun')}>
      <h3>{say('dryRun')}</h3>
      <p className={css.about}>
        {say('dryRunText')} {goesByLabels(rule) ? say('dryRunLabels') : ''}
      </p>
      <div className={css.tools}>
        <span>{say('days')}</span>
        <Select
          aria-label={say('days')}
          value={days}
          options={DAYS.map((value) => ({
            value,
            label: value === '1' ? say('oneDay') : say('someDays', { count: value }),
          }))}
          onChange={setDays}
        />
        <Button size="s" disabled={isPending} onClick={go}>
          {say(isPending ? 'trying' : 'tryIt')}
        </Button>
      </div>
      <div role="status" ref={result} className={css.result}>
        {error && !isPending ? (
          <Problem inline title={say('tryFailed')} detail={problemText(error)} onRetry={go} />
        ) : null}
        {data && !isPending && isOld ? <p className={css.about}>{say('tryStale')}</p> : null}
        {data && !isPending && !isOld ? <Found tried={data} rule={rule} /> : null}
      </div>
    </section>
  );
}

function Found({ tried: { looked, matched, more, items }, rule }: { tried: Tried; rule: RuleBody }) {
  const say = useTexts(ruleTexts);
  const count = say(matched === 0 ? 'matchedNone' : matched === 1 ? 'matchedOne' : 'matched', {
    looked,
    matched,
  });
  return (
    <>
      <p className={css.count}>
        {count} {more ? say('onlyNewest') : ''}{' '}
        {items.length < matched ? say('firstOnes', { count: items.length }) : ''}
      </p>
      <ul className={css.items}>
        {items.map(({ id, name, phone, at, steps }) => (
          <li key={id} className={css.item}>
            <p className={css.who}>
              <a href={`/inbox/${id}?view=all`} target="_blank" rel="noreferrer" title={say('opensNew')}>
                <bdi>{name ?? phone}</bdi>
                <ExternalLink size={12} aria-hidden />
                <span className="visually-hidden"> {say('opensNew')}</span>
              </a>
              {rule.when.on === 'labelled' ? null : <Ago at={at} className={css.at} />}
            </p>
            <ul className={css.steps}>
              {steps.map((step, n) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the steps of a rule have no other identity.
                <Outcome key={n} tried={step} step={rule.steps[n]} />
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </>
  );
}

function Outcome({ tried, step }: { tried: TriedStep; step: RuleBody['steps'][number] | undefined }) {
  const say = useTexts(ruleTexts);
  const words = useRuleWords();
  const why = useRefusalText();
  const named = step ? words.step(step) : tried.step;
  const { outcome, code = '', detail = '' } = tried;
  if (outcome === 'refused') {
    return (
      <li className={css.refused}>
        <CircleAlert size={13} aria-hidden />
        <span>{say('wouldRefuse', { step: named, why: why({ code, detail }) })}</span>
      </li>
    );
  }
  return (
    <li className={outcome === 'done' ? css.done : css.nothing}>
      {outcome === 'done' ? <Check size={13} aria-hidden /> : <Minus size={13} aria-hidden />}
      <span>{say(outcome === 'done' ? 'wouldDo' : 'wouldNot', { step: named })}</span>
    </li>
  );
}

/** When a label was put on or taken off is not kept. */
function goesByLabels({ when, and }: RuleBody): boolean {
  return when.on === 'labelled' || and?.label !== undefined;
}

function sense({ rule, days }: { rule: RuleBody; days: number }): string {
  const { when, and, steps } = rule;
  return JSON.stringify([when, and, steps, days]);
}
