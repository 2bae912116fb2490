/** The figures of the team as a table for a spreadsheet: the whole, each queue, each operator. Pure. */
import type { Wall } from '../contract/inbox-work.ts';
import { printCsv } from './csv.ts';
import type { TranscriptFile } from './transcript.ts';

const HEAD = [
  'of',
  'id',
  'name',
  'conversations in',
  'closed',
  'replies',
  'first reply in time',
  'first reply late',
  'first reply median seconds',
  'further replies in time',
  'further replies late',
  'solved in time',
  'solved late',
  'ratings',
  'mean rating',
];

type Met = Wall['today']['firstReply'];
type Rated = Wall['today']['satisfaction'];

export function writeReport({ queues, operators, today }: Wall, timezone: string): TranscriptFile {
  const seconds = ({ median }: Met) => (median === undefined ? undefined : Math.round(median / 1000));
  const kept = (one: Pick<Wall['today'], 'firstReply' | 'nextReply' | 'resolution'>) => [
    ...[one.firstReply.met, one.firstReply.missed, seconds(one.firstReply)],
    ...[one.nextReply.met, one.nextReply.missed, one.resolution.met, one.resolution.missed],
  ];
  const rated = (one: Rated) => [one?.answers ?? 0, one && Math.round(one.mean * 100) / 100];
  const replies = operators.reduce((sum, one) => sum + one.replies, 0);
  const came = queues.reduce((sum, one) => sum + one.came, 0);
  // As in the calendar of whoever asked.
  const day = new Intl.DateTimeFormat('sv', { dateStyle: 'short', timeZone: timezone }).format(today.from);
  return {
    name: `report-${day}.csv`,
    text: printCsv([
      HEAD,
      ['all', '', '', came, today.closed, replies, ...kept(today), ...rated(today.satisfaction)],
      ...queues.map((one) => [
        ...['queue', one.queue, one.name, one.came, one.closed, undefined],
        ...[...kept(one), ...rated(one.satisfaction)],
      ]),
      ...operators.map((one) => [
        ...['operator', one.id, one.name, undefined, one.closed, one.replies],
        ...[...Array<undefined>(7).fill(undefined), ...rated(one.satisfaction)],
      ]),
    ]),
    type: 'text/csv; charset=utf-8',
  };
}
