/** French is set as French is set: no line breaks inside « quotes », nor before : ; ! and ?. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

/** What stands in the sources beside the studio's dictionaries, which set their own spaces; comments aside. */
const lines = ['flows', 'server', 'studio'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(?:tsx?|flow\.json)$/.test(file))
    .flatMap((file) => {
      const source = readFileSync(join(ROOT, folder, file), 'utf8').replace(
        /= dictionary\([\s\S]*?\n\);/g,
        (texts) => texts.replace(/[^\n]/g, ''),
      );
      return source.split('\n').map((text, n) => ({ where: `${folder}/${file}:${n + 1}`, text }));
    }),
);
const isCode = (text: string) => !/^\s*(?:\/?\*|\/\/)/.test(text) && !/\.replace\(\/|`« oui »`/.test(text);

test('no quote stands beside an ordinary space', () => {
  const careless = lines.filter(({ text }) => isCode(text) && /« | »/.test(text));
  expect(careless).toEqual([]);
});

test('no French wording has an ordinary space before : ; ! or ?', () => {
  const careless = lines.filter(({ text }) => /\bfr: (['`"])(?:(?!\1).)* [:;!?](?:\s|\1|\$)/.test(text));
  expect(careless.map(({ where, text }) => `${where} ${text.trim()}`)).toEqual([]);
});

describe('what a screen shows', () => {
  const screens = lines.filter(({ where }) => /^studio\/.*\.tsx:/.test(where));

  test('is never the sentence of an error, which is English: its code has words', () => {
    const raw = screens.filter(
      ({ text }) =>
        /(?<!connection\.)\b(?:error|failure|issue|failed|thrown)\??\.(?:message|title|detail)\b/.test(
          text,
        ) && !/problemText\(|=== 'en'|\bkey=/.test(text),
    );
    expect(raw.map(({ where, text }) => `${where} ${text.trim()}`)).toEqual([]);
  });

  test('comes from a dictionary: no attribute and no text of a tag is written in English', () => {
    // What is the same in every language: an address, a variable, what is to be typed as it stands.
    const alike = /"(?:https?:\/\/[^"]*|\{\{[^"]*\}\}|STOP 36111)"/;
    const written = screens.filter(
      ({ text }) =>
        (/\b(?:aria-label|title|placeholder|alt)="[^"]*[A-Za-z]{3,}/.test(text) && !alike.test(text)) ||
        />[^<>{}=;()]*[A-Za-z]{3,} [a-z]{2,}[^<>{}=;()]*<\//.test(text),
    );
    expect(written.map(({ where, text }) => `${where} ${text.trim()}`)).toEqual([]);
  });
});
