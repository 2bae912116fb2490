/**
 * Several numbers of one person: bodies and answers, and what is written down of them taken together and apart again, the
 * same on both sides of the wire. Pure; knows no database.
 */
import { z } from 'zod';

const idSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/);
const timeSchema = z.number().int().min(0).max(253_402_300_799_999);

/** Numbers of one person. */
export const MOST_NUMBERS = 10;
/** Lines of their own that operators write down of somebody, beside name and e-mail. */
export const MOST_FIELDS = 30;

/** What is written down of somebody. */
export const writtenSchema = z.object({
  name: z.string().optional(),
  email: z.string().optional(),
  fields: z.record(z.string(), z.string()),
});
export type Written = z.infer<typeof writtenSchema>;

/** One line of it: "name", "email", or "field:" and what operators called it. */
const LINE = /^(?:name|email|field:[\s\S]{1,40})$/;

const numberSchema = z.object({ conversation: z.string(), phone: z.string() });
/** Who may be the same person, and what says so. */
export const suggestionSchema = z.object({
  ...numberSchema.shape,
  name: z.string().optional(),
  at: timeSchema.describe('Of the last line of the conversation.'),
  why: z.enum(['email', 'name']).describe('"name": the name and a line that was written down.'),
  /** What both have. */
  shared: z.string(),
});
export const suggestionsSchema = z.object({ items: z.array(suggestionSchema).max(10) });
export type PersonSuggestion = z.infer<typeof suggestionSchema>;

const sideSchema = z.object({
  written: writtenSchema,
  numbers: z.array(
    z.object({
      ...numberSchema.shape,
      suppressedSince: timeSchema
        .optional()
        .describe('When it asked for no more messages, and still wants none.'),
      blocked: z.boolean(),
    }),
  ),
  bookings: z.number().int(),
  cases: z.number().int(),
  payments: z.number().int(),
});
export const previewQuerySchema = z.strictObject({ other: idSchema.describe('The other conversation.') });
export const mergePreviewSchema = z.object({
  one: sideSchema,
  other: sideSchema,
  seen: z
    .string()
    .describe('Names what is shown here; sent back with the merge, which fails if that changed.'),
});
export type MergePreview = z.infer<typeof mergePreviewSchema>;

export const mergeSchema = z.strictObject({
  other: idSchema,
  seen: z.string().max(100),
  take: z
    .array(z.string().regex(LINE))
    .max(MOST_FIELDS + 2)
    .default([])
    .describe('Lines that are taken from the other one where both have them: "name", "email", "field:Size".'),
});

export interface WrittenLine {
  line: string;
  one?: string;
  other?: string;
}

/** What either has, line by line: name and e-mail first. */
export function linesOf(one: Written, other: Written): WrittenLine[] {
  const [mine, theirs] = [toLines(one), toLines(other)];
  return [...new Set([...FIRST, ...mine.keys(), ...theirs.keys()])].flatMap((line) => {
    const [left, right] = [mine.get(line), theirs.get(line)];
    if (left === undefined && right === undefined) return [];
    return [
      {
        line,
        ...(left === undefined ? {} : { one: left }),
        ...(right === undefined ? {} : { other: right }),
      },
    ];
  });
}

/** What two have together. `take`: lines of which the other's is taken, where it has one. */
export function mergeWritten(one: Written, other: Written, take: Iterable<string>): Written {
  const taken = new Set(take);
  return fromLines(
    linesOf(one, other).flatMap(({ line, one: left, other: right }): [string, string][] => {
      const value = taken.has(line) ? (right ?? left) : (left ?? right);
      return value === undefined ? [] : [[line, value]];
    }),
  );
}

/**
 * What those who stay keep of what was `shared` when one leaves: all but what came from the one who leaves alone. A line
 * they had of their own comes back in its place.
 */
export function partWritten(shared: Written, leaving: Written, staying: readonly Written[]): Written {
  const gone = toLines(leaving);
  const left = staying.map(toLines);
  return fromLines(
    [...toLines(shared)].flatMap(([line, value]): [string, string][] => {
      const own = left.map((lines) => lines.get(line)).filter((one) => one !== undefined);
      if (gone.get(line) !== value || own.includes(value)) return [[line, value]];
      return own[0] === undefined ? [] : [[line, own[0]]];
    }),
  );
}

/** What operators called a line; undefined for name and e-mail. */
export function fieldOf(line: string): string | undefined {
  return line.startsWith(FIELD) ? line.slice(FIELD.length) : undefined;
}

const FIRST = ['name', 'email'];
const FIELD = 'field:';

function toLines({ name, email, fields }: Written): Map<string, string> {
  return new Map([
    ...(name === undefined ? [] : [['name', name] as const]),
    ...(email === undefined ? [] : [['email', email] as const]),
    ...Object.entries(fields).map(([field, value]) => [`${FIELD}${field}`, value] as const),
  ]);
}

function fromLines(lines: readonly [string, string][]): Written {
  const all = new Map(lines);
  const [name, email] = [all.get('name'), all.get('email')];
  return {
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
    fields: Object.fromEntries(
      lines.flatMap(([line, value]) => {
        const field = fieldOf(line);
        return field === undefined ? [] : [[field, value]];
      }),
    ),
  };
}
