/**
 * Links that open a preview without signing in: random tokens of 256 bits that end by themselves and can be ended
 * before. What is stored is a token's hash, so that whoever reads the database has no link. Knows records only.
 */
import { createHash, randomBytes } from 'node:crypto';
import { dropRecord } from '../change-record.ts';
import type { Clock } from '../clock.ts';
import { CodedError } from '../errors.ts';
import type { RecordStore } from '../stores/port.ts';

/** Record kind, by the hash of the token. */
const LINK = 'preview-link';
/** Outside of all workspaces: a token names none. */
const EVERYWHERE = '_';

interface StoredLink {
  workspace: string;
  flow: string;
  createdAt: number;
  expires: number;
}

export interface PreviewLink extends StoredLink {
  /** The token's hash; it opens nothing. */
  id: string;
}

export interface PreviewLinks {
  /** `token` is known to nobody afterwards but to whom it is given. */
  make(workspace: string, flow: string, hours: number): Promise<PreviewLink & { token: string }>;
  /** Errors: "not_found" for a token of nobody's, "link_expired". */
  open(token: string): Promise<PreviewLink>;
  isValid(workspace: string, id: string): Promise<boolean>;
  /** Those of a flow that still open something, the newest first. */
  list(workspace: string, flow: string): Promise<PreviewLink[]>;
  /** Ends it at once. Error: "not_found". */
  revoke(workspace: string, flow: string, id: string): Promise<void>;
}

const HOUR_MS = 3_600_000;
/** Whoever opens a link late is told that it has expired, as long as it is remembered. */
const REMEMBERED_MS = 30 * 24 * HOUR_MS;
const PAGE = 200;

export function createPreviewLinks({ records, clock }: { records: RecordStore; clock: Clock }): PreviewLinks {
  async function all(): Promise<PreviewLink[]> {
    const links: PreviewLink[] = [];
    let cursor: string | undefined;
    do {
      const page = await records.list<StoredLink>(EVERYWHERE, LINK, {
        limit: PAGE,
        ...(cursor ? { cursor } : {}),
      });
      links.push(...page.items.map(({ key, data }) => ({ id: key, ...data })));
      cursor = page.cursor;
    } while (cursor);
    return links;
  }

  async function read(id: string): Promise<PreviewLink | undefined> {
    const found = await records.get<StoredLink>(EVERYWHERE, LINK, id);
    return found && { id, ...found.data };
  }

  /** Forgets what has been over for long, so that nothing has to be cleaned up elsewhere. */
  async function prune(): Promise<void> {
    const before = clock.now() - REMEMBERED_MS;
    for (const { id, expires } of await all()) {
      if (expires < before) await dropRecord(records, { workspace: EVERYWHERE, kind: LINK, key: id });
    }
  }

  return {
    async make(workspace, flow, hours) {
      await prune();
      const token = randomBytes(32).toString('base64url');
      const id = hashOf(token);
      const createdAt = clock.now();
      const link: StoredLink = { workspace, flow, createdAt, expires: createdAt + hours * HOUR_MS };
      await records.insert(EVERYWHERE, LINK, id, link);
      return { id, ...link, token };
    },
    async open(token) {
      const link = TOKEN.test(token) ? await read(hashOf(token)) : undefined;
      if (!link) throw new CodedError('not_found', 'There is no such link.');
      if (link.expires <= clock.now()) throw new CodedError('link_expired');
      return link;
    },
    async isValid(workspace, id) {
      const link = await read(id);
      return link !== undefined && link.workspace === workspace && link.expires > clock.now();
    },
    async list(workspace, flow) {
      const now = clock.now();
      return (await all())
        .filter((link) => link.workspace === workspace && link.flow === flow && link.expires > now)
        .sort((one, other) => other.createdAt - one.createdAt);
    },
    async revoke(workspace, flow, id) {
      const link = await read(id);
      if (!link || link.workspace !== workspace || link.flow !== flow) throw new CodedError('not_found');
      // It stays, as one that has expired, so that who opens it is told why.
      const found = await records.get<StoredLink>(EVERYWHERE, LINK, id);
      if (!found) return;
      const over: StoredLink = { ...found.data, expires: Math.min(found.data.expires, clock.now()) };
      if (!(await records.update(EVERYWHERE, LINK, id, found.rev, over))) throw new CodedError('conflict');
    },
  };
}

const TOKEN = /^[A-Za-z0-9_-]{43}$/;

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
