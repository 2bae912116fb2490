/**
 * Operators at their screens, for the bench of the inbox: each keeps a list open and notes when a message is on it. A
 * process of its own, so that what they need is not taken from the server.
 */
import { io, type Socket } from 'socket.io-client';

const [url = '', token = '', count = '0'] = process.argv.slice(2);
/** When a message was sent stands in its text. */
const SENT = /tick (\d+\.\d) \d+/;

const now = () => performance.timeOrigin + performance.now();
let took: number[] = [];
const sockets: Socket[] = [];

async function connect(): Promise<void> {
  const socket = io(url, { path: '/live', transports: ['websocket'], auth: { token }, forceNew: true });
  sockets.push(socket);
  const seen = new Set<string>();
  socket.on('inbox:changed', ({ rows }: { rows: { last?: { text: string } }[] }) => {
    const at = now();
    for (const { last } of rows) {
      const found = last && SENT.exec(last.text);
      if (!found || seen.has(found[0])) continue;
      seen.add(found[0]);
      took.push(at - Number(found[1]));
    }
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  const answer: { ok: boolean } = await socket.emitWithAck('inbox:open', { view: 'all' });
  if (!answer.ok) throw new Error(JSON.stringify(answer));
}

for (let n = 0; n < Number(count); n += 20) {
  await Promise.all(Array.from({ length: Math.min(20, Number(count) - n) }, connect));
}
process.on('message', (asked) => {
  if (asked === 'reset') took = [];
  else process.send?.({ took });
});
process.send?.({ port: 0 });
