/** Reads the environment, once, into one checked value; the only file that knows `process.env`. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** The folder that holds package.json: where the shipped flows and the built studio lie. */
export const PROJECT_ROOT = (() => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
})();

const flag = z
  .enum(['true', 'false', '1', '0', ''], { error: 'must be true or false' })
  .default('false')
  .transform((value) => value === 'true' || value === '1');

const httpUrl = z.url({
  protocol: /^https?$/,
  error: 'must be an address that begins with http:// or https://',
});
const PORT_RANGE = 'must be a whole number from 0 to 65535';

/** A service account as Google hands it out; only what is used is checked. */
const serviceAccountSchema = z.looseObject({
  type: z.literal('service_account'),
  client_email: z.email(),
  private_key: z.string().includes('PRIVATE KEY'),
});
export type ServiceAccount = z.infer<typeof serviceAccountSchema>;

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;

const environmentSchema = z.object({
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, PORT_RANGE)
    .transform(Number)
    .refine((port) => port <= 65_535, PORT_RANGE)
    .default(3000)
    .describe('Port to listen on; 0 takes a free one.'),
  HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('Address to listen on. 0.0.0.0 to be reached from other machines.'),
  PUBLIC_URL: httpUrl
    .optional()
    .describe('Where phones and Google reach this server; pictures and links are made with it.'),
  DATA_DIR: z
    .string()
    .min(1)
    .default('./data')
    .describe('Folder of the embedded database, the generated keys and uploaded files.'),
  ADMIN_TOKEN: z
    .string()
    .min(16, 'must have at least 16 characters')
    .optional()
    .describe(
      'A bearer token accepted as owner, for scripts and for when nobody can sign in. None if left out.',
    ),
  RBM_SERVICE_ACCOUNT: z
    .string()
    .optional()
    .describe(
      "Google's service account key: a file's path, or the JSON itself. Without it the emulator is used.",
    ),
  RBM_AGENT_ID: z.string().min(1).default('carillon-demo').describe('Id of the RBM agent.'),
  RBM_CLIENT_TOKEN: z
    .string()
    .min(1)
    .optional()
    .describe("The webhook's client token. Needed with Google; made up for the emulator."),
  RBM_ROOT_URL: httpUrl
    .optional()
    .describe(
      "Root of the RBM API: one of Google's regional addresses, or a stand-in. On loopback no credentials.",
    ),
  RBM_PER_SECOND: z
    .string()
    .regex(/^[1-9]\d{0,3}$/, 'must be a whole number from 1 to 9999')
    .transform(Number)
    .optional()
    .describe(
      'Messages a second that Google gets for an agent, counted over all servers. Without it, as many as come.',
    ),
  BRAND_NAME: z
    .string()
    .min(1)
    .max(100, 'must have at most 100 characters')
    .default('Maison Carillon')
    .describe('Name of the first brand.'),
  MONGODB_URL: z
    .string()
    .regex(/^mongodb(?:\+srv)?:\/\/\S+$/, 'must be an address that begins with mongodb:// or mongodb+srv://')
    .optional()
    .describe(
      'A replica set of MongoDB, in place of the embedded database, so that several servers can work together.',
    ),
  MONGODB_ALLOW_STANDALONE: flag.describe(
    'Take a MongoDB that is no replica set. For development: it can lose what it promised.',
  ),
  MONGODB_MESSAGE_DAYS: z
    .string()
    .regex(/^[1-9]\d{0,4}$/, 'must be a whole number of days from 1 to 24000')
    .transform(Number)
    .refine((days) => days <= 24_000, 'must be a whole number of days from 1 to 24000')
    .optional()
    .describe('Days after which MongoDB deletes messages. Without it they stay.'),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\/\S+$/, 'must be an address that begins with redis:// or rediss://')
    .optional()
    .describe(
      'A Redis that keeps all keys, by which several servers on one MongoDB tell each other. Loses nothing if emptied.',
    ),
  HTTP_ALLOW_PRIVATE: z
    .string()
    .default('')
    .transform((list) =>
      list
        .split(',')
        .map((item) => item.trim())
        .filter(Boolean),
    )
    .describe('Private hosts a flow may call, as host or host:port, separated by commas.'),
  TRANSLATE_URL: httpUrl
    .optional()
    .describe(
      'A translation service that speaks the API of LibreTranslate, for operators. Without it nothing is translated.',
    ),
  TRANSLATE_KEY: z.string().min(1).optional().describe('Its key, where it wants one.'),
  LOG_LEVEL: z
    .enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(', ')}` })
    .default('info')
    .describe('How much is logged.'),
  LOG_PERSONAL_DATA: flag.describe('Log phone numbers in clear. Off unless you look for a fault.'),
});

/** Every variable with its default and meaning, for the README's table. */
export const ENVIRONMENT = environmentSchema.shape;

export interface Config {
  port: number;
  host: string;
  publicUrl: string | undefined;
  dataDir: string;
  adminToken: string | undefined;
  rbm: {
    agentId: string;
    clientToken: string | undefined;
    rootUrl: string | undefined;
    /** Undefined: no limit. */
    perSecond: number | undefined;
    serviceAccount: ServiceAccount | undefined;
  };
  brandName: string;
  /** Undefined: the embedded database. */
  mongo: { url: string; allowStandalone: boolean; messageDays: number | undefined } | undefined;
  /** Undefined: this server tells no other. */
  redis: { url: string } | undefined;
  allowPrivate: string[];
  /** Undefined: nothing is translated. */
  translation: { url: string; key: string | undefined } | undefined;
  logLevel: (typeof LOG_LEVELS)[number];
  logPersonalData: boolean;
}

/** A setting that cannot be used; its message is one sentence for the person who starts the server. */
export class ConfigError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ConfigError';
  }
}

/** Reads and checks the environment. Throws `ConfigError`, naming every variable that is wrong. */
export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  const given = Object.fromEntries(
    Object.keys(ENVIRONMENT).flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])),
  );
  const parsed = environmentSchema.safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}.`);
    throw new ConfigError(faults.join(' '));
  }
  const env = parsed.data;
  const serviceAccount = env.RBM_SERVICE_ACCOUNT ? readServiceAccount(env.RBM_SERVICE_ACCOUNT) : undefined;
  if (serviceAccount && !env.RBM_CLIENT_TOKEN) {
    throw new ConfigError(
      "RBM_CLIENT_TOKEN is missing: set it to the client token of the agent's webhook, else no webhook can be trusted.",
    );
  }
  if (env.RBM_ROOT_URL && !serviceAccount && !isLoopback(env.RBM_ROOT_URL)) {
    throw new ConfigError(
      'RBM_SERVICE_ACCOUNT is missing: without it only a stand-in on this machine can be RBM_ROOT_URL.',
    );
  }
  if (env.REDIS_URL && !env.MONGODB_URL) {
    throw new ConfigError(
      'MONGODB_URL is missing: the embedded database serves one server, which needs no REDIS_URL. Set both, or neither.',
    );
  }
  if (env.TRANSLATE_KEY && !env.TRANSLATE_URL) {
    throw new ConfigError('TRANSLATE_URL is missing: a TRANSLATE_KEY alone translates nothing.');
  }
  return {
    port: env.PORT,
    host: env.HOST,
    publicUrl: env.PUBLIC_URL?.replace(/\/+$/, ''),
    dataDir: resolve(env.DATA_DIR),
    adminToken: env.ADMIN_TOKEN,
    rbm: {
      agentId: env.RBM_AGENT_ID.replace(/@rbm\.goog$/, ''),
      clientToken: env.RBM_CLIENT_TOKEN,
      rootUrl: env.RBM_ROOT_URL?.replace(/\/+$/, ''),
      perSecond: env.RBM_PER_SECOND,
      serviceAccount,
    },
    brandName: env.BRAND_NAME,
    mongo:
      env.MONGODB_URL === undefined
        ? undefined
        : {
            url: env.MONGODB_URL,
            allowStandalone: env.MONGODB_ALLOW_STANDALONE,
            messageDays: env.MONGODB_MESSAGE_DAYS,
          },
    redis: env.REDIS_URL === undefined ? undefined : { url: env.REDIS_URL },
    allowPrivate: env.HTTP_ALLOW_PRIVATE,
    translation:
      env.TRANSLATE_URL === undefined
        ? undefined
        : { url: env.TRANSLATE_URL.replace(/\/+$/, ''), key: env.TRANSLATE_KEY },
    logLevel: env.LOG_LEVEL,
    logPersonalData: env.LOG_PERSONAL_DATA,
  };
}

function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

function readServiceAccount(given: string): ServiceAccount {
  const inline = given.trimStart().startsWith('{');
  let text = given;
  if (!inline) {
    try {
      text = readFileSync(given, 'utf8');
    } catch {
      throw new ConfigError(`RBM_SERVICE_ACCOUNT names the file "${given}", which cannot be read.`);
    }
  }
  const parsed = serviceAccountSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new ConfigError(
    'RBM_SERVICE_ACCOUNT is not a service account key: download one as JSON from Google Cloud.',
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
