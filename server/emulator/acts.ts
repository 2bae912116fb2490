/** What the person holding a handset can do, as its page asks for it; knows no consequence. */
import { z } from 'zod';
import type { FileInfo } from './callbacks.ts';
import { smsSenderSchema } from './sms-accounts.ts';
import { latLngSchema } from './wire.ts';

const suggestionActSchema = z.strictObject({
  text: z.string().max(200),
  postbackData: z.string().max(2048).default(''),
  /** Left out: as the suggestion stands in the thread; a reply if it stands there no more. */
  kind: z.enum(['reply', 'action']).optional(),
});

const address = z.url({ protocol: /^https?$/ }).max(2048);
const fileName = z.string().max(255).default('file');

/** A file by its address (`url` is taken as `fileUri`), or its bytes in base64. */
const fileActSchema = z
  .strictObject({
    fileUri: address.optional(),
    url: address.optional(),
    data: z.base64().min(4).optional(),
    mimeType: z.string().max(100),
    fileName,
    fileSizeBytes: z.int().min(0).default(0),
  })
  .refine((file) => [file.fileUri, file.url, file.data].filter((one) => one !== undefined).length === 1, {
    message: 'exactly one of fileUri, url, data must be set',
  });

const KINDS = [
  'text',
  'suggestion',
  'location',
  'file',
  'typing',
  'read',
  'unsubscribe',
  'subscribe',
  'invite',
] as const;

export const actSchema = z
  .strictObject({
    /** Needed only where a phone talks with several agents; left out, the latest in the thread is meant. */
    agentId: z.string().optional(),
    text: z.string().min(1).max(10_000).optional(),
    /** How a text goes; left out: as the phone is set. */
    via: z.enum(['rcs', 'sms']).optional(),
    /** Of an SMS; left out, the sender of the last one. A number or a short code. */
    to: smsSenderSchema.optional(),
    suggestion: suggestionActSchema.optional(),
    location: latLngSchema.optional(),
    file: fileActSchema.optional(),
    typing: z.literal(true).optional(),
    /** The agent's message that was read. */
    read: z.string().min(1).optional(),
    unsubscribe: z.literal(true).optional(),
    subscribe: z.literal(true).optional(),
    /** The answer to an invitation to test an unlaunched agent. */
    invite: z.enum(['accept', 'decline']).optional(),
  })
  .refine((act) => KINDS.filter((kind) => act[kind] !== undefined).length === 1, {
    message: `exactly one of ${KINDS.join(', ')} must be set`,
  })
  .refine((act) => act.text !== undefined || (act.via === undefined && act.to === undefined), {
    message: 'only a text can go by SMS',
  })
  .refine((act) => act.to === undefined || act.via !== 'rcs', {
    message: 'over RCS a text goes to an agent: say agentId instead of to',
  });
export type RequestedAct = z.infer<typeof actSchema>;

/** The same with the file stored somewhere it can be fetched from. */
export type Act = Omit<RequestedAct, 'file'> & { file?: FileInfo };
