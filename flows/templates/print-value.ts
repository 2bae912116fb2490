/** Values as people may read them where no formatter was asked for; knows no template. */
import { isMissing, readMember } from '../scope.ts';

/** A value as people may read it: a list by its items, an object by its label, name or title. */
export function printValue(value: unknown, locale: string, depth = 0): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return Number.isFinite(value) ? String(value) : '';
    case 'bigint':
      return String(value);
    case 'boolean':
      return (YES_NO[locale.slice(0, 2)] ?? YES_NO.en)?.[value ? 0 : 1] ?? '';
    case 'object':
      return value === null || depth > 3 ? '' : printObject(value, locale, depth + 1);
    default:
      return '';
  }
}

function printObject(value: object, locale: string, depth: number): string {
  if (Array.isArray(value)) {
    return value
      .map((item) => printValue(item, locale, depth))
      .filter((item) => item !== '')
      .join(', ');
  }
  for (const name of ['label', 'name', 'title', 'text', 'url', 'address']) {
    const found = readMember(value, name);
    if (!isMissing(found)) return printValue(found, locale, depth);
  }
  const [latitude, longitude] = [readMember(value, 'latitude'), readMember(value, 'longitude')];
  return typeof latitude === 'number' && typeof longitude === 'number' ? `${latitude}, ${longitude}` : '';
}

const YES_NO: Record<string, readonly [string, string]> = { en: ['yes', 'no'], fr: ['oui', 'non'] };
