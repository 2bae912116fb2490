/** What a durable turn is measured against: an Express route that reads the body, verifies the HMAC, answers 200. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import express from 'express';

const token = process.argv[2] ?? '';
const app = express();
app.disable('x-powered-by');
app.post('/webhooks/rbm', (request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const envelope = JSON.parse(Buffer.concat(chunks).toString()) as { message: { data: string } };
    const data = Buffer.from(envelope.message.data, 'base64');
    const wanted = createHmac('sha512', token).update(data).digest();
    const given = Buffer.from(request.get('x-goog-signature') ?? '', 'base64');
    const genuine = given.length === wanted.length && timingSafeEqual(given, wanted);
    response.status(genuine ? 200 : 401).end();
  });
});
const server = app.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
