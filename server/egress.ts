/** The one way out: every HTTP request this server makes leaves through here. Knows addresses, not their meaning. */
import { lookup } from 'node:dns/promises';
import { isIPv6, type LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import ipaddr from 'ipaddr.js';
import { Agent, type Dispatcher } from 'undici';
import { readUrl } from '../flows/read-url.ts';
import { type Clock, systemClock } from './clock.ts';

export interface Egress {
  /** For addresses the configuration names: Google, a provider, the emulator. Same shape as the global `fetch`. */
  trusted: typeof fetch;
  /**
   * For addresses an author or a customer can influence: https only, public addresses only, no redirects, capped in
   * size and time. Rejects with `EgressRefused` when the address may not be called.
   */
  guarded: typeof fetch;
  /** Ends all connections, and with them whatever is still under way. */
  close(): Promise<void>;
}

/** Every address a name has; rejects if it has none. */
export type Resolve = (hostname: string) => Promise<{ address: string; family: number }[]>;

export interface EgressOptions {
  /** Exceptions for guarded calls, "host" or "host:port": there http and private addresses are allowed. */
  allowPrivate: string[];
  clock?: Clock;
  /** For a whole guarded call; for a trusted one, between any two signs of life. */
  timeoutMs?: number;
  /** Of a guarded response, after decompression. */
  maxBytes?: number;
  /** How long a connection is used before the name is looked up again. */
  connectionMs?: number;
  resolve?: Resolve;
}

export type RefusalReason =
  | 'bad-url'
  | 'scheme'
  | 'user-info'
  | 'port'
  | 'name'
  | 'address'
  | 'method'
  | 'header'
  | 'redirect'
  | 'encoding'
  | 'too-large'
  | 'too-many-headers'
  | 'too-slow';

/** A guarded call that was not made, or was cut short. The message names no address but the one asked for. */
export class EgressRefused extends Error {
  readonly code = 'egress_blocked';
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, message: string) {
    super(message);
    this.name = 'EgressRefused';
    this.reason = reason;
  }
}

const TIMEOUT_MS = 10_000;
const GUARDED_BYTES = 1024 * 1024;
const TRUSTED_BYTES = 16 * 1024 * 1024;
const MAX_HEADERS = 64;
const MAX_HEADER_BYTES = 16 * 1024;
/** The address of Google's API host may change every 300 s; a longer-lived connection would go to the old one. */
const CONNECTION_MS = 300_000;

/**
 * Makes the two ways out. Both answer with a whole `Response` and follow no redirect: `trusted` returns it as it is,
 * `guarded` refuses it. Failures of the network reject with the driver's error, whose `code` says which.
 */
export function createEgress(options: EgressOptions): Egress {
  const { clock = systemClock, timeoutMs = TIMEOUT_MS, maxBytes = GUARDED_BYTES } = options;
  const allowed = new Set(options.allowPrivate.map(toAllowed));
  const shared: Agent.Options = {
    connections: 512,
    clientTtl: options.connectionMs ?? CONNECTION_MS,
    keepAliveTimeout: 30_000,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxHeaderSize: MAX_HEADER_BYTES,
  };
  const open = new Agent({ ...shared, connect: { timeout: timeoutMs } });
  const publicOnly = new Agent({
    ...shared,
    connections: 32,
    connect: { timeout: timeoutMs, lookup: publicLookup(options.resolve ?? resolveAll) },
  });

  async function trusted(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const call = await toCall(input, init);
    return exchange(open, call, { bytes: TRUSTED_BYTES, headers: Number.POSITIVE_INFINITY });
  }

  async function guarded(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const url = checkUrl(addressOf(input), allowed);
    const call = checkCall(await toGuardedCall(input, init, url.href));
    const response = await exchange(url.exempt ? open : publicOnly, call, {
      bytes: maxBytes,
      headers: MAX_HEADERS,
      deadline: { clock, ms: timeoutMs },
    });
    if (response.status >= 300 && response.status < 400 && response.status !== 304) {
      throw new EgressRefused(
        'redirect',
        `${call.url.host} answered with a redirect, which is not followed.`,
      );
    }
    return response;
  }

  return {
    trusted,
    guarded,
    async close() {
      await Promise.all([open.destroy(), publicOnly.destroy()]);
    },
  };
}

// --- where a call may go ---------------------------------------------------------------------------------------

/** Names by which clouds offer credentials to whatever runs inside, and names of this machine and its network. */
const FORBIDDEN_NAMES = new Set(['localhost', 'metadata', 'metadata.goog', 'instance-data']);
const FORBIDDEN_SUFFIXES = ['.localhost', '.local', '.internal', '.home.arpa', '.in-addr.arpa', '.ip6.arpa'];
/** Azure's host agent: a public address that every virtual machine there can reach. */
const FORBIDDEN_ADDRESSES = new Set(['168.63.129.16']);
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/** True for an address anyone on the internet could reach, by the registries of special addresses. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address) || FORBIDDEN_ADDRESSES.has(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  // ipaddr.js calls ::127.0.0.1 (the deprecated ::/96) unicast; everything global lies in 2000::/3.
  return parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL_IPV6);
}

function checkUrl(address: string, allowed: ReadonlySet<string>): { href: string; exempt: boolean } {
  const url = readUrl(address);
  if (!url) throw new EgressRefused('bad-url', 'This is not an absolute address.');
  if (url.username || url.password) {
    throw new EgressRefused('user-info', 'An address with a user name or password is not called.');
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new EgressRefused('scheme', `Only https is called, not ${url.protocol}`);
  }
  const host = bareHost(url.hostname);
  const standardPort = url.port === '' || url.port === '443' || url.port === '80';
  if (allowed.has(`${host}:${effectivePort(url)}`) || (standardPort && allowed.has(host))) {
    return { href: url.href, exempt: true };
  }
  if (url.protocol !== 'https:')
    throw new EgressRefused('scheme', `Only https is called, not ${url.protocol}`);
  if (!standardPort) throw new EgressRefused('port', `Port ${url.port} is not called.`);
  // The connection's lookup never sees a literal address, so it is judged here.
  if (ipaddr.isValid(host)) {
    if (!isPublicAddress(host)) throw new EgressRefused('address', `${host} is not a public address.`);
  } else if (FORBIDDEN_NAMES.has(host) || FORBIDDEN_SUFFIXES.some((suffix) => host.endsWith(suffix))) {
    throw new EgressRefused('name', `${host} is not a public name.`);
  }
  return { href: url.href, exempt: false };
}

/** Refuses a name if any of its addresses is not public; the connection goes to the very addresses judged. */
function publicLookup(resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (answers) => {
        const [first] = answers;
        if (!first || !answers.every(({ address }) => isPublicAddress(address))) {
          callback(new EgressRefused('address', `${hostname} has an address that is not public.`), '');
        } else if (options.all) callback(null, answers);
        else callback(null, first.address, first.family);
      },
      (error) => callback(error, ''),
    );
  };
}

const resolveAll: Resolve = (hostname) => lookup(hostname, { all: true, verbatim: true });

/** Lower case, without the brackets of IPv6 and the dot that ends a fully qualified name. */
function bareHost(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.+$/, '');
}

function effectivePort(url: URL): string {
  return url.port || (url.protocol === 'http:' ? '80' : '443');
}

function toAllowed(entry: string): string {
  if (isIPv6(entry)) return bareHost(entry);
  const match = /^(\[[^\]]+\]|[^:/@\s]+)(?::(\d{1,5}))?$/.exec(entry);
  const [, host, port] = match ?? [];
  const url = host ? readUrl(`http://${host}/`) : undefined;
  if (!url) throw new Error(`"${entry}" is neither "host" nor "host:port".`);
  const bare = bareHost(url.hostname);
  return port ? `${bare}:${Number(port)}` : bare;
}

// --- what a call may carry -------------------------------------------------------------------------------------

interface Call {
  url: URL;
  method: string;
  /** Name, value, name, value. */
  headers: string[];
  body: string | Uint8Array | Readable | null;
  signal: AbortSignal | null;
}

const GUARDED_METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']);
/** Headers that change where a request goes or how it is framed, and those that unlock a cloud's metadata. */
const FORBIDDEN_HEADERS = new Set([
  'host',
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'metadata',
  'metadata-flavor',
  'x-google-metadata-request',
]);
const FORBIDDEN_HEADER_PREFIXES = ['proxy-', 'x-aws-ec2-metadata', 'x-forwarded-'];

function checkCall(call: Call): Call {
  if (!GUARDED_METHODS.has(call.method)) throw new EgressRefused('method', `${call.method} is not sent.`);
  for (let index = 0; index < call.headers.length; index += 2) {
    const name = call.headers[index] ?? '';
    if (FORBIDDEN_HEADERS.has(name) || FORBIDDEN_HEADER_PREFIXES.some((prefix) => name.startsWith(prefix))) {
      throw new EgressRefused('header', `The header ${name} is not sent.`);
    }
  }
  return call;
}

async function toGuardedCall(
  input: string | URL | Request,
  init: RequestInit | undefined,
  href: string,
): Promise<Call> {
  try {
    return { ...(await toCall(input, init)), url: new URL(href) };
  } catch (error) {
    // A line break or a control character in a header's name or value.
    if (error instanceof TypeError) throw new EgressRefused('header', 'A header cannot be sent as it is.');
    throw error;
  }
}

function addressOf(input: string | URL | Request): string {
  return typeof input === 'string' ? input : input instanceof URL ? input.href : input.url;
}

async function toCall(input: string | URL | Request, init: RequestInit = {}): Promise<Call> {
  const request = typeof input === 'string' || input instanceof URL ? undefined : input;
  const given = init.headers ?? request?.headers;
  const headers: string[] = [];
  const named = given instanceof Headers ? given : new Headers(given);
  named.forEach((value, name) => {
    headers.push(name, value);
  });
  const body = await toBody(init.body ?? (request?.body ? await request.arrayBuffer() : null));
  if (body.type && !named.has('content-type')) headers.push('content-type', body.type);
  if (!named.has('accept')) headers.push('accept', '*/*');
  if (!named.has('user-agent')) headers.push('user-agent', 'carillon');
  return {
    url: input instanceof URL ? input : new URL(addressOf(input)),
    method: (init.method ?? request?.method ?? 'GET').toUpperCase(),
    headers,
    body: body.content,
    signal: init.signal ?? request?.signal ?? null,
  };
}

async function toBody(body: unknown): Promise<{ content: Call['body']; type?: string }> {
  if (body === null || body === undefined) return { content: null };
  if (typeof body === 'string') return { content: body, type: 'text/plain;charset=UTF-8' };
  if (body instanceof Uint8Array || body instanceof Readable) return { content: body };
  // Forms, blobs and web streams: the platform knows how to write them.
  const written = new Response(body as BodyInit);
  const type = written.headers.get('content-type');
  return { content: new Uint8Array(await written.arrayBuffer()), ...(type ? { type } : {}) };
}

// --- the exchange ----------------------------------------------------------------------------------------------

interface Caps {
  bytes: number;
  headers: number;
  deadline?: { clock: Clock; ms: number };
}

/**
 * One request and its whole answer. It speaks to undici's dispatcher rather than to its `fetch`, which costs about
 * four times the processor time for each message sent.
 */
function exchange(dispatcher: Dispatcher, call: Call, caps: Caps): Promise<Response> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    let status = 0;
    let headers: Record<string, string | string[] | undefined> = {};
    let controller: Dispatcher.DispatchController | undefined;
    let settled: Error | undefined;

    const cut = (error: Error) => {
      settled ??= error;
      controller?.abort(settled);
      // The dispatcher may hold the request until a connection is there; the caller need not wait for that.
      finish(() => reject(error));
    };
    const onAbort = () => cut(toError(call.signal?.reason));
    const stopAlarm = caps.deadline?.clock.alarm(caps.deadline.clock.now() + caps.deadline.ms, () =>
      cut(new EgressRefused('too-slow', `${call.url.host} took too long.`)),
    );
    const finish = (settle: () => void) => {
      stopAlarm?.();
      call.signal?.removeEventListener('abort', onAbort);
      settle();
    };

    if (call.signal?.aborted) return onAbort();
    call.signal?.addEventListener('abort', onAbort, { once: true });

    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(started) {
        controller = started;
        if (settled) started.abort(settled);
      },
      onResponseStart(_controller, code, received) {
        if (code < 200) return;
        status = code;
        headers = received;
        if (count(received) > caps.headers) {
          cut(new EgressRefused('too-many-headers', `${call.url.host} sent too many headers.`));
        }
      },
      onResponseData(_controller, chunk) {
        bytes += chunk.length;
        if (bytes > caps.bytes) cut(tooLarge(call.url));
        else chunks.push(chunk);
      },
      onResponseEnd() {
        if (settled) return;
        finish(() => {
          try {
            resolve(toResponse(status, headers, chunks, call, caps.bytes));
          } catch (error) {
            reject(error);
          }
        });
      },
      onResponseError(_controller, error) {
        const overflow = 'code' in error && error.code === 'UND_ERR_HEADERS_OVERFLOW';
        cut(
          overflow ? new EgressRefused('too-many-headers', `${call.url.host} sent too many headers.`) : error,
        );
      },
    };
    const { url, method, headers: sent, body } = call;
    const path = url.pathname + url.search;
    try {
      dispatcher.dispatch({ origin: url.origin, path, method, headers: sent, body }, handler);
    } catch (error) {
      cut(toError(error));
    }
  });
}

function toResponse(
  status: number,
  received: Record<string, string | string[] | undefined>,
  chunks: Buffer[],
  call: Call,
  maxBytes: number,
): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(received)) {
    for (const single of Array.isArray(value) ? value : [value]) {
      if (single !== undefined && SAFE_HEADER_VALUE.test(single)) headers.append(name, single);
    }
  }
  const raw = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
  const encoding = headers.get('content-encoding')?.toLowerCase();
  const body = encoding && raw.length > 0 ? decode(raw, encoding, call.url, maxBytes) : raw;
  const bodiless = status === 204 || status === 205 || status === 304 || call.method === 'HEAD';
  return new Response(bodiless ? null : new Uint8Array(body), { status, headers });
}

/** What `Headers` accepts; a server may send more. */
const SAFE_HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** A few kilobytes may unpack to gigabytes, so the unpacked size is capped as well. */
function decode(raw: Buffer, encoding: string, url: URL, maxOutputLength: number): Buffer {
  try {
    if (encoding === 'identity') return raw;
    if (encoding === 'gzip' || encoding === 'x-gzip') return gunzipSync(raw, { maxOutputLength });
    if (encoding === 'deflate') return inflateSync(raw, { maxOutputLength });
    if (encoding === 'br') return brotliDecompressSync(raw, { maxOutputLength });
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(url);
    throw new EgressRefused('encoding', `${url.host} sent a body that cannot be unpacked.`);
  }
  throw new EgressRefused('encoding', `${url.host} sent a body in an encoding nobody asked for.`);
}

function tooLarge(url: URL): EgressRefused {
  return new EgressRefused('too-large', `${url.host} sent more than is read.`);
}

function count(headers: Record<string, string | string[] | undefined>): number {
  let total = 0;
  for (const value of Object.values(headers)) total += Array.isArray(value) ? value.length : 1;
  return total;
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new DOMException('The request was called off.', 'AbortError');
}
