/**
 * What Google sends to a webhook: the decoded payloads and the signed envelope around them; knows no delivery.
 *
 * Sources: RBM guides "Webhooks", "Receive messages", "Receive events"; REST reference UserMessage, UserEvent, ServerEvent.
 */
import { createHmac } from 'node:crypto';
import type { RichMessageClassification } from './classification.ts';

export interface LatLng {
  latitude: number;
  longitude: number;
}

export interface FileInfo {
  mimeType: string;
  fileSizeBytes: number;
  fileUri: string;
  fileName: string;
}

/** What a person can put into a conversation. */
export type UserContent =
  | { text: string }
  | { userFile: { thumbnail?: FileInfo; payload: FileInfo } }
  | { location: LatLng }
  | { suggestionResponse: { postbackData: string; text: string; type: 'REPLY' } };

interface Sender {
  senderPhoneNumber: string;
  agentId: string;
}

export type UserMessage = Sender &
  UserContent & {
    messageId: string;
    sendTime: string;
    richMessageClassification?: RichMessageClassification;
  };

/** DELIVERED and READ name the agent's message. */
export type UserEvent = Sender & {
  eventType: 'DELIVERED' | 'READ' | 'IS_TYPING' | 'UNSUBSCRIBE' | 'SUBSCRIBE';
  eventId: string;
  messageId?: string;
  sendTime: string;
};

/** A tap on an action: shaped like an event, without messageId, text, sendTime or eventType (guide "Receive events"). */
export type ActionTap = Sender & { eventId: string; suggestionResponse: { postbackData: string } };

/** `phoneNumber` where all others say `senderPhoneNumber`: so the reference has it. */
export interface ServerEvent {
  phoneNumber: string;
  agentId: string;
  messageId: string;
  eventType: 'TTL_EXPIRATION_REVOKED' | 'TTL_EXPIRATION_REVOKE_FAILED';
  eventId: string;
  sendTime: string;
}

export const LAUNCH_STATES = ['PENDING', 'LAUNCHED', 'REJECTED', 'SUSPENDED', 'UNLAUNCHED'] as const;
export type LaunchState = (typeof LAUNCH_STATES)[number];

/** Its agentId carries "@rbm.goog", as Google's example does. */
export interface AgentLaunchEvent {
  eventId: string;
  agentId: string;
  botDisplayName: string;
  brandId: string;
  brandDisplayName: string;
  regionId: string;
  oldLaunchState: LaunchState;
  newLaunchState: LaunchState;
  actingParty: string;
  comment: string;
  sendTime: string;
}

export type Callback = UserMessage | UserEvent | ActionTap | ServerEvent | AgentLaunchEvent;

export interface SignedEnvelope {
  /** The request body: the Pub/Sub push shape with the payload in base64. */
  body: string;
  headers: Record<string, string>;
}

/**
 * Wraps and signs one callback. The signature is base64(HMAC-SHA512(client token, decoded payload bytes)) and covers
 * nothing else. Google documents the attributes of launch events only; those of the others are this emulator's choice.
 */
export function signCallback(
  callback: Callback,
  { clientToken, envelopeId, publishTime }: { clientToken: string; envelopeId: string; publishTime: string },
): SignedEnvelope {
  const payload = Buffer.from(JSON.stringify(callback));
  const launch = 'newLaunchState' in callback;
  const attributes = launch
    ? {
        business_id: callback.agentId,
        event_type: 'AGENT_LAUNCH',
        product: 'RBM',
        project_number: '0',
        type: 'agent_launch_event',
      }
    : { business_id: callback.agentId, product: 'RBM' };
  return {
    body: JSON.stringify({
      message: {
        data: payload.toString('base64'),
        attributes,
        messageId: envelopeId,
        message_id: envelopeId,
        publishTime,
        publish_time: publishTime,
      },
      subscription: 'projects/emulator/subscriptions/rbm',
    }),
    headers: {
      'content-type': 'application/json',
      'x-goog-signature': createHmac('sha512', clientToken).update(payload).digest('base64'),
      'x-goog-webhook-type': launch ? 'agent_callback' : 'message_callback',
    },
  };
}

/** What Google Messages sends for a person who unsubscribes or subscribes, by country (guide "Receive events"). */
export function keywordOf(phone: string, wish: 'unsubscribe' | 'subscribe'): string {
  const [stop, start] = KEYWORDS.find(([prefix]) => phone.startsWith(prefix))?.[1] ?? ['STOP', 'START'];
  return wish === 'unsubscribe' ? stop : start;
}

const KEYWORDS: readonly [prefix: string, [stop: string, start: string]][] = [
  ['+33', ['STOP', 'Démarrer']],
  ['+34', ['BAJA', 'ALTA']],
  ['+52', ['BAJA', 'ALTA']],
  ['+55', ['parar', 'começar']],
];
