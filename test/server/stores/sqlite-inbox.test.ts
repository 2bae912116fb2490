import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Row } from '../../../server/contract/inbox-list.ts';
import { openSqliteInbox } from '../../../server/stores/sqlite-inbox.ts';
import { inboxContract } from '../../contracts/inbox-contract.ts';

inboxContract(
  'SQLite',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'carillon-inbox-'));
    let lives = 0;
    const open = () =>
      openSqliteInbox<Row>({
        path: join(folder, 'inbox.db'),
        newId() {
          lives += 1;
          return `life ${lives}`;
        },
      });
    let inbox = open();
    return {
      inbox,
      async reopen() {
        await inbox.close();
        inbox = open();
        return inbox;
      },
      async dispose() {
        await inbox.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
  { runs: 200 },
);
