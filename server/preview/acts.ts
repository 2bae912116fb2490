/**
 * What a person, an operator or another system does in a preview: found among what is offered now and done, or refused
 * in words. Knows the phone, the checkout and the engine of one run; knows no clock.
 */
import { fold } from '../../flows/match.ts';
import type { Suggestion } from '../../flows/message.ts';
import { areNumbers } from '../../flows/sms/choices.ts';
import { readTap } from '../../flows/tap.ts';
import type { Act } from '../channels/port.ts';
import type { PreviewAct, PreviewState } from '../contract.ts';
import type { Engine } from '../engine/engine.ts';
import type { Conversation } from '../stores/port.ts';
import { type Calls, failed, type OpenCall } from './calls.ts';
import type { Checkout } from './checkout.ts';
import type { Chronicle } from './chronicle.ts';
import type { Phone } from './phone.ts';
import { about, actWords, type Words } from './words.ts';
import type { PreviewServices } from './world-spec.ts';

export interface ActsDeps {
  workspace: string;
  phone: Phone;
  checkout: Checkout;
  calls: Calls;
  services: PreviewServices;
  engine: Pick<Engine, 'signal' | 'takeover' | 'say' | 'handback'>;
  chronicle: Chronicle;
  /** Cases that were opened, by number. */
  cases: Map<string, PreviewState['cases'][number]>;
  conversation(): Promise<Conversation | undefined>;
  newId(): string;
}

/** Does it, or says in words why it cannot be done now: nothing has happened then. */
export type Perform = (act: PreviewAct) => Promise<Words | undefined>;

/** Who operators are in a preview. */
export const OPERATOR = 'preview';

export function createActs(deps: ActsDeps): Perform {
  const { workspace, phone, checkout, calls, services, engine, chronicle, cases, conversation } = deps;

  async function perform(done: PreviewAct): Promise<Words | undefined> {
    const note = () => chronicle.note(LOGGED[done.kind] ?? 'act', actWords(done));
    const say = (heard: Act) => {
      note();
      phone.act(heard);
      return undefined;
    };
    switch (done.kind) {
      case 'text':
        return say({ kind: 'text', text: done.text });
      case 'tap':
        return tap(done, say);
      case 'location':
        if (!phone.settings.rcs) return NOT_BY_SMS;
        return say({ kind: 'location', latitude: done.latitude, longitude: done.longitude });
      case 'file': {
        if (!phone.settings.rcs) return NOT_BY_SMS;
        const { url, mime, name, bytes } = done;
        const more = { ...(name === undefined ? {} : { name }), ...(bytes === undefined ? {} : { bytes }) };
        return say({ kind: 'file', file: { url, mime, ...more } });
      }
      case 'subscribe':
      case 'unsubscribe':
        return say({ kind: done.kind });
      case 'read':
        note();
        phone.read();
        return undefined;
      case 'pay': {
        const open = checkout
          .payments()
          .filter(({ status }) => status === 'pending' || status === 'confirming');
        const id = open.find((payment) => payment.id === done.payment)?.id ?? open.at(-1)?.id;
        if (id === undefined) return NO_PAYMENT;
        note();
        checkout.pay(id, done.outcome, done.reason);
        return undefined;
      }
      case 'answer':
        return answer(done.operation, note, () => ({ kind: 'done', result: done.result }));
      case 'fail':
        return answer(done.operation, note, () => failed(done.code, 'Said by whoever plays.'));
      default:
        return manage(done, note);
    }
  }

  function answer(
    operation: string | undefined,
    note: () => void,
    outcome: () => Parameters<typeof calls.answer>[1],
  ): Words | undefined {
    const waits = calls
      .open()
      .some((call) => call.waits === 'answer' && (operation ?? nameOf(call)) === nameOf(call));
    if (!waits) return NO_CALL;
    note();
    calls.answer(operation, outcome());
    return undefined;
  }

  /** What operators and other systems do. */
  async function manage(
    done: Extract<PreviewAct, { kind: 'signal' | 'case' | 'operator' | 'handback' }>,
    note: () => void,
  ): Promise<Words | undefined> {
    const current = await conversation();
    if (!current) return NO_CONVERSATION;
    const { id, owner } = current;
    switch (done.kind) {
      case 'signal': {
        const { name, data } = done;
        note();
        chronicle.expect({ event: 'signal', signal: name });
        await engine.signal({ workspace, conversation: id, name, data, key: deps.newId() });
        return undefined;
      }
      case 'case': {
        const name =
          done.number !== undefined && cases.has(done.number) ? done.number : [...cases.keys()].at(-1);
        if (name === undefined) return NO_CASE;
        note();
        const { type, status } = await services.setCase(workspace, name, done.status, done.note);
        cases.set(name, { number: name, type, status });
        return undefined;
      }
      case 'operator':
        note();
        if (owner.kind !== 'operator') await engine.takeover(workspace, id, OPERATOR);
        await engine.say(workspace, id, OPERATOR, { kind: 'text', text: done.text, suggestions: [] });
        return undefined;
      case 'handback':
        if (owner.kind === 'bot') return NOT_WITH_PEOPLE;
        note();
        await engine.handback(workspace, id, done.node);
        return undefined;
    }
  }

  async function tap(
    { label, data }: Extract<PreviewAct, { kind: 'tap' }>,
    say: (act: Act) => undefined,
  ): Promise<Words | undefined> {
    const gone = about(
      { en: `“${label}”`, fr: `« ${label} »` },
      (said) => `${said} is not offered here any more.`,
      (said) => `${said} n’est plus proposé ici.`,
    );
    if (!phone.settings.rcs) {
      const { choices = [] } = (await conversation()) ?? {};
      const index = choices.findIndex((choice) => choice.data === data || isCalled(choice, data ?? label));
      const choice = choices[index] ?? choices.find((one) => isCalled(one, label));
      if (!choice) return gone;
      // Without buttons a person types the number of the choice, or its words where those are numbers themselves.
      const text = areNumbers(choices) ? choice.label : String(choices.indexOf(choice) + 1);
      return say({ kind: 'text', text });
    }
    const found =
      (data === undefined ? undefined : phone.offered((one) => one.data === data && one.label === label)) ??
      (data === undefined ? undefined : phone.offered((one) => one.data === data)) ??
      phone.offered((one) => isCalled(one, label) || (data !== undefined && isCalled(one, data)));
    if (!found) return gone;
    if (found.kind === 'reply') return say({ kind: 'tap', data: found.data, label: found.label });
    // The phone does what an action asks of it; the brand hears of it only where it gave the action a postback.
    return say({ kind: 'tap', data: found.data ?? '' });
  }

  return perform;
}

const LOGGED: Partial<Record<PreviewAct['kind'], PreviewState['log'][number]['kind']>> = {
  pay: 'payment',
  case: 'case',
  operator: 'people',
  handback: 'people',
  answer: 'answer',
  fail: 'answer',
};

const NOT_BY_SMS: Words = { en: 'An SMS has no place for that.', fr: 'Un SMS ne peut pas contenir cela.' };
const NO_PAYMENT: Words = { en: 'No payment is open.', fr: 'Aucun paiement n’est en attente.' };
const NO_CALL: Words = { en: 'No call waits for an answer.', fr: 'Aucun appel n’attend de réponse.' };
const NO_CASE: Words = { en: 'No case was opened.', fr: 'Aucun dossier n’a été ouvert.' };
const NO_CONVERSATION: Words = { en: 'Nothing has begun yet.', fr: 'Rien n’a encore commencé.' };
const NOT_WITH_PEOPLE: Words = {
  en: 'The bot has the conversation already.',
  fr: 'Le robot a déjà la conversation.',
};

function nameOf({ service, operation }: Pick<OpenCall, 'service' | 'operation'>): string {
  return `${service}.${operation}`;
}

/** Whether a button is what somebody means: its label, its postback, its choice, or the value of a list's item. */
function isCalled(button: Pick<Suggestion, 'label' | 'data'>, wanted: string): boolean {
  const { label, data } = button;
  if (label === wanted || data === wanted) return true;
  const folded = fold(wanted);
  if (folded !== '' && fold(label) === folded) return true;
  const choice = data === undefined ? undefined : readTap(data)?.choice;
  return choice !== undefined && (choice === wanted || choice === `=${wanted}`);
}
