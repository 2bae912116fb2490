import { generateKeyPairSync } from 'node:crypto';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { createRbmAuth } from '../../../../server/channels/rbm/auth.ts';
import { isLoopback, ROOT_URLS, rcsbusinessmessaging } from '../../../../server/channels/rbm/client.ts';
import { googleError, startStandIn } from './google-stand-in.ts';

const ID = '6f7a7d0e-4b5a-4f43-9d0a-0b8f1d9d1a00';
const AGENT = 'le-petit-salon';

async function started(reply?: Parameters<typeof startStandIn>[0]) {
  const google = await startStandIn(reply);
  const client = rcsbusinessmessaging({ version: 'v1', rootUrl: google.rootUrl, fetch: google.trusted });
  return { ...google, client };
}

describe('the methods', () => {
  test('phones.agentMessages.create posts the message under its id', async () => {
    const { client, asked } = await started(() => ({
      body: { name: 'phones/+33612345678/agentMessages/x' },
    }));
    const response = await client.phones.agentMessages.create({
      parent: 'phones/+33612345678',
      messageId: ID,
      agentId: AGENT,
      requestBody: { contentMessage: { text: 'Bonjour é €' }, messageTrafficType: 'TRANSACTION' },
    });
    expect(response.status).toBe(200);
    expect(response.data).toEqual({ name: 'phones/+33612345678/agentMessages/x' });
    expect(asked).toMatchObject([
      {
        method: 'POST',
        path: '/v1/phones/+33612345678/agentMessages',
        query: { messageId: ID, agentId: AGENT },
        headers: { 'content-type': 'application/json' },
      },
    ]);
    expect(Object.keys(asked[0]?.query ?? {})).toEqual(['messageId', 'agentId']);
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({
      contentMessage: { text: 'Bonjour é €' },
      messageTrafficType: 'TRANSACTION',
    });
  });

  test('phones.agentMessages.delete names the message in the path', async () => {
    const { client, asked } = await started();
    await client.phones.agentMessages.delete({
      name: `phones/+33612345678/agentMessages/${ID}`,
      agentId: AGENT,
    });
    expect(asked).toMatchObject([
      {
        method: 'DELETE',
        path: `/v1/phones/+33612345678/agentMessages/${ID}`,
        query: { agentId: AGENT },
        body: '',
      },
    ]);
  });

  test('phones.agentEvents.create', async () => {
    const { client, asked } = await started();
    await client.phones.agentEvents.create({
      parent: 'phones/+1',
      eventId: ID,
      agentId: AGENT,
      requestBody: { eventType: 'READ', messageId: 'm' },
    });
    expect(asked).toMatchObject([
      { method: 'POST', path: '/v1/phones/+1/agentEvents', query: { eventId: ID, agentId: AGENT } },
    ]);
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({ eventType: 'READ', messageId: 'm' });
  });

  test('phones.getCapabilities', async () => {
    const { client, asked } = await started(() => ({ body: { features: ['ACTION_DIAL'] } }));
    const { data } = await client.phones.getCapabilities({
      name: 'phones/+1',
      requestId: ID,
      agentId: AGENT,
    });
    expect(data.features).toEqual(['ACTION_DIAL']);
    expect(asked).toMatchObject([
      {
        method: 'GET',
        path: '/v1/phones/+1/capabilities',
        query: { requestId: ID, agentId: AGENT },
        body: '',
      },
    ]);
  });

  test('phones.testers.create', async () => {
    const { client, asked } = await started();
    await client.phones.testers.create({ parent: 'phones/+1', agentId: AGENT, requestBody: {} });
    expect(asked).toMatchObject([
      { method: 'POST', path: '/v1/phones/+1/testers', query: { agentId: AGENT } },
    ]);
  });

  test('users.batchGet says the agent in the query and in the body', async () => {
    const { client, asked } = await started(() => ({ body: { reachableUsers: ['+1'] } }));
    const { data } = await client.users.batchGet({ agentId: AGENT, requestBody: { users: ['+1', '+2'] } });
    expect(data.reachableUsers).toEqual(['+1']);
    expect(asked).toMatchObject([{ method: 'POST', path: '/v1/users:batchGet', query: { agentId: AGENT } }]);
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({ users: ['+1', '+2'], agentId: AGENT });
  });

  test('files.create by address says the agent in the query and in the body', async () => {
    const { client, asked } = await started(() => ({ body: { name: 'files/7' } }));
    const { data } = await client.files.create({
      agentId: AGENT,
      requestBody: { fileUrl: 'https://a.example/b.png' },
    });
    expect(data.name).toBe('files/7');
    expect(asked).toMatchObject([{ method: 'POST', path: '/v1/files', query: { agentId: AGENT } }]);
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({ fileUrl: 'https://a.example/b.png', agentId: AGENT });
  });

  test.each([
    ['a buffer', () => Buffer.from('PNG')],
    ['a stream', () => Readable.from([Buffer.from('P'), Buffer.from('NG')])],
  ])('files.create uploads %s as it is', async (_kind, body) => {
    const { client, asked } = await started(() => ({ body: { name: 'files/8' } }));
    await client.files.create({ agentId: AGENT, media: { mimeType: 'image/png', body: body() } });
    expect(asked).toMatchObject([
      {
        method: 'POST',
        path: '/upload/v1/files',
        query: { agentId: AGENT, uploadType: 'media' },
        headers: { 'content-type': 'image/png' },
        body: 'PNG',
      },
    ]);
  });

  test('options of one call are added to it', async () => {
    const { client, asked } = await started();
    await client.phones.agentEvents.create(
      { parent: 'phones/+1', eventId: ID, agentId: AGENT, requestBody: { eventType: 'IS_TYPING' } },
      { headers: { 'x-goog-user-project': 'p' } },
    );
    expect(asked[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      'x-goog-user-project': 'p',
    });
  });

  test('a missing parameter is named before anything is sent', async () => {
    const { client, asked } = await started();
    const params = { parent: 'phones/+1', messageId: ID, requestBody: {} } as Parameters<
      typeof client.phones.agentMessages.create
    >[0];
    await expect(client.phones.agentMessages.create(params)).rejects.toThrow('agentId');
    expect(asked).toEqual([]);
  });
});

describe('failures', () => {
  test.each([400, 403, 404, 429, 500, 503])('%i rejects with the status, once', async (status) => {
    const { client, asked } = await started(() => googleError(status, 'No.', { 'retry-after': '7' }));
    const error = await client.phones
      .getCapabilities({ name: 'phones/+1', requestId: ID, agentId: AGENT })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ status, message: 'No.' });
    expect((error as { response: Response }).response.headers.get('retry-after')).toBe('7');
    expect(asked).toHaveLength(1);
  });

  test('an answer that is no JSON is still a failure with a status', async () => {
    const { client } = await started(() => ({ status: 502, body: '<html>Bad gateway' }));
    const call = client.phones.getCapabilities({ name: 'phones/+1', requestId: ID, agentId: AGENT });
    await expect(call).rejects.toMatchObject({ status: 502 });
  });
});

describe('where it goes', () => {
  test('a path in front of "v1" is kept', async () => {
    const google = await startStandIn();
    const client = rcsbusinessmessaging({
      version: 'v1',
      rootUrl: `${google.rootUrl}emulator`,
      fetch: google.trusted,
    });
    await client.users.batchGet({ agentId: AGENT, requestBody: { users: [] } });
    expect(google.asked[0]?.path).toBe('/emulator/v1/users:batchGet');
  });

  test('without a root it is the global one', async () => {
    const urls: string[] = [];
    const client = rcsbusinessmessaging({
      version: 'v1',
      fetch: async (input) => {
        urls.push(String(input));
        return Response.json({});
      },
    });
    await client.phones.getCapabilities({ name: 'phones/+1', requestId: ID, agentId: AGENT });
    expect(urls).toEqual([`${ROOT_URLS.global}v1/phones/+1/capabilities?requestId=${ID}&agentId=${AGENT}`]);
  });

  test.each([
    ['http://127.0.0.1:3000/emulator', true],
    ['http://127.8.8.8', true],
    ['http://localhost:1', true],
    ['http://[::1]:1', true],
    ['https://rcsbusinessmessaging.googleapis.com', false],
    ['https://127.0.0.1.example.com', false],
    ['http://10.0.0.1', false],
  ])('isLoopback(%s) is %s', (url, expected) => {
    expect(isLoopback(url)).toBe(expected);
  });
});

describe('credentials', () => {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const credentials = { type: 'service_account', client_email: 'a@b.example', private_key: privateKey };

  /** Leads Google's own addresses to the stand-in. */
  async function google(reply: Parameters<typeof startStandIn>[0]) {
    const standIn = await startStandIn(reply);
    const outward: typeof fetch = (input, init) => {
      const url = new URL(String(input));
      return standIn.trusted(`${standIn.rootUrl}${url.hostname}${url.pathname}${url.search}`, init);
    };
    const auth = createRbmAuth({ credentials, fetch: outward });
    return {
      asked: standIn.asked,
      standIn,
      auth,
      client: rcsbusinessmessaging({ version: 'v1', auth, fetch: outward }),
    };
  }

  test('one token, fetched through the given fetch, serves many calls', async () => {
    const { client, asked } = await google((request) =>
      request.path.endsWith('/token')
        ? { body: { access_token: 'tok', expires_in: 3600, token_type: 'Bearer' } }
        : { body: {} },
    );
    const call = () => client.phones.getCapabilities({ name: 'phones/+1', requestId: ID, agentId: AGENT });
    await call();
    await call();
    expect(asked.map(({ path }) => path.split('/')[1])).toEqual([
      expect.stringContaining('googleapis.com'),
      'rcsbusinessmessaging.googleapis.com',
      'rcsbusinessmessaging.googleapis.com',
    ]);
    const assertion = new URLSearchParams(asked[0]?.body).get('assertion') ?? asked[0]?.body ?? '';
    const claims = JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString());
    expect(claims).toMatchObject({
      iss: 'a@b.example',
      scope: 'https://www.googleapis.com/auth/rcsbusinessmessaging',
    });
    expect(asked[1]?.headers.authorization).toBe('Bearer tok');
    expect(asked[2]?.headers.authorization).toBe('Bearer tok');
  });

  test('a loopback root gets none', async () => {
    const { auth, standIn } = await google(() => ({ body: {} }));
    const client = rcsbusinessmessaging({
      version: 'v1',
      auth,
      rootUrl: standIn.rootUrl,
      fetch: standIn.trusted,
    });
    await client.phones.getCapabilities({ name: 'phones/+1', requestId: ID, agentId: AGENT });
    expect(standIn.asked).toHaveLength(1);
    expect(standIn.asked[0]?.headers.authorization).toBeUndefined();
  });
});
