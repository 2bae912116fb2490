/** Whether it is quiet now by the reader's own hours. Pure. */
import type { NoticeSettings } from '../../../server/contract/inbox-work.ts';

/** `now` on the reader's clock; hours that end before they begin go over midnight. */
export function isQuiet(quiet: NoticeSettings['quiet'], now: Date): boolean {
  if (!quiet || quiet.from === quiet.to) return false;
  const two = (part: number) => String(part).padStart(2, '0');
  const time = `${two(now.getHours())}:${two(now.getMinutes())}`;
  const { from, to } = quiet;
  return from < to ? time >= from && time < to : time >= from || time < to;
}
