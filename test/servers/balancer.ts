/** A way to one of several servers, in turn, passing over those that do not answer; knows bytes only. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Balancer {
  port: number;
  /** Everybody who is connected is cut off, and nobody gets through until `open`. */
  shut(): void;
  open(): void;
  close(): Promise<void>;
}

/** One target is a way that can be shut. */
export async function startBalancer(targets: readonly number[]): Promise<Balancer> {
  const sockets = new Set<Socket>();
  let turn = 0;
  let isShut = false;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    keep(client);
    if (isShut) {
      client.destroy();
      return;
    }
    turn += 1;
    const order = targets.map((_, i) => targets[(turn + i) % targets.length] ?? 0);
    const reach = (rest: readonly number[]) => {
      const [port, ...others] = rest;
      if (port === undefined || client.destroyed) {
        client.destroy();
        return;
      }
      const upstream = connect(port, '127.0.0.1');
      keep(upstream);
      let isOpen = false;
      upstream.once('connect', () => {
        isOpen = true;
        client.pipe(upstream);
        upstream.pipe(client);
      });
      upstream.once('close', () => (isOpen ? client.destroy() : reach(others)));
      client.once('close', () => upstream.destroy());
    };
    reach(order);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    shut() {
      isShut = true;
      cut();
    },
    open() {
      isShut = false;
    },
    async close() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
