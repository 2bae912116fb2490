/** Names that are not taken yet. Knows no document: the same question gets the same answer, so tests and people agree. */

/** "greet", else "greet-2", "greet-3"...; `wish` is made into an id if it is none: "Où ça ?" becomes "ou-ca". */
export function freshId(wish: string, isTaken: (id: string) => boolean): string {
  const base = asId(wish);
  return isTaken(base) ? numbered(base.replace(/-\d+$/, ''), '-', 64, isTaken) : base;
}

/** "answer", else "answer_2"...; for variables, which hold no "-". */
export function freshName(wish: string, isTaken: (name: string) => boolean): string {
  const plain = wish.normalize('NFKD').replace(/[\u0300-\u036f]/g, '');
  const name =
    plain
      .replace(/[^A-Za-z0-9_]+/g, '_')
      .replace(/^(?=\d)/, '_')
      .slice(0, 64) || 'value';
  return isTaken(name) ? numbered(name.replace(/_\d+$/, ''), '_', 64, isTaken) : name;
}

function numbered(base: string, joint: string, most: number, isTaken: (id: string) => boolean): string {
  for (let n = 2; ; n += 1) {
    const end = `${joint}${n}`;
    const id = base.slice(0, most - end.length) + end;
    if (!isTaken(id)) return id;
  }
}

function asId(wish: string): string {
  const id = wish
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64);
  // "__proto__" would be a name with a meaning in the language this is written in.
  return id === '' || id === '__proto__' ? 'step' : id;
}
