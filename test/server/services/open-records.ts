/** Records of a real store in a file of its own, gone when the test is. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { RecordStore } from '../../../server/stores/port.ts';
import { openSqliteStore } from '../../../server/stores/sqlite.ts';

/** To be called within a test or its `beforeEach`. */
export function openRecords(): RecordStore {
  const folder = mkdtempSync(join(tmpdir(), 'carillon-services-'));
  const store = openSqliteStore({ path: join(folder, 'store.db') });
  onTestFinished(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return store.records;
}
