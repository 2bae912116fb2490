/** Who shakes hands with the live connection: the owner by token, a guest by a shared link, nobody else. */
import { expect, test } from 'vitest';
import { CodedError } from '../../../server/errors.ts';
import { createAuthorize } from '../../../server/live/authorize.ts';
import { openLive } from './live-rig.ts';

const LINK = { workspace: 'ws', flow: 'tea', id: 'l1', expires: 1000 };
const authorize = createAuthorize({
  workspace: 'ws',
  token: 'the-owner',
  async openPreview(token) {
    if (token === 'late') throw new CodedError('not_found', 'This link has expired.');
    return LINK;
  },
});

test('the owner by the API token, and only by all of it', async () => {
  expect(await authorize({ auth: { token: 'the-owner' } })).toMatchObject({ kind: 'user', roles: ['owner'] });
  for (const auth of [
    { token: 'the-owne' },
    { token: 'the-owner ' },
    { token: '' },
    { token: ['the-owner'] },
    { token: 7 },
    {},
  ]) {
    expect(await authorize({ auth }), JSON.stringify(auth)).toBeUndefined();
  }
});

test('a guest by a shared link, for its flow and its time', async () => {
  expect(await authorize({ auth: { preview: 'abc' } })).toEqual({
    kind: 'preview',
    workspace: 'ws',
    flow: 'tea',
    link: 'l1',
    expires: 1000,
  });
  await expect(authorize({ auth: { preview: 'late' } })).rejects.toMatchObject({ code: 'not_found' });
});

test('a wrong token is not tried as a link', async () => {
  expect(await authorize({ auth: { token: 'wrong', preview: 'abc' } })).toBeUndefined();
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
