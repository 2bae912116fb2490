/**
 * The RBM API as methods, in the shape of the generated @googleapis packages; knows the wire, not what is said over it.
 *
 * Google publishes no @googleapis/rcsbusinessmessaging. Calls go through googleapis-common exactly as a generated
 * package's would, so that one can take this file's place. Two additions: `fetch`, because every request leaves
 * through the egress, and no retries of its own, because the outbox repeats with the same id.
 */
import {
  createAPIRequest,
  type GaxiosResponse,
  type GlobalOptions,
  type MethodOptions,
} from 'googleapis-common';
import type {
  Schema$AgentEvent,
  Schema$AgentMessage,
  Schema$BatchGetUsersRequest,
  Schema$BatchGetUsersResponse,
  Schema$Capabilities,
  Schema$CreateFileRequest,
  Schema$Empty,
  Schema$File,
  Schema$Tester,
} from './schema.ts';

export interface RcsbusinessmessagingOptions {
  version: 'v1';
  /** Never used towards a loopback address: whatever stands in for Google there gets no credentials. */
  auth?: GlobalOptions['auth'];
  /** With any path before "v1", such as "http://127.0.0.1:3000/emulator/". The global root if not given. */
  rootUrl?: string;
  fetch: typeof fetch;
}

export type Rcsbusinessmessaging = ReturnType<typeof rcsbusinessmessaging>;

/** Where Google answers. The nearest is the fastest; every one reaches every agent and carrier. */
export const ROOT_URLS = {
  global: 'https://rcsbusinessmessaging.googleapis.com/',
  us: 'https://us-rcsbusinessmessaging.googleapis.com/',
  europe: 'https://europe-rcsbusinessmessaging.googleapis.com/',
  asia: 'https://asia-rcsbusinessmessaging.googleapis.com/',
} as const;

export const SCOPE = 'https://www.googleapis.com/auth/rcsbusinessmessaging';

export interface Params$Resource$Phones$Agentmessages$Create {
  /** "phones/+33612345678". */
  parent: string;
  /** A UUID. The same id a second time, for a message or an event, is ignored. */
  messageId: string;
  agentId: string;
  requestBody: Schema$AgentMessage;
}
export interface Params$Resource$Phones$Agentmessages$Delete {
  /** "phones/+33612345678/agentMessages/{messageId}". */
  name: string;
  agentId: string;
}
export interface Params$Resource$Phones$Agentevents$Create {
  parent: string;
  /** A UUID; shares its space with message ids. */
  eventId: string;
  agentId: string;
  requestBody: Schema$AgentEvent;
}
export interface Params$Resource$Phones$Getcapabilities {
  name: string;
  /** A new UUID each time: a repeated one is ignored. */
  requestId: string;
  agentId: string;
}
export interface Params$Resource$Phones$Testers$Create {
  parent: string;
  agentId: string;
  requestBody?: Schema$Tester;
}
export interface Params$Resource$Users$Batchget {
  agentId: string;
  requestBody: Schema$BatchGetUsersRequest;
}
export interface Params$Resource$Files$Create {
  agentId: string;
  requestBody?: Schema$CreateFileRequest;
  /** The file itself, sent in place of a `fileUrl`. */
  media?: { mimeType: string; body: NodeJS.ReadableStream | Buffer | string };
}

type Call<Params, Result> = (params: Params, options?: MethodOptions) => Promise<GaxiosResponse<Result>>;

interface Endpoint {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  uploadPath?: string;
  required: string[];
  inPath?: string[];
}

const JSON_TYPE = { 'content-type': 'application/json' };

/** Methods reject with a `GaxiosError` that has `status` and the response if there was one. */
export function rcsbusinessmessaging(options: RcsbusinessmessagingOptions) {
  const root = (options.rootUrl ?? ROOT_URLS.global).replace(/\/+$/, '');
  const context: { _options: GlobalOptions } = {
    _options: {
      ...(options.auth && !isLoopback(root) ? { auth: options.auth } : {}),
      fetchImplementation: options.fetch,
      retry: false,
      responseType: 'json',
    },
  };

  function endpoint<Params extends object, Result>(endpoint: Endpoint) {
    const { method, path, uploadPath, required, inPath = [] } = endpoint;
    const ours: MethodOptions = { url: `${root}${path}`, method };
    const mediaUrl = uploadPath && `${root}${uploadPath}`;
    const call: Call<Params, Result> = (params, options) => {
      const { requestBody, media }: { requestBody?: object; media?: object } = params;
      // The common library copies a body three times in depth before it writes it as JSON; a text is passed along.
      const written =
        requestBody && !media ? { requestBody: JSON.stringify(requestBody), headers: JSON_TYPE } : undefined;
      // The common library's type is that of its HTTP/2 mode, which is never on here.
      return createAPIRequest<Result>({
        options: options ? { ...ours, ...options } : ours,
        params: written ? { ...params, ...written } : params,
        requiredParams: required,
        pathParams: inPath,
        context,
        mediaUrl,
      }) as unknown as Promise<GaxiosResponse<Result>>;
    };
    return call;
  }

  const batchGet = endpoint<Params$Resource$Users$Batchget, Schema$BatchGetUsersResponse>({
    method: 'POST',
    path: '/v1/users:batchGet',
    required: ['agentId'],
  });
  const createFile = endpoint<Params$Resource$Files$Create, Schema$File>({
    method: 'POST',
    path: '/v1/files',
    uploadPath: '/upload/v1/files',
    required: ['agentId'],
  });

  return {
    context,
    phones: {
      agentMessages: {
        /** Accepts a message for delivery. */
        create: endpoint<Params$Resource$Phones$Agentmessages$Create, Schema$AgentMessage>({
          method: 'POST',
          path: '/v1/{+parent}/agentMessages',
          required: ['parent', 'messageId', 'agentId'],
          inPath: ['parent'],
        }),
        /** Revokes a message that is not delivered yet; 404 if it is. */
        delete: endpoint<Params$Resource$Phones$Agentmessages$Delete, Schema$Empty>({
          method: 'DELETE',
          path: '/v1/{+name}',
          required: ['name', 'agentId'],
          inPath: ['name'],
        }),
      },
      agentEvents: {
        /** Shows that the agent is typing or has read a message. */
        create: endpoint<Params$Resource$Phones$Agentevents$Create, Schema$AgentEvent>({
          method: 'POST',
          path: '/v1/{+parent}/agentEvents',
          required: ['parent', 'eventId', 'agentId'],
          inPath: ['parent'],
        }),
      },
      testers: {
        /** Invites a phone to an agent that is not launched; 20 a day, 200 in all. */
        create: endpoint<Params$Resource$Phones$Testers$Create, Schema$Tester>({
          method: 'POST',
          path: '/v1/{+parent}/testers',
          required: ['parent', 'agentId'],
          inPath: ['parent'],
        }),
      },
      /** What the phone can show; 404 if this agent cannot reach it. */
      getCapabilities: endpoint<Params$Resource$Phones$Getcapabilities, Schema$Capabilities>({
        method: 'GET',
        path: '/v1/{+name}/capabilities',
        required: ['name', 'agentId'],
        inPath: ['name'],
      }),
    },
    users: {
      /** Which of 500 to 10,000 numbers can be reached, from cached data; 600 calls a minute. */
      batchGet: withAgentInBody(batchGet),
    },
    files: {
      /** Has Google fetch a file, or takes it from `media`. */
      create: withAgentInBody(createFile),
    },
  };
}

/**
 * Google's texts disagree on where these two methods take `agentId`: the reference says in the body, the guide and
 * the samples say in the query. It is sent in both.
 */
function withAgentInBody<P extends { agentId: string; requestBody?: { agentId?: string | null } }, R>(
  call: Call<P, R>,
): Call<P, R> {
  return (params, options) => {
    if (!params.requestBody) return call(params, options);
    return call({ ...params, requestBody: { agentId: params.agentId, ...params.requestBody } }, options);
  };
}

export function isLoopback(rootUrl: string): boolean {
  const host = new URL(rootUrl).hostname;
  return host === 'localhost' || host === '[::1]' || /^127(\.\d+){3}$/.test(host);
}
