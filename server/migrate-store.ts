/**
 * `npm run migrate-store -- --from sqlite --to mongo`: moves the embedded database in DATA_DIR to the one MONGODB_URL
 * names. Knows the command line and what its reader sees; nothing of how either is stored.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from './clock.ts';
import { ConfigError, readConfig } from './config.ts';
import { openMongoTarget } from './stores/move/mongo-target.ts';
import { move, type Progress } from './stores/move/move.ts';
import { openSqliteSource } from './stores/move/sqlite-source.ts';

const USAGE = 'Use: MONGODB_URL=mongodb://... npm run migrate-store -- --from sqlite --to mongo';
const WIDTH = 30;
const WORDS = { records: 'records', seen: 'inbound ids', conversations: 'conversations' } as const;

/** One line: a bar, and what it counts. */
export function progressLine({ part, done, of }: Progress): string {
  const share = of === 0 ? 1 : done / of;
  const filled = Math.round(share * WIDTH);
  const bar = '#'.repeat(filled) + '-'.repeat(WIDTH - filled);
  const number = (value: number) => value.toLocaleString('en');
  return `[${bar}] ${String(Math.floor(share * 100)).padStart(3)}%  ${WORDS[part]}: ${number(done)} of ${number(of)}`;
}

/** Shows progress: in its place on a terminal, else a line whenever a tenth more is done. */
function createShow(out: NodeJS.WriteStream): (progress: Progress) => void {
  let last = '';
  return (progress) => {
    const { part, done, of } = progress;
    const line = progressLine(progress);
    if (out.isTTY) {
      out.write(`\r\x1b[K${line}${done === of ? '\n' : ''}`);
      return;
    }
    const tenth = `${part} ${of === 0 ? 10 : Math.floor((done / of) * 10)}`;
    if (tenth !== last) out.write(`${line}\n`);
    last = tenth;
  };
}

async function run(): Promise<void> {
  const { values } = parseArgs({ options: { from: { type: 'string' }, to: { type: 'string' } } });
  if (values.from !== 'sqlite' || values.to !== 'mongo') throw new ConfigError(USAGE);
  const { dataDir, mongo } = readConfig();
  if (!mongo) throw new ConfigError(`MONGODB_URL is missing. ${USAGE}`);
  const log = { info() {}, error() {}, warn: (_: object, text: string) => process.stdout.write(`${text}\n`) };
  const source = openSqliteSource(join(dataDir, 'carillon.db'));
  try {
    const target = await openMongoTarget({ ...mongo, clock: systemClock, log });
    try {
      const counts = await move(source, target, createShow(process.stdout));
      const told = Object.entries(counts).map(([name, count]) => `${count.toLocaleString('en')} ${name}`);
      process.stdout.write(`Moved and counted on both sides: ${told.join(', ')}.\n`);
      process.stdout.write('Start the server with the same MONGODB_URL. The old database was not changed.\n');
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

if (process.argv[1]?.endsWith('migrate-store.js')) {
  try {
    await run();
  } catch (error) {
    const isUsage =
      error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
    process.stderr.write(`${isUsage ? USAGE : error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
