/**
 * Stands at the far end of the channels during a bench: answers as Google and Twilio do and counts; does nothing else. It reads
 * sockets rather than requests, so that it takes as little as can be from what is measured beside it.
 */
import { type AddressInfo, createServer } from 'node:net';

const OK = answer('{"name":"phones/x/agentMessages/y"}');
const FEATURES = answer(
  JSON.stringify({
    features: [
      'RICHCARD_STANDALONE',
      'RICHCARD_CAROUSEL',
      'ACTION_DIAL',
      'ACTION_OPEN_URL',
      'ACTION_VIEW_LOCATION',
    ],
  }),
);
const NOBODY = answer('{"reachableUsers":[]}');
const TAKEN = answer(`{"sid":"SM${'0'.repeat(32)}","status":"queued","error_code":null}`);
const counted = { messages: 0, events: 0, bulkChecks: 0, checks: 0 };

function answer(body: string): string {
  return `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

function answerTo(line: string): string {
  if (line.includes('/count')) return answer(JSON.stringify(counted));
  if (line.includes('/Messages.json')) {
    counted.messages += 1;
    return TAKEN;
  }
  if (line.includes('users:batchGet')) {
    counted.bulkChecks += 1;
    return NOBODY;
  }
  if (line.includes('/agentMessages')) counted.messages += 1;
  if (line.includes('/agentEvents')) counted.events += 1;
  if (!line.startsWith('GET')) return OK;
  counted.checks += 1;
  return FEATURES;
}

const server = createServer({ noDelay: true }, (socket) => {
  let pending = '';
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    // One character a byte, so that lengths are right whatever the body holds.
    pending += chunk.toString('latin1');
    let answers = '';
    for (;;) {
      const end = pending.indexOf('\r\n\r\n');
      if (end < 0) break;
      const head = pending.slice(0, end);
      const whole = end + 4 + Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (pending.length < whole) break;
      pending = pending.slice(whole);
      answers += answerTo(head.slice(0, head.indexOf('\r\n')));
    }
    if (answers) socket.write(answers);
  });
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
