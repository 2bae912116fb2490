/** Translations of a service that speaks LibreTranslate's API, stood in for by a real HTTP server. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createEgress, type Egress } from '../../../server/egress.ts';
import { CodedError } from '../../../server/errors.ts';
import { translationRoutes } from '../../../server/http/api/translation.ts';
import { createLog } from '../../../server/http/log.ts';
import { problemHandler, serveRoutes } from '../../../server/http/route.ts';
import { createTranslate, type Translate } from '../../../server/inbox/translate.ts';
import { createFakeClock, type FakeClock } from '../../fake-clock.ts';
import { ECHO, openRig, WORKSPACE } from '../engine/engine-rig.ts';
import { ownerGate } from '../http/owner-gate.ts';

interface Asked {
  path: string | undefined;
  body: Record<string, unknown>;
}

let service: Server;
let egress: Egress;
let clock: FakeClock;
let translate: Translate;
let asked: Asked[];
/** What the service answers next; undefined: nothing, ever. */
let answer: { status: number; body: unknown } | undefined;
let came: () => void;

beforeAll(async () => {
  service = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => {
      text += chunk;
    });
    request.on('end', () => {
      asked.push({ path: request.url, body: JSON.parse(text) as Record<string, unknown> });
      came();
      if (!answer) return;
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((done) => service.listen(0, '127.0.0.1', done));
  egress = createEgress({ allowPrivate: [] });
});
afterAll(async () => {
  await egress.close();
  service.closeAllConnections();
  await new Promise((done) => service.close(done));
});
beforeEach(() => {
  asked = [];
  came = () => {};
  clock = createFakeClock();
  const { port } = service.address() as AddressInfo;
  translate = createTranslate({
    fetch: egress.trusted,
    clock,
    url: `http://127.0.0.1:${port}/base`,
    key: 'the-key',
  });
});

const reasonOf = (done: Promise<unknown>) =>
  done.then(
    () => undefined,
    (error: unknown) => (error instanceof CodedError ? [error.code, error.facts?.reason] : error),
  );

test('asks for the text as a text, and gives back the words and the language they were in', async () => {
  answer = {
    status: 200,
    body: { translatedText: 'Hello <b>you</b>', detectedLanguage: { confidence: 90, language: 'fr' } },
  };
  expect(await translate('Bonjour <b>toi</b>', 'en')).toEqual({ text: 'Hello <b>you</b>', from: 'fr' });
  expect(asked).toEqual([
    {
      path: '/base/translate',
      body: { q: 'Bonjour <b>toi</b>', source: 'auto', target: 'en', format: 'text', api_key: 'the-key' },
    },
  ]);
  // What it could not tell it does not say.
  answer = {
    status: 200,
    body: { translatedText: '😀', detectedLanguage: { confidence: 0, language: 'en' } },
  };
  expect(await translate('😀', 'en')).toEqual({ text: '😀' });
});

test('says why there is no translation: the language, the key, too much, nonsense, nobody there', async () => {
  const refused: [number, unknown, string][] = [
    [400, { error: 'zz is not supported' }, 'language'],
    [403, { error: 'Invalid API key' }, 'key'],
    [429, { error: 'Slowdown' }, 'busy'],
    [500, { error: 'Cannot translate text' }, 'broken'],
    [200, 'not JSON', 'broken'],
    [200, { translatedText: ['a', 'list'] }, 'broken'],
    [302, {}, 'broken'],
  ];
  for (const [status, body, reason] of refused) {
    answer = { status, body };
    expect([status, await reasonOf(translate('a', 'en'))]).toEqual([status, ['translation_failed', reason]]);
  }
  const nobody = createTranslate({ fetch: egress.trusted, clock, url: 'http://127.0.0.1:1', key: undefined });
  expect(await reasonOf(nobody('a', 'en'))).toEqual(['translation_failed', 'unreachable']);
});

test('waits ten seconds and no longer', async () => {
  answer = undefined;
  const arrived = new Promise<void>((done) => {
    came = done;
  });
  const reason = reasonOf(translate('a', 'en'));
  await arrived;
  await clock.advance(10_000);
  expect(await reason).toEqual(['translation_failed', 'slow']);
});

test('an operator gets the translation of what stands in a conversation, or the reason why there is none', async () => {
  const rig = await openRig([ECHO]);
  await rig.say('+33600000001', 'Bonjour');
  const { id } = await rig.conversation('+33600000001');
  const app = express();
  app.use(
    '/api',
    serveRoutes(
      translationRoutes({ workspace: WORKSPACE, store: rig.store, translate }),
      ownerGate('a-token-of-16-signs', WORKSPACE),
    ),
  );
  app.use(problemHandler(createLog({ level: 'silent', personal: false })));
  const server = createServer(app);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const ask = async (conversation: string, body: object) => {
    const response = await fetch(`http://127.0.0.1:${port}/api/conversations/${conversation}/translation`, {
      method: 'POST',
      headers: { authorization: 'Bearer a-token-of-16-signs', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return [response.status, await response.json()] as const;
  };
  try {
    answer = { status: 200, body: { translatedText: 'Hello' } };
    expect(await ask(id, { text: 'Bonjour', to: 'en' })).toEqual([200, { text: 'Hello' }]);
    expect(await ask(crypto.randomUUID(), { text: 'Bonjour', to: 'en' })).toEqual([
      404,
      expect.objectContaining({ code: 'not_found' }),
    ]);
    expect((await ask(id, { text: ' ', to: 'en' }))[0]).toBe(400);
    answer = { status: 429, body: { error: 'Slowdown' } };
    expect(await ask(id, { text: 'Bonjour', to: 'en' })).toEqual([
      502,
      expect.objectContaining({ code: 'translation_failed', facts: { reason: 'busy' } }),
    ]);
  } finally {
    await new Promise((done) => server.close(done));
    await rig.close();
  }
});
