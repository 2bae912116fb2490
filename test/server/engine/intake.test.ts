/** What comes in goes first, and what goes out is not forgotten over it. */
import { beforeEach, describe, expect, test } from 'vitest';
import { createIntake, type Intake } from '../../../server/engine/intake.ts';
import { createFakeClock, type FakeClock } from '../../fake-clock.ts';

const PATIENCE_MS = 1000;

describe('a moment to send', () => {
  let clock: FakeClock;
  let load: number;
  let intake: Intake;
  let sent: string[];
  beforeEach(() => {
    clock = createFakeClock();
    load = 0;
    intake = createIntake(clock, () => load);
    sent = [];
  });

  /** A busy process to which much comes in, for as long as it is asked to last. */
  async function busyFor(ms: number): Promise<void> {
    for (const end = clock.now() + ms; clock.now() < end; ) {
      for (let n = 0; n < 100; n += 1) intake.arrived();
      load = 0.95;
      await clock.advance(10);
    }
  }
  const send = async (name: string) => {
    await intake.moment();
    sent.push(name);
  };

  test('is now where little comes in, however busy the process is with sending', async () => {
    load = 1;
    intake.arrived();
    await clock.advance(100);
    expect(intake.moment()).toBeUndefined();
  });

  test('is now where much comes in and there is time for it', async () => {
    load = 0.3;
    for (let n = 0; n < 100; n += 1) intake.arrived();
    await clock.advance(100);
    expect(intake.moment()).toBeUndefined();
  });

  test('is now for the first who writes long after a rush', async () => {
    await busyFor(100);
    expect(intake.saturated()).toBe(true);
    load = 0.1;
    await clock.advance(60_000);
    intake.arrived();
    expect(intake.moment()).toBeUndefined();
  });

  test('comes after a second at the latest while acknowledging takes all there is', async () => {
    await busyFor(100);
    const waiting = [send('a'), send('b')];
    await busyFor(PATIENCE_MS - 100);
    expect(sent).toEqual([]);
    await busyFor(200);
    await Promise.all(waiting);
    expect(sent).toEqual(['a', 'b']);
  });

  test('does not come with a pause of the rush', async () => {
    await busyFor(100);
    const waiting = send('a');
    load = 0.1;
    await clock.advance(20);
    await busyFor(100);
    expect(sent).toEqual([]);
    load = 0.1;
    await clock.advance(50);
    await waiting;
    expect(sent).toEqual(['a']);
  });

  test('comes at once for all who wait, in their order, when the rush is over', async () => {
    await busyFor(100);
    const waiting = [send('a'), send('b'), send('c')];
    await busyFor(50);
    expect(sent).toEqual([]);
    load = 0.1;
    await clock.advance(50);
    expect(sent).toEqual(['a', 'b', 'c']);
    await Promise.all(waiting);
  });
});
