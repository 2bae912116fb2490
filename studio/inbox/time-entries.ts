/** The entries of a menu that asks for a time to come. Knows not what for. */
import type { MenuEntry } from '../ui/menu-entry.ts';
import { momentText } from './short-time.ts';
import { type Preset, presetsAt, type Stretch } from './snooze-times.ts';

const NAMES = {
  hour: 'pHour',
  opening: 'pOpening',
  afternoon: 'pAfternoon',
  tomorrow: 'pTomorrow',
  monday: 'pMonday',
  nextWeek: 'pNextWeek',
} as const satisfies Record<Preset['id'], string>;

/** `other` opens a dialog for any other time. */
export function timeEntries(how: {
  now: number;
  /** When the team is there, where that is known. */
  openings?: readonly Stretch[] | undefined;
  region: string;
  say(key: (typeof NAMES)[Preset['id']] | 'pOther'): string;
  pick(at: number): void;
  other(): void;
}): MenuEntry[] {
  const { now, openings, region, say, pick, other } = how;
  return [
    ...presetsAt(now, openings).map(({ id, at }) => ({
      label: say(NAMES[id]),
      hint: momentText(at, now, region),
      run: () => pick(at),
    })),
    'separator',
    { label: say('pOther'), run: other },
  ];
}
