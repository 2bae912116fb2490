/** People on a running server, who came as people do: the owner by the printed link, the others by an invitation. */
import { keyFor, loadKeys } from '../../server/keys.ts';

export const PASSWORD = 'three small boats at dawn';

export interface Joined {
  /** "name=value", as a browser sends it back. */
  cookie: string;
  id: string;
}

/** The key of the link that the server prints as long as there is no owner. */
export function welcomeToken(dataDir: string): string {
  return keyFor(loadKeys(dataDir), 'welcome').toString('base64url');
}

/** Creates the owner, who is signed in by the cookie. */
export function foundOwner(url: string, dataDir: string, name = 'Olive Owner'): Promise<Joined> {
  return openLink(url, { token: welcomeToken(dataDir), name, email: emailOf(name), password: PASSWORD });
}

/** Somebody with these roles, invited by whoever the headers sign in. */
export async function invite(
  url: string,
  by: Record<string, string>,
  name: string,
  roles: readonly string[],
): Promise<Joined> {
  const response = await fetch(`${url}/api/invitations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', ...by },
    body: JSON.stringify({ email: emailOf(name), roles }),
  });
  if (!response.ok) throw new Error(`inviting ${name}: ${response.status} ${await response.text()}`);
  const { link } = (await response.json()) as { link: { url: string } };
  return openLink(url, { token: new URL(link.url).hash.slice(1), name, password: PASSWORD });
}

/** "Olive Owner" as olive.owner@example.com. */
export function emailOf(name: string): string {
  return `${name.toLowerCase().replace(/[^a-z]+/g, '.')}@example.com`;
}

async function openLink(url: string, body: Record<string, string>): Promise<Joined> {
  const response = await fetch(`${url}/api/link/use`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`opening a link: ${response.status} ${await response.text()}`);
  const { me } = (await response.json()) as { me: { id: string } };
  const cookie = response.headers.getSetCookie().at(-1)?.split(';', 1)[0];
  if (cookie === undefined) throw new Error('The link set no cookie.');
  return { cookie, id: me.id };
}
