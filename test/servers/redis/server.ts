/** A Redis for the tests: Debian's `redis-server`, in memory alone, on a port of its own. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '../../faults/process.ts';

export interface RedisServer {
  url: string;
  port: number;
  /** Ends it at once; everything in it is gone. */
  kill(): Promise<void>;
  /** Starts it again on its port, empty. */
  restart(): Promise<void>;
}

/** Undefined if there is a server; else why not. With CARILLON_REQUIRE_REDIS=1 it throws instead. */
export function missingRedis(): string | undefined {
  if (spawnSync('sh', ['-c', 'command -v redis-server']).status === 0) return undefined;
  const sentence = 'No redis-server: its tests are left out. Install it with "apt-get install redis-server".';
  if (process.env.CARILLON_REQUIRE_REDIS === '1') throw new Error(sentence);
  return sentence;
}

/** `settings`: as on the command line, such as `--requirepass`, `secret`. */
export async function startRedis(settings: string[] = []): Promise<RedisServer> {
  const port = await freePort();
  let child: ChildProcess;

  async function start(): Promise<void> {
    const args = [
      '--port',
      `${port}`,
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      ...settings,
    ];
    child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    await new Promise<void>((resolve, reject) => {
      child.stdout?.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        if (/Ready to accept connections/.test(output)) resolve();
      });
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`redis-server ended with ${code}: ${output}`)));
    });
  }

  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
    restart: start,
  };
}
