/** A reader of French is told in French what does not fit, also by schemas with a sentence of their own. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { issueWords } from '../../flows/issue-words.ts';

const FLOWS = join(import.meta.dirname, '../../flows');

function wordsOf(schema: z.ZodType, value: unknown): { en: string; fr: string | undefined } {
  const { error } = schema.safeParse(value);
  const [issue] = error?.issues ?? [];
  if (!issue) throw new Error('It fits.');
  return issueWords(issue);
}

describe('what does not fit', () => {
  test('is said in French as zod says it', () => {
    expect(wordsOf(z.string(), 4)).toEqual({
      en: 'Invalid input: expected string, received number',
      fr: expect.stringMatching(/^Entrée invalide.*nombre/),
    });
    expect(wordsOf(z.strictObject({ a: z.string() }), { a: '', b: 1 }).fr).toMatch(/^Clé.* non reconnue/);
    expect(wordsOf(z.string().max(3), 'long').fr).toMatch(/^Trop grand/);
  });

  test('has French for each sentence of the schemas of flows', () => {
    const sources = readdirSync(FLOWS, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(join(FLOWS, file), 'utf8'));
    const sentences = sources.flatMap((source) =>
      [...source.matchAll(/\.(?:regex|refine)\((?:[^'`]|'[^' ]*'(?= ?\)))*?,\s*'([^']+ [^']+)',?\s*\)/g)].map(
        ([, sentence = '']) => sentence,
      ),
    );
    expect(sentences.length).toBeGreaterThan(5);
    const without = sentences.filter((sentence) => {
      const { fr } = wordsOf(
        z.string().refine(() => false, sentence),
        '',
      );
      return fr === undefined;
    });
    expect(without).toEqual([]);
  });
});
