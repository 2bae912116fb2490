/** /api/audit: who did what, read, exported and verified. Nothing here changes or removes an entry. */
import { z } from 'zod';
import {
  type AuditEntry,
  auditFilterSchema,
  auditPageSchema,
  auditQuerySchema,
  auditVerdictSchema,
} from '../../contract/people.ts';
import type { Audit } from '../../people/audit.ts';
import { type FileAnswer, type Route, route } from '../route.ts';

/** An export holds at most so many, the newest; more is asked for by its dates. */
const EXPORT_MOST = 50_000;

export function auditRoutes({ audit }: { audit: Audit }): Route[] {
  return [
    route({
      method: 'get',
      path: '/audit',
      access: 'audit.read',
      summary: 'Who did what, the newest first',
      query: auditQuerySchema,
      response: auditPageSchema,
      handle: ({ query: { limit, cursor, ...filter } }) => audit.list(filter, { limit, cursor }),
    }),
    route({
      method: 'get',
      path: '/audit/verify',
      access: 'audit.read',
      summary: 'Whether every entry is as it was written, and none is missing',
      response: auditVerdictSchema,
      handle: () => audit.verify(),
    }),
    route({
      method: 'get',
      path: '/audit/export',
      access: 'audit.read',
      summary: 'The same as a table, with the hashes that bind each entry to the one before',
      query: auditFilterSchema,
      response: z.string(),
      file: true,
      audit: { action: 'audit.exported', subject: () => 'audit' },
      async handle({ query }): Promise<FileAnswer> {
        const entries: AuditEntry[] = [];
        let cursor: string | undefined;
        do {
          const page = await audit.list(query, { limit: 200, cursor });
          entries.push(...page.items);
          cursor = page.cursor;
        } while (cursor !== undefined && entries.length < EXPORT_MOST);
        return {
          name: 'audit.csv',
          text: toCsv(entries.slice(0, EXPORT_MOST)),
          type: 'text/csv; charset=utf-8',
        };
      },
    }),
  ];
}

const COLUMNS = [
  'seq',
  'time',
  'person',
  'name',
  'via',
  'action',
  'subject',
  'detail',
  'address',
  'failed',
  'hash',
];

/** RFC 4180; no cell is taken for a formula. */
function toCsv(entries: readonly AuditEntry[]): string {
  const rows = entries.map(({ seq, at, who, action, subject, detail, address, failed, hash }) => [
    String(seq),
    new Date(at).toISOString(),
    who.id,
    who.name,
    who.via,
    action,
    subject,
    detail ? JSON.stringify(detail) : '',
    address ?? '',
    failed ?? '',
    hash,
  ]);
  return [COLUMNS, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(text: string): string {
  const safe = /^[\s\0]*[=+\-@\t\r＝]/u.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""').replaceAll('\0', '')}"`;
}
