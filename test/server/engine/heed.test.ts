/** What the ledger of consent learns elsewhere, and what a conversation makes of it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BRAND, ECHO, openRig, PROMOTION, type Rig, speech, WORKSPACE } from './engine-rig.ts';

const ANN = '+447700900001';
const BEN = '+447700900002';

let rig: Rig;
beforeEach(async () => {
  rig = await openRig([ECHO, PROMOTION, speech('code', ['123456'], { traffic: 'authentication' })]);
});
afterEach(() => rig.close());

const heed = (phone: string) => rig.engine.heed(WORKSPACE, BRAND.id, phone);
const begin = (flow: string, phone = ANN) =>
  rig.engine.begin({ workspace: WORKSPACE, brand: BRAND.id, phone, flow, variables: {} });
const refused = { code: 'contact_opted_out' };

describe('somebody who said elsewhere that they want no more', () => {
  beforeEach(async () => {
    await rig.say(ANN, 'hi');
    await rig.until('it is answered', () => rig.heard(ANN).length === 1);
    await rig.suppress(ANN, 'letter');
    await heed(ANN);
  });

  test('is shown as opted out, and is begun with no more but for what they need', async () => {
    expect((await rig.conversation(ANN)).optedOut).toBe(true);
    await expect(begin('echo')).rejects.toMatchObject(refused);
    await expect(begin('promotion')).rejects.toMatchObject(refused);
    await begin('code');
    await rig.until('the code is there', () => rig.heard(ANN).includes('123456'));
  });

  test('is answered in what they began themselves', async () => {
    await rig.say(ANN, 'go on');
    await rig.until('it is answered', () => rig.heard(ANN).includes('Echo go on'));
    expect((await rig.conversation(ANN)).optedOut).toBe(true);
  });

  test('is told nothing of it, and comes back by START', async () => {
    expect(rig.heard(ANN)).toEqual(['Echo hello']);
    await rig.say(ANN, 'START');
    expect((await rig.conversation(ANN)).optedOut).toBe(false);
    await begin('echo');
  });

  test('is not written twice, and survives a restart', async () => {
    const { rev } = await rig.conversation(ANN);
    await heed(ANN);
    expect((await rig.conversation(ANN)).rev).toBe(rev);
    await rig.crash();
    await expect(begin('echo')).rejects.toMatchObject(refused);
  });

  test('changes nothing for others, nor where there is no conversation', async () => {
    await rig.suppress(BEN, 'letter');
    await heed(BEN);
    expect(await rig.store.conversations.find(WORKSPACE, BRAND.id, BEN)).toBeUndefined();
    await expect(begin('echo', BEN)).rejects.toMatchObject(refused);
    await begin('echo', '+447700900003');
  });
});

test('at the same moment as a message both count', async () => {
  await rig.say(ANN, 'hi');
  await rig.suppress(ANN, 'letter');
  await Promise.all([rig.say(ANN, 'one'), heed(ANN), rig.say(ANN, 'two')]);
  expect((await rig.conversation(ANN)).optedOut).toBe(true);
  await rig.until('all is answered', () => rig.heard(ANN).length === 3);
});
