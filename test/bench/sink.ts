/** Stands at the far end of the channel during a bench: answers as Google does and counts; does nothing else. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const FEATURES = JSON.stringify({
  features: [
    'RICHCARD_STANDALONE',
    'RICHCARD_CAROUSEL',
    'ACTION_DIAL',
    'ACTION_OPEN_URL',
    'ACTION_VIEW_LOCATION',
  ],
});
let messages = 0;
let events = 0;

const server = createServer((request, response) => {
  const { url = '', method } = request;
  request.resume();
  request.on('end', () => {
    if (url === '/count') {
      response.end(JSON.stringify({ messages, events }));
      return;
    }
    if (url.includes('/agentMessages')) messages += 1;
    if (url.includes('/agentEvents')) events += 1;
    const body = method === 'GET' ? FEATURES : '{"name":"phones/x/agentMessages/y"}';
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
    response.end(body);
  });
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
