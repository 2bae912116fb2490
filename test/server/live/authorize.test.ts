/** Who shakes hands with the live connection: a person by token or cookie, a guest by a shared link, nobody else. */
import { expect, test } from 'vitest';
import { CodedError } from '../../../server/errors.ts';
import { createAuthorize } from '../../../server/live/authorize.ts';
import type { User } from '../../../server/people/identity.ts';
import { openLive } from './live-rig.ts';

const LINK = { workspace: 'ws', flow: 'tea', id: 'l1', expires: 1000 };
const owner: User = { kind: 'user', workspace: 'ws', id: 'owner', name: 'Owner', roles: ['owner'] };
const ana: User = {
  kind: 'user',
  workspace: 'ws',
  id: 'ana',
  name: 'Ana',
  roles: ['operator'],
  session: 's1',
};
const authorize = createAuthorize({
  bearer: async (token) => (token === 'the-owner' ? owner : undefined),
  session: async ({ cookie }) => (cookie === 'carillon=ana' ? ana : undefined),
  async openPreview(token) {
    if (token === 'late') throw new CodedError('not_found', 'This link has expired.');
    return LINK;
  },
});
const byAuth = (auth: Record<string, unknown>, cookie?: string) =>
  authorize({ auth, headers: cookie === undefined ? {} : { cookie } });

test('a program by its token, and only by all of it', async () => {
  expect(await byAuth({ token: 'the-owner' })).toEqual(owner);
  for (const auth of [
    { token: 'the-owne' },
    { token: 'the-owner ' },
    { token: '' },
    { token: ['the-owner'] },
    { token: 7 },
    { token: null },
    {},
  ]) {
    expect(await byAuth(auth), JSON.stringify(auth)).toBeUndefined();
  }
});

test('a browser by its cookie', async () => {
  expect(await byAuth({}, 'carillon=ana')).toEqual(ana);
  expect(await byAuth({}, 'carillon=eve')).toBeUndefined();
});

test('a guest by a shared link, for its flow and its time, whoever else is signed in there', async () => {
  const guest = { kind: 'preview', workspace: 'ws', flow: 'tea', link: 'l1', expires: 1000 };
  expect(await byAuth({ preview: 'abc' })).toEqual(guest);
  expect(await byAuth({ preview: 'abc' }, 'carillon=ana')).toEqual(guest);
  await expect(byAuth({ preview: 'late' })).rejects.toMatchObject({ code: 'not_found' });
  expect(await byAuth({ preview: 7 }, 'carillon=ana')).toBeUndefined();
});

test('where a wrong token is shown, nothing else is tried', async () => {
  expect(await byAuth({ token: 'wrong', preview: 'abc' }, 'carillon=ana')).toBeUndefined();
});

test('why a link opens nothing is told to who comes by it, and is no fault of ours', async () => {
  const rig = await openLive({}, undefined, authorize);
  try {
    expect(await rig.refused(undefined, { auth: { preview: 'late' } })).toMatchObject({
      data: { code: 'not_found', detail: 'This link has expired.' },
    });
    expect(rig.facts).toEqual([]);
  } finally {
    await rig.close();
  }
});
