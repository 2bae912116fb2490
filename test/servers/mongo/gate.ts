/**
 * A way to MongoDB that can be shut at an exact write: what a process that dies, or stalls, between two writes looks like
 * to the database. Knows the frames of the wire protocol and the names of commands.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * "before": the write does not arrive, and nothing after it. "after": it does, but nobody hears so, and nothing arrives
 * after it. "hold": it arrives when the gate is opened again.
 */
export type Shut = 'before' | 'after' | 'hold';

export interface Gate {
  port: number;
  /** Shuts at the nth write from now on, counted from 1. */
  shutAt(nth: number, how: Shut): void;
  /** Resolves when it has shut. */
  shut: Promise<void>;
  isShut(): boolean;
  open(): void;
  close(): Promise<void>;
}

const WRITES = new Set(['insert', 'update', 'delete', 'findAndModify']);
const OP_MSG = 2013;

/** `writes`: the commands that are counted, and held. */
export async function startGate(target: number, writes: ReadonlySet<string> = WRITES): Promise<Gate> {
  const sockets = new Set<Socket>();
  let left = Number.POSITIVE_INFINITY;
  let how: Shut = 'before';
  let shut = false;
  let held: (() => void)[] = [];
  let onShut = () => {};
  const hasShut = new Promise<void>((resolve) => {
    onShut = resolve;
  });

  const server = createServer((client) => {
    if (shut && how !== 'hold') {
      client.destroy();
      return;
    }
    const upstream = connect(target, '127.0.0.1');
    let mute = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        (socket === client ? upstream : client).destroy();
      });
    }
    upstream.on('data', (chunk) => {
      if (!mute) client.write(chunk);
    });
    let waiting = Buffer.alloc(0);
    client.on('data', (chunk) => {
      waiting = Buffer.concat([waiting, chunk]);
      while (waiting.length >= 16 && waiting.length >= waiting.readInt32LE(0)) {
        const frame = waiting.subarray(0, waiting.readInt32LE(0));
        waiting = waiting.subarray(frame.length);
        pass(frame);
      }
    });

    function pass(frame: Buffer): void {
      const isWrite = writes.has(commandOf(frame));
      if (isWrite) left -= 1;
      if (isWrite && left === 0) {
        shut = true;
        onShut();
        if (how === 'after') {
          mute = true;
          upstream.write(frame, () => upstream.once('data', cut));
        } else if (how === 'before') cut();
      }
      if (!shut) upstream.write(frame);
      else if (how === 'hold' && isWrite) held.push(() => upstream.write(frame));
      else if (how === 'hold') upstream.write(frame);
    }
  });

  function cut(): void {
    for (const socket of sockets) socket.destroy();
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    shutAt(nth, manner) {
      left = nth;
      how = manner;
    },
    shut: hasShut,
    isShut: () => shut,
    open() {
      left = Number.POSITIVE_INFINITY;
      shut = false;
      for (const go of held) go();
      held = [];
    },
    async close() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The first field's name in the body of a frame: 16 bytes of header, 4 of flags, a kind, a length, a type. */
function commandOf(frame: Buffer): string {
  if (frame.readInt32LE(12) !== OP_MSG) return '';
  const from = 16 + 4 + 1 + 4 + 1;
  return frame.toString('latin1', from, frame.indexOf(0, from));
}
