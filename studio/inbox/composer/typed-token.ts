/** The word that is being typed after "/" or "@", and what takes its place. Pure. */

export interface Token {
  /** "/" or "@". */
  sign: '/' | '@';
  from: number;
  to: number;
  query: string;
}

/** Undefined where the caret is behind nothing of the kind: a sign begins a word, and the word has no space. */
export function typedToken(text: string, caret: number, signs: readonly Token['sign'][]): Token | undefined {
  const found = /(?:^|[\s(])([/@])([^\s/@]{0,30})$/u.exec(text.slice(0, caret));
  const sign = signs.find((one) => one === found?.[1]);
  if (!found || !sign) return undefined;
  const query = found[2] ?? '';
  return { sign, query, from: caret - query.length - 1, to: caret };
}

/** The text with the token replaced, and where the caret then is. */
export function replaceToken(text: string, { from, to }: Pick<Token, 'from' | 'to'>, by: string) {
  return { text: text.slice(0, from) + by + text.slice(to), caret: from + by.length };
}

/** As the server wants mentions: "@[Name](id)". The longer of two names counts. */
export function withMentions(text: string, people: readonly { id: string; name: string }[]): string {
  const byLength = [...people].sort((one, other) => other.name.length - one.name.length);
  let rest = text;
  let written = '';
  while (rest !== '') {
    const at = rest.indexOf('@');
    if (at < 0) break;
    const after = rest.slice(at + 1);
    written += rest.slice(0, at);
    // In the middle of a word it is an address.
    const begins = !/[\p{L}\p{N}]$/u.test(written);
    const person = byLength.find(
      ({ name }) => begins && after.startsWith(name) && !/^[\p{L}\p{N}]/u.test(after.slice(name.length)),
    );
    written += person ? `@[${person.name}](${person.id})` : '@';
    rest = person ? after.slice(person.name.length) : after;
  }
  return written + rest;
}
