/**
 * Google's REST surface: paths, parameters, bodies, answers; knows HTTP and the wire, leaves behaviour to the platform.
 *
 * Source: RBM REST reference v1. A call is checked in this order: authentication, injected fault, query, body, agent, phone.
 */
import type { ServerResponse } from 'node:http';
import { type Request, type Response, Router } from 'express';
import { LIMITS } from '../../flows/limits.ts';
import type { Agents } from './agents.ts';
import { answerError, answerJson } from './answer.ts';
import { parseJson, parseUpload, readBytes } from './body.ts';
import type { BulkAnswer } from './bulk-check.ts';
import type { FaultSource } from './faults.ts';
import { acceptedType, FILE_LIMITS, type Files } from './files.ts';
import { GoogleError } from './google-error.ts';
import { checkPhone } from './phone.ts';
import type { Platform } from './platform.ts';
import {
  agentEventSchema,
  agentMessageSchema,
  batchGetUsersRequestSchema,
  createFileRequestSchema,
  parseWire,
  testerSchema,
} from './wire.ts';

/** Parameters every Google API takes. */
const STANDARD = new Set([
  '$.xgafv',
  'access_token',
  'alt',
  'callback',
  'fields',
  'key',
  'oauth_token',
  'prettyPrint',
  'quotaUser',
  'uploadType',
  'upload_protocol',
]);
const MESSAGE_BODY_BYTES = 300 * 1024;
const BULK_BODY_BYTES = 1024 * 1024;

interface Call {
  request: Request;
  query: Record<string, string | undefined>;
}

export function createRestRoutes({
  agents,
  faults,
  files,
  platform,
  bulkCheck,
  requireAuth,
  hung,
}: {
  agents: Agents;
  faults: FaultSource;
  files: Files;
  platform: Platform;
  bulkCheck: (agent: ReturnType<Agents['of']>, users: string[]) => BulkAnswer;
  requireAuth: boolean;
  /** Receives the answers that the fault "hang" withholds. */
  hung: Set<ServerResponse>;
}): Router {
  /** `run` gives the body of the 200. `creates`: a message or event, which may be accepted and never answered. */
  function method(params: readonly string[], run: (call: Call) => object | Promise<object>, creates = false) {
    const known = new Set(params);
    return async (request: Request, response: Response) => {
      if (requireAuth && !/^Bearer \S+$/.test(request.headers.authorization ?? '')) {
        throw new GoogleError(401, 'Request is missing required authentication credential.');
      }
      const fault = faults.apiError();
      if (fault && !fault.accepted) throw injected(fault);
      const answer = await run({ request, query: queryOf(request, known) });
      if (fault) throw injected(fault);
      if (creates && faults.strikes('hang')) {
        hung.add(response);
        response.on('close', () => hung.delete(response));
      } else if (creates && faults.strikes('drop')) {
        response.destroy();
      } else {
        answerJson(response, 200, answer);
      }
    };
  }

  const agentMessages = method(
    ['messageId', 'agentId'],
    async ({ request, query }) => {
      const body = await readBytes(request, MESSAGE_BODY_BYTES);
      const json = parseJson(body);
      // Google counts the message as JSON text; a caller's spaces and line breaks do not count against it.
      const bytes =
        body.length <= LIMITS.messageBytes ? body.length : Buffer.byteLength(JSON.stringify(json));
      if (bytes > LIMITS.messageBytes) {
        throw new GoogleError(400, `The agent message is larger than ${LIMITS.messageBytes} bytes.`);
      }
      const message = parseWire(agentMessageSchema, json, 'agent_message');
      const agent = agents.of(query.agentId);
      const messageId = checkId(query.messageId, 'messageId');
      return platform.createMessage({ agent, phone: phoneOf(request), messageId, message, bytes });
    },
    true,
  );

  const revoke = method(['agentId'], ({ request, query }) => {
    const agent = agents.of(query.agentId);
    platform.revokeMessage(agent, phoneOf(request), String(request.params.messageId));
    return {};
  });

  const agentEvents = method(
    ['eventId', 'agentId'],
    async ({ request, query }) => {
      const body = parseJson(await readBytes(request, MESSAGE_BODY_BYTES));
      const event = parseWire(agentEventSchema, body, 'agent_event');
      const agent = agents.of(query.agentId);
      return platform.createEvent(agent, phoneOf(request), checkId(query.eventId, 'eventId'), event);
    },
    true,
  );

  const capabilities = method(['requestId', 'agentId'], ({ request, query }) => {
    const agent = agents.of(query.agentId);
    if (query.requestId !== undefined) checkId(query.requestId, 'requestId');
    return platform.capabilities(agent, phoneOf(request));
  });

  const testers = method(['agentId'], async ({ request, query }) => {
    parseWire(testerSchema, parseJson(await readBytes(request, MESSAGE_BODY_BYTES)), 'tester');
    const agent = agents.of(query.agentId);
    const phone = phoneOf(request);
    return { name: `phones/${phone}/testers`, inviteStatus: agents.invite(agent, phone) };
  });

  // The body and the query both name the agent somewhere in Google's texts, so both are taken.
  const batchGet = method(['agentId'], async ({ request, query }) => {
    const body = parseJson(await readBytes(request, BULK_BODY_BYTES));
    const { users, agentId } = parseWire(batchGetUsersRequestSchema, body, 'batch_get_users_request');
    return bulkCheck(agents.of(agentId ?? query.agentId), users);
  });

  const createFile = method(['agentId'], async ({ request, query }) => {
    const body = parseJson(await readBytes(request, MESSAGE_BODY_BYTES));
    const { fileUrl, agentId } = parseWire(createFileRequestSchema, body, 'create_file_request');
    agents.of(agentId ?? query.agentId);
    if (!fileUrl) throw new GoogleError(400, "Invalid value at 'create_file_request.file_url': must be set.");
    // The address is noted, not fetched: this server calls no address a caller makes up.
    const file = files.add({ mimeType: 'application/octet-stream', fileName: 'file', fileUrl });
    return { name: `files/${file.id}` };
  });

  const uploadFile = method(['agentId'], async ({ request, query }) => {
    const body = await readBytes(request, FILE_LIMITS.fileBytes);
    const upload = parseUpload(request.headers['content-type'], body);
    const { agentId } = parseWire(createFileRequestSchema, upload.metadata, 'create_file_request');
    agents.of(agentId ?? query.agentId);
    if (upload.bytes.length === 0) throw new GoogleError(400, 'The upload is empty.');
    const file = files.add({
      mimeType: acceptedType(upload.contentType),
      fileName: 'file',
      bytes: upload.bytes,
    });
    return { name: `files/${file.id}` };
  });

  const dialogflow = method(['messageIdPrefix', 'agentId'], ({ query }) => {
    agents.of(query.agentId);
    throw new GoogleError(403, 'The agent is not integrated with Dialogflow.');
  });

  const router = Router();
  router.post('/v1/phones/:phone/agentMessages', agentMessages);
  router.delete('/v1/phones/:phone/agentMessages/:messageId', revoke);
  router.post('/v1/phones/:phone/agentEvents', agentEvents);
  router.get('/v1/phones/:phone/capabilities', capabilities);
  router.post('/v1/phones/:phone/testers', testers);
  router.post('/v1/phones/:phone/dialogflowMessages', dialogflow);
  router.post('/v1/users\\:batchGet', batchGet);
  router.post('/v1/files', createFile);
  router.post('/upload/v1/files', uploadFile);
  // Not thrown: a path nobody serves is no failure worth a fault's dice.
  router.use(['/v1', '/upload'], (request, response) => {
    answerError(response, new GoogleError(404, `Method not found: ${request.method} ${request.baseUrl}.`));
  });
  return router;
}

function injected(fault: { status: number; retryAfter?: number }): GoogleError {
  return new GoogleError(fault.status, 'This error was asked for.', { retryAfter: fault.retryAfter });
}

function phoneOf(request: Request): string {
  return checkPhone(String(request.params.phone));
}

/** Unknown parameters are refused as Google does; of a repeated one the last counts. */
function queryOf(request: Request, known: ReadonlySet<string>): Call['query'] {
  const query: Call['query'] = {};
  const from = request.url.indexOf('?');
  if (from === -1) return query;
  for (const [name, value] of new URLSearchParams(request.url.slice(from + 1))) {
    if (known.has(name)) query[name] = value;
    else if (!STANDARD.has(name)) {
      throw new GoogleError(
        400,
        `Invalid JSON payload received. Unknown name "${name.slice(0, 100)}": Cannot bind query parameter. ` +
          'Field could not be found in request message.',
      );
    }
  }
  return query;
}

/** The reference asks for a UUID, yet Google's own samples send "123456661", so any short name without spaces does. */
function checkId(id: string | undefined, name: string): string {
  if (!id) throw new GoogleError(400, `${name} must be set.`);
  if (!/^[\x21-\x7e]{1,128}$/.test(id)) throw new GoogleError(400, `${name} is not valid.`);
  return id;
}
