/** A canned reply filled in for one customer: in their language, with what is known of them. Pure. */
import type { z } from 'zod';
import type { Message } from '../../flows/message.ts';
import { isMissing, readPath, type Scope } from '../../flows/scope.ts';
import { speak } from '../../flows/speak.ts';
import { expand, pathsIn } from '../../flows/template.ts';
import type { cannedTextSchema, filledSchema } from '../contract/inbox-work.ts';

type CannedText = z.output<typeof cannedTextSchema>;
export type Filled = z.output<typeof filledSchema>;

/** In the customer's language, or the nearest there is; undefined without any text. */
export function fillCanned(texts: Partial<Record<string, CannedText>>, scope: Scope): Filled | undefined {
  const locale = nearest(Object.keys(texts), scope.locale);
  const text = locale === undefined ? undefined : texts[locale];
  if (locale === undefined || !text) return undefined;
  const own = { ...scope, locale };
  const missing = new Set<string>();
  for (const one of [...textsIn(text.message), text.sms ?? '']) {
    for (const path of pathsIn(one)) if (isMissing(readPath(own, path))) missing.add(path);
  }
  return {
    locale,
    message: speak(text.message, own),
    ...(text.sms === undefined ? {} : { sms: expand(text.sms, own) }),
    missing: [...missing].sort(),
  };
}

function nearest(locales: readonly string[], locale: string): string | undefined {
  const base = locale.slice(0, 2);
  return (
    locales.find((one) => one === locale) ??
    locales.find((one) => one === base) ??
    locales.find((one) => one.slice(0, 2) === base) ??
    locales.find((one) => one === 'en') ??
    locales[0]
  );
}

/** Every text of a message, wherever it stands. */
function textsIn(message: Message): string[] {
  const found: string[] = [];
  const visit = (value: unknown) => {
    if (typeof value === 'string') found.push(value);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(visit);
  };
  visit(message);
  return found;
}
