import { describe, expect, test } from 'vitest';
import { pretendPage } from '../canvas/page.ts';

pretendPage();
const { jsonFault } = await import('../../../studio/ui/json-fault.ts');

const thrownBy = (text: string): unknown => {
  try {
    JSON.parse(text);
  } catch (error) {
    return error;
  }
  throw new Error(`${text} is JSON`);
};
const inFrench = (text: string) => jsonFault(text, thrownBy(text), 'fr');

describe('why a text is no JSON', () => {
  test('is said in the reader’s language, with the place where it is known', () => {
    expect(jsonFault('{"a": 1', new SyntaxError('Unexpected end of JSON input'), 'en')).toBe(
      'it ends too early',
    );
    expect(inFrench('{"a":')).toBe('cela s’arrête trop tôt');
    expect(inFrench('[1,\n2 3]')).toBe('quelque chose ne va pas ligne 2, caractère 3');
    expect(jsonFault('', new SyntaxError('JSON.parse: bad at line 3 column 7 of the JSON data'), 'en')).toBe(
      'something does not fit in line 3, character 7',
    );
  });

  test('never repeats the parser’s own English', () => {
    for (const text of ['', '{', 'nul', '{a: 1}', '[1,]', '"a', '{"a" 1}', '{"a":1}}', 'no', '\u0001']) {
      expect(inFrench(text), text).not.toMatch(/unexpected|expected|json|position|token/i);
    }
  });
});
