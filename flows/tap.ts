/** The postbacks our own buttons carry: which step they belong to and which answer they give. Knows no flow. */

export interface Tap {
  /** The key of the state that offered the button: "pick-day", or "sub/pick" inside a sub-flow. */
  node: string;
  /** A choice's id, or "=" and the value of a list's item. */
  choice: string;
}

const PREFIX = 'cn1:';
const NODE = /^[a-z0-9_-]+(?:\/[a-z0-9_-]+)*$/;
/** What a provider or a log may lose or change: controls, invisible characters, half surrogates, odd spaces; and our escape. */
const UNSAFE = /[%\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}|^ | $/gu;
const ESCAPED = /%([0-9a-f]{4})/g;

/** Buttons that mean the same in every flow. They never read as a node's own tap. */
export const GLOBAL_TAPS = { person: 'cn1!person', restart: 'cn1!restart' } as const;

/**
 * The postback of a button: "cn1:pick-day:haircut". Whatever is not plainly printable in the choice is written as
 * "%" and four hexadecimal digits of a UTF-16 unit. Keep choices under about 1,500 characters: RBM allows 2,048.
 */
export function writeTap({ node, choice }: Tap): string {
  return `${PREFIX}${node}:${choice.replace(UNSAFE, escapeUnits)}`;
}

/** What `writeTap` wrote; undefined for every other postback. */
export function readTap(data: string): Tap | undefined {
  if (!data.startsWith(PREFIX)) return undefined;
  const colon = data.indexOf(':', PREFIX.length);
  if (colon < 0 || colon === data.length - 1) return undefined;
  const node = data.slice(PREFIX.length, colon);
  if (!NODE.test(node)) return undefined;
  const choice = data
    .slice(colon + 1)
    .replace(ESCAPED, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return { node, choice };
}

function escapeUnits(character: string): string {
  let written = '';
  for (let i = 0; i < character.length; i++) {
    written += `%${character.charCodeAt(i).toString(16).padStart(4, '0')}`;
  }
  return written;
}
