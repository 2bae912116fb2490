/**
 * The door of the API: who a request comes from, by the cookie of a browser or the bearer token of a program. Knows headers;
 * what is behind a credential it asks.
 */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { CodedError } from '../errors.ts';
import { isOwnOrigin } from '../live/origin.ts';
import type { Credentials } from '../people/credentials.ts';
import type { Gate } from './route.ts';

export interface SessionGateDeps {
  credentials: Credentials;
  /** Where browsers find this server. */
  publicUrl: string;
  /** How long a browser keeps the cookie; the server may end the session sooner. */
  keptMs: number;
}

export interface SessionGate extends Gate {
  /** The session token a browser sent along. */
  sessionOf(headers: IncomingHttpHeaders): string | undefined;
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

export function createSessionGate({ credentials, publicUrl, keptMs }: SessionGateDeps): SessionGate {
  const { protocol, port } = new URL(publicUrl);
  const secure = protocol === 'https:';
  // "__Host-" makes the browser itself refuse the cookie from any other host or without TLS. Cookies do not know ports:
  // two servers on one machine would sign each other's people out.
  const name = secure ? '__Host-carillon' : `carillon-${port || '80'}`;

  function sessionOf({ cookie = '' }: IncomingHttpHeaders): string | undefined {
    for (const pair of cookie.split(';')) {
      const at = pair.indexOf('=');
      if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
    }
    return undefined;
  }

  return {
    sessionOf,

    async identify({ headers, method = 'GET' }) {
      const { authorization } = headers;
      if (authorization !== undefined) {
        const token = /^Bearer (.+)$/.exec(authorization)?.[1];
        return token === undefined ? undefined : credentials.bearer(token);
      }
      const session = sessionOf(headers);
      if (session === undefined) return undefined;
      const who = await credentials.session(session);
      if (who && !SAFE.has(method) && !isFromOurPage(headers, publicUrl)) {
        throw new CodedError('forbidden', 'This came from another site.');
      }
      return who;
    },

    address: addressOf,

    cookie(token) {
      const always = `Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
      return token === undefined
        ? `${name}=; Max-Age=0; ${always}`
        : `${name}=${token}; Max-Age=${Math.floor(keptMs / 1000)}; ${always}`;
    },
  };
}

/** A browser says where a request comes from; what says nothing is not trusted with a cookie. */
function isFromOurPage(headers: IncomingHttpHeaders, publicUrl: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  return headers.origin !== undefined && isOwnOrigin(headers, publicUrl);
}

/**
 * The caller's address; of a proxy on this machine the one it names last, which it has seen itself. Whatever else stands in
 * X-Forwarded-For anybody can have written.
 */
function addressOf({ socket, headers }: IncomingMessage): string {
  const peer = (socket.remoteAddress ?? '').replace(/^::ffff:/i, '');
  const forwarded = headers['x-forwarded-for'];
  const isLocal = peer === '::1' || peer.startsWith('127.');
  const last = isLocal ? [forwarded].flat().join(',').split(',').at(-1)?.trim() : undefined;
  return last || peer;
}
