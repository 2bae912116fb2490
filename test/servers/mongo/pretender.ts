/**
 * A server that greets as some MongoDB would, and answers every command in one way: for what no server at hand can show,
 * such as an old version or a refused password. Knows the two frames of the wire protocol a driver begins with.
 */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import mongoose from 'mongoose';

const { BSON } = mongoose.mongo;
const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const GREETINGS = new Set(['hello', 'ismaster', 'isMaster']);

export interface Pretender {
  address: string;
  close(): Promise<void>;
}

export async function startPretender(
  greeting: Record<string, unknown>,
  answer: Record<string, unknown>,
): Promise<Pretender> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    let waiting = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      waiting = Buffer.concat([waiting, chunk]);
      while (waiting.length >= 16 && waiting.length >= waiting.readInt32LE(0)) {
        const frame = waiting.subarray(0, waiting.readInt32LE(0));
        waiting = waiting.subarray(frame.length);
        socket.write(replyTo(frame));
      }
    });
  });

  function replyTo(frame: Buffer): Buffer {
    const isQuery = frame.readInt32LE(12) === OP_QUERY;
    // A query has flags, the name of a collection and two numbers before its document; a message flags and a kind.
    const from = isQuery ? frame.indexOf(0, 20) + 9 : 21;
    const command = BSON.deserialize(frame.subarray(from, from + frame.readInt32LE(from)));
    const [name = ''] = Object.keys(command);
    const { port } = server.address() as AddressInfo;
    const hello = { ok: 1, isWritablePrimary: true, ismaster: true, minWireVersion: 0, ...greeting };
    const own = `127.0.0.1:${port}`;
    const set = greeting.setName === undefined ? {} : { hosts: [own], me: own, primary: own };
    const body = Buffer.from(BSON.serialize(GREETINGS.has(name) ? { ...hello, ...set } : answer));
    // A reply has flags, a cursor, where it starts and how many; a message flags and a kind.
    const head = isQuery ? Buffer.alloc(16 + 20) : Buffer.alloc(16 + 5);
    if (isQuery) head.writeInt32LE(1, 32);
    head.writeInt32LE(head.length + body.length, 0);
    head.writeInt32LE(frame.readInt32LE(4), 8);
    head.writeInt32LE(isQuery ? OP_REPLY : OP_MSG, 12);
    return Buffer.concat([head, body]);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
