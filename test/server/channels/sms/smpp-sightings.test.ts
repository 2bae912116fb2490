/** Messages without an id: which are the same. */
import { describe, expect, test } from 'vitest';
import { createSightings } from '../../../../server/channels/sms/smpp-sightings.ts';
import { createFakeClock } from '../../../fake-clock.ts';

const TWO = ['+33612345678', '36111', '2', ''];

describe('a message without an id', () => {
  test('the same words again are another message once the first was answered', () => {
    const sightings = createSightings(createFakeClock());
    const first = sightings.see(TWO);
    first.settle(true);
    expect(sightings.see(TWO).id).not.toBe(first.id);
  });

  test('and also while the first is still being taken', () => {
    const sightings = createSightings(createFakeClock());
    expect(sightings.see(TWO).id).not.toBe(sightings.see(TWO).id);
  });

  test('one that was refused keeps its name, however late it comes again', async () => {
    const clock = createFakeClock();
    const sightings = createSightings(clock);
    const first = sightings.see(TWO);
    first.settle(false);
    await clock.advance(3_600_000);
    const second = sightings.see(TWO);
    expect(second.id).toBe(first.id);
    second.settle(true);
    expect(sightings.see(TWO).id).not.toBe(first.id);
  });

  test('of two that were refused each keeps its own name', () => {
    const sightings = createSightings(createFakeClock());
    const all = [sightings.see(TWO), sightings.see(TWO)];
    for (const one of all) one.settle(false);
    expect([sightings.see(TWO).id, sightings.see(TWO).id]).toEqual(all.map(({ id }) => id));
  });

  test('one answered just before the connection ended may come again, and is the same', async () => {
    const clock = createFakeClock();
    const sightings = createSightings(clock);
    const first = sightings.see(TWO);
    first.settle(true);
    await clock.advance(2_000);
    sightings.lost();
    await clock.advance(30_000);
    expect(sightings.see(TWO).id).toBe(first.id);
  });

  test('one that was still being taken when the connection ended is the same, whatever became of it', () => {
    const sightings = createSightings(createFakeClock());
    const first = sightings.see(TWO);
    sightings.lost();
    first.settle(true);
    expect(sightings.see(TWO).id).toBe(first.id);
  });

  test('one answered well before the end is over, and so is doubt after a while', async () => {
    const clock = createFakeClock();
    const sightings = createSightings(clock);
    const old = sightings.see(TWO);
    old.settle(true);
    await clock.advance(11_000);
    sightings.lost();
    const doubtful = sightings.see(TWO);
    expect(doubtful.id).not.toBe(old.id);
    doubtful.settle(true);
    sightings.lost();
    await clock.advance(300_001);
    expect(sightings.see(TWO).id).not.toBe(doubtful.id);
  });

  test('after a restart the same words in the same minute are the same', async () => {
    const clock = createFakeClock();
    const before = createSightings(clock).see(TWO).id;
    expect(createSightings(clock).see(TWO).id).toBe(before);
    await clock.advance(60_000);
    expect(createSightings(clock).see(TWO).id).not.toBe(before);
  });

  test('another person, sender, text or id is another message', () => {
    const sightings = createSightings(createFakeClock());
    const names = [
      TWO,
      ['+33612345679', ...TWO.slice(1)],
      ['+33612345678', '36112', '2', ''],
      [...TWO.slice(0, 3), '7'],
    ];
    expect(new Set(names.map((what) => sightings.see(what).id)).size).toBe(4);
  });
});
