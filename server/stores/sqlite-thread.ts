/** The thread in which the embedded store writes, so that waiting for the disk holds nobody up; knows no caller. */
import { parentPort, workerData } from 'node:worker_threads';
import { openSqliteFile } from './sqlite-file.ts';
import type { FromWriter, ToWriter } from './sqlite-threaded.ts';
import { createWriter } from './sqlite-writer.ts';

const { db } = openSqliteFile(workerData as string);
const writer = createWriter(db);

function answerTo(asked: ToWriter): FromWriter {
  try {
    if (asked !== 'close') return { results: writer.transact(asked) };
    close();
    return { results: [] };
  } catch (error) {
    const { message, code } = error as Error & { code?: unknown };
    return { message, code };
  }
}

function close(): void {
  try {
    writer.close();
  } finally {
    db.close();
  }
}

parentPort?.on('message', (asked: ToWriter) => parentPort?.postMessage(answerTo(asked)));
parentPort?.postMessage('ready');
