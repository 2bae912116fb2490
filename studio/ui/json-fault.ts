/** Why a text is no JSON, in the studio's languages, from what the browser's own parser throws; knows no field. */
import { dictionary, type Locale } from './i18n.ts';

const texts = dictionary(
  {
    ends: 'it ends too early',
    at: 'something does not fit in line {line}, character {column}',
    sign: 'the sign {sign} does not fit',
    not: 'it cannot be read',
  },
  {
    ends: 'cela s’arrête trop tôt',
    at: 'quelque chose ne va pas ligne {line}, caractère {column}',
    sign: 'le signe {sign} ne convient pas',
    not: 'c’est illisible',
  },
);

/** Part of a sentence, without a stop. `text`: what was parsed; `error`: what `JSON.parse` threw. */
export function jsonFault(text: string, error: unknown, locale: Locale): string {
  const said = error instanceof Error ? error.message : '';
  const words = texts[locale];
  if (/end of (?:JSON|data)|Unterminated/i.test(said)) return words.ends;
  // Chromium says the place only sometimes, and Firefox as line and column.
  const [, line, column] = /line (\d+),? column (\d+)/.exec(said) ?? [];
  if (line && column) return words.at.replace('{line}', line).replace('{column}', column);
  const [, position] = /position (\d+)/.exec(said) ?? [];
  if (position) {
    const before = text.slice(0, Number(position)).split('\n');
    return words.at
      .replace('{line}', String(before.length))
      .replace('{column}', String((before.at(-1)?.length ?? 0) + 1));
  }
  const [, sign] = /Unexpected token '(.)'/u.exec(said) ?? [];
  return sign ? words.sign.replace('{sign}', () => sign) : words.not;
}
