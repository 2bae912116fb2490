/**
 * The messages of a thread by keyboard: the focus goes from one to the next, and what can be done with a message is done to
 * the one that had it last, else to the newest it can be done to. Knows the drawn lines by their ids only.
 */
import { type FocusEvent, type RefObject, useState } from 'react';
import type { Line, MessageLine } from '../../../server/contract/inbox-live.ts';
import { useTranslates } from '../translation/use-translation.ts';
import { useInboxCommands } from '../use-inbox-commands.ts';
import type { LineActions } from './message-line.tsx';
import { leavesAt } from './reasons.ts';

const FAILED: readonly MessageLine['state'][] = ['failed', 'expired', 'withheld'];

interface Thread {
  box: RefObject<HTMLElement | null>;
  lines: readonly Line[];
  reader: string | undefined;
  actions: LineActions;
  /** Undefined where nothing comes before, or is just being fetched. */
  older: (() => void) | undefined;
  toEnd: () => void;
}

/** To be told where the focus goes in the thread. */
export function useLineCommands({ box, lines, reader, actions, older, toEnd }: Thread) {
  const [chosen, setChosen] = useState<string>();
  const translates = useTranslates();
  const messages = lines.filter((line) => line.type === 'message');
  const target = (fits: (line: MessageLine) => boolean) => {
    const current = messages.find(({ id }) => id === chosen);
    return current && fits(current) ? current : messages.findLast(fits);
  };
  const step = (by: 1 | -1) => {
    const drawn = [...(box.current?.querySelectorAll<HTMLElement>('[data-line]') ?? [])];
    const at = drawn.findIndex((line) => line.dataset.line === chosen);
    const next = at < 0 ? drawn.at(-1) : drawn[Math.min(drawn.length - 1, Math.max(0, at + by))];
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: 'nearest' });
  };
  /** What stands at a line, or at the end of the thread, is pressed as by a click. */
  const button = (id: string, line?: string) => {
    const within = line === undefined ? box.current : drawnOf(line);
    return [...(within?.querySelectorAll<HTMLElement>(`[data-command="${id}"]`) ?? [])].at(-1);
  };
  const drawnOf = (line: string) =>
    box.current?.querySelector<HTMLElement>(`[data-line="${CSS.escape(line)}"]`);
  const isMine = ({ author }: MessageLine) => author?.kind === 'operator' && author.operator === reader;
  const isText = ({ content }: MessageLine) => content.kind === 'text';

  const any = target(() => true);
  const quotable = target(isText) ?? any;
  const own = target(({ author }) => author?.kind === 'operator');
  const leaving = target((line) => isMine(line) && line.state === 'queued' && leavesAt(line) !== undefined);
  const failed = target(({ state, author }) => FAILED.includes(state) && author?.kind === 'operator');
  const heard = target((line) => line.direction === 'in' && isText(line));
  const { quote, toCanned, takeBack, sendAgain } = actions;
  useInboxCommands([
    { id: 'inbox.line.previous', when: messages.length > 0, run: () => step(-1) },
    { id: 'inbox.line.next', when: messages.length > 0, run: () => step(1) },
    { id: 'inbox.line.copy', when: any !== undefined, run: () => quotable && actions.copyText(quotable) },
    { id: 'inbox.line.link', when: any !== undefined, run: () => any && actions.copyLink(any) },
    quote && { id: 'inbox.line.quote', when: any !== undefined, run: () => quotable && quote(quotable) },
    toCanned && { id: 'inbox.line.canned', when: own !== undefined, run: () => own && toCanned(own) },
    takeBack && {
      id: 'inbox.line.takeBack',
      when: leaving !== undefined,
      run: () => leaving && takeBack(leaving),
    },
    sendAgain && {
      id: 'inbox.line.sendAgain',
      when: failed !== undefined,
      run: () => failed && sendAgain(failed),
    },
    translates && {
      id: 'inbox.line.translate',
      when: heard !== undefined,
      run: () => heard && button('inbox.line.translate', heard.id)?.click(),
    },
    { id: 'inbox.older', when: older !== undefined, run: () => older?.() },
    { id: 'inbox.latest', run: toEnd },
    { id: 'inbox.unfold', run: () => button('inbox.unfold')?.click() },
  ]);
  return (event: FocusEvent<HTMLElement>) => {
    const line = event.target.closest<HTMLElement>('[data-line]')?.dataset.line;
    if (line !== undefined) setChosen(line);
  };
}
