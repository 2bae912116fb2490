/** One way to ask the API: the browser sends the session along, problems come back as ApiError. Knows no route. */
import { ApiError } from './api-error.ts';
import { sessionRefused, useSession } from './session.ts';

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Sent as JSON, or as it is where it is a file. */
  body?: unknown;
  query?: Record<string, string | number | boolean | undefined>;
  signal?: AbortSignal;
  headers?: Record<string, string>;
}

/**
 * Asks `path` below /api ("/flows") and answers with the body read as JSON, or undefined for 204. Throws ApiError:
 * "offline" where nothing answers, "unauthorized" after having ended the session, else the server's code.
 */
export async function request<Answer>(path: string, options: RequestOptions = {}): Promise<Answer> {
  const response = await send(path, options);
  if (response.status === 204) return undefined as Answer;
  const body = await readJson(response);
  if (body === undefined) throw unreadable(response.status);
  return body as Answer;
}

/** The same for what is no JSON: a file to be saved. */
export async function requestFile(
  path: string,
  options: RequestOptions = {},
): Promise<{ blob: Blob; name: string | undefined }> {
  const response = await send(path, options);
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  return { blob: await response.blob(), name };
}

async function send(path: string, options: RequestOptions): Promise<Response> {
  const person = useSession.getState().me?.id;
  const { method = 'GET', body, query, signal } = options;
  const raw = body instanceof Blob;
  let response: Response;
  try {
    response = await fetch(`/api${path}${searchOf(query)}`, {
      method,
      signal,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': raw ? body.type : 'application/json' }),
        ...options.headers,
      },
      ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(0, 'offline', 'The server cannot be reached.');
  }
  if (response.ok) return response;
  const problem = ((await readJson(response)) ?? {}) as Record<string, unknown>;
  if (problem.code === 'unauthorized') sessionRefused(person);
  if (typeof problem.code !== 'string') throw unreadable(response.status);
  throw new ApiError(response.status, problem.code, String(problem.title ?? ''), problem);
}

function searchOf(query: RequestOptions['query'] = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return given.length === 0
    ? ''
    : `?${new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)]))}`;
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

/** Whatever stands between here and the server answered in its stead. */
function unreadable(status: number): ApiError {
  return new ApiError(status, 'unreadable', 'The server gave an answer that cannot be read.');
}
