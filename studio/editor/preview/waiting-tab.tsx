/** What a conversation waits for: timers, calls, payments, cases, people, signals; each can be made to happen. */
import { AlarmClock, Zap } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { PreviewAct, PreviewState } from '../../../server/contract.ts';
import { useDocument } from '../../document/store.ts';
import { useInstant } from '../../phone/preview/use-instant.ts';
import { Button } from '../../ui/button.tsx';
import { useLocale, useRegion, useTexts } from '../../ui/i18n.ts';
import { Input } from '../../ui/input.tsx';
import { Select } from '../../ui/select.tsx';
import css from './inside.module.css';
import { OpenCall } from './open-call.tsx';
import { previewTexts } from './preview-texts.ts';
import { spanWords } from './span-words.ts';
import { usePreview } from './use-preview.ts';
import { VirtualTime } from './virtual-time.tsx';

const act = (what: PreviewAct) => void usePreview.getState().act(what);
const CASE_STATES = ['open', 'in-review', 'waiting', 'approved', 'rejected', 'closed'] as const;

export function WaitingTab({ state, past }: { state: PreviewState; past: boolean }) {
  const say = useTexts(previewTexts);
  const { timers, calls, cases, people } = state;
  const signals = useSignals(state);
  const payments = state.payments.filter(({ status }) => status === 'pending' || status === 'confirming');
  const quiet = [timers, calls, cases, payments, signals].every(({ length }) => length === 0) && !people;
  return (
    <div className={css.tab} inert={past}>
      {quiet ? <p className={css.soft}>{say('noWaiting')}</p> : null}
      {timers.length > 0 ? <Timers state={state} past={past} /> : null}
      {calls.length > 0 ? (
        <section className={css.block}>
          <h3 className={css.heading}>{say('calls')}</h3>
          {calls.map((call) => (
            <OpenCall key={call.id} call={call} now={state.now} />
          ))}
        </section>
      ) : null}
      {payments.length > 0 ? <Payments payments={payments} /> : null}
      {people ? <Operator /> : null}
      {cases.length > 0 ? (
        <section className={css.block}>
          <h3 className={css.heading}>{say('cases')}</h3>
          {cases.map(({ number, type, status }) => (
            <div key={number} className={css.row}>
              <span className={css.grow}>
                <strong>{number}</strong> {type}
              </span>
              <Select
                aria-label={say('caseStatus', { number })}
                value={status}
                options={CASE_STATES.map((value) => ({ value, label: say(`case-${value}`) }))}
                onChange={(next) => {
                  const wanted = CASE_STATES.find((one) => one === next);
                  if (wanted) act({ kind: 'case', number, status: wanted });
                }}
              />
            </div>
          ))}
        </section>
      ) : null}
      {signals.length > 0 ? (
        <section className={css.block}>
          <h3 className={css.heading}>{say('signals')}</h3>
          <div className={css.ways}>
            {signals.map((name) => (
              <Button key={name} size="s" onClick={() => act({ kind: 'signal', name, data: {} })}>
                <Zap size={14} aria-hidden />
                {say('signal', { name })}
              </Button>
            ))}
          </div>
        </section>
      ) : null}
    </div>
  );
}

/** Signals the step waits for that no service of the preview sends by itself. */
function useSignals({ node, status }: PreviewState): string[] {
  const flow = useDocument((document) => document.flow);
  const found = node !== undefined && Object.hasOwn(flow.nodes, node) ? flow.nodes[node] : undefined;
  if (status !== 'active' || (found?.kind !== 'wait' && found?.kind !== 'choose')) return [];
  const names = found.on.map(({ signal }) => signal).filter((name) => !/^(?:payment|case)\./.test(name));
  return [...new Set(names)];
}

function Timers({ state, past }: { state: PreviewState; past: boolean }) {
  const say = useTexts(previewTexts);
  const language = useLocale();
  const { fire } = usePreview.getState();
  const cameAt = usePreview((preview) => preview.cameAt);
  const passing = useInstant(state, cameAt);
  const { timers } = state;
  const now = past ? state.now : passing;
  return (
    <section className={css.block}>
      <h3 className={css.heading}>{say('timers')}</h3>
      {timers.map(({ token, at, label }) => (
        <div key={token} className={css.row}>
          <AlarmClock size={15} aria-hidden />
          <span className={css.grow}>
            {label[language]}
            <br />
            <span className={css.fine}>
              <VirtualTime at={at} beside={now} />
              {' · '}
              <span className={css.due} role="timer">
                {at > now ? say('due', { time: spanWords(at - now, language, 3) }) : say('overdue')}
              </span>
            </span>
          </span>
          <Button
            size="s"
            aria-label={say('fireOf', { label: label[language] })}
            onClick={() => void fire(token)}
          >
            {say('fire')}
          </Button>
        </div>
      ))}
    </section>
  );
}

function Payments({ payments }: { payments: PreviewState['payments'] }) {
  const say = useTexts(previewTexts);
  const region = useRegion();
  return (
    <section className={css.block}>
      <h3 className={css.heading}>{say('payments')}</h3>
      {payments.map(({ id, amount, currency, description, status }) => (
        <div key={id} className={css.item}>
          <div className={css.row}>
            <span className={css.grow}>{description}</span>
            <span className={css.due}>{moneyWords(amount, currency, region)}</span>
          </div>
          <div className={css.ways}>
            <Button size="s" onClick={() => act({ kind: 'pay', payment: id, outcome: 'succeed' })}>
              {say('pay')}
            </Button>
            <Button size="s" onClick={() => act({ kind: 'pay', payment: id, outcome: 'decline' })}>
              {say('decline')}
            </Button>
            {status === 'pending' ? (
              <Button size="s" onClick={() => act({ kind: 'pay', payment: id, outcome: 'challenge' })}>
                {say('challenge')}
              </Button>
            ) : null}
          </div>
        </div>
      ))}
    </section>
  );
}

function moneyWords(amount: number, currency: string, region: string): string {
  try {
    const format = new Intl.NumberFormat(region, { style: 'currency', currency });
    return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
  } catch {
    return `${amount / 100} ${currency}`;
  }
}

function Operator() {
  const say = useTexts(previewTexts);
  const [text, setText] = useState('');
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === '') return;
    act({ kind: 'operator', text: text.trim() });
    setText('');
  };
  return (
    <section className={css.block}>
      <h3 className={css.heading}>{say('operator')}</h3>
      <form className={css.row} onSubmit={send}>
        <Input
          className={css.grow}
          value={text}
          onChange={setText}
          aria-label={say('operatorSay')}
          placeholder={say('operatorSay')}
          maxLength={5000}
        />
        <Button size="s" type="submit" disabled={text.trim() === ''}>
          {say('send')}
        </Button>
      </form>
    </section>
  );
}
