/** The Express application: which path is answered by whom, and the headers on everything. Knows no business. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { join } from 'node:path';
import express, {
  type Express,
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import helmet from 'helmet';
import { CodedError } from './errors.ts';
import type { BodyDeadline } from './http/body-deadline.ts';
import type { Log } from './http/log.ts';
import type { Metrics } from './http/metrics.ts';
import { describeRoutes } from './http/openapi.ts';
import { type Gate, problemHandler, type Route, serveRoutes } from './http/route.ts';
import type { Audit } from './people/audit.ts';

export interface AppDeps {
  routes: Route[];
  gate: Gate;
  audit?: Audit;
  deadline?: BodyDeadline;
  version: string;
  log: Log;
  metrics: Metrics;
  /** Names of what works and what does not, by dependency: "ok" or a sentence. */
  ready(): Promise<Record<string, string>>;
  channel: 'emulator' | 'google' | 'stand-in';
  webhooks: {
    rbm(request: IncomingMessage, response: ServerResponse): void;
    sms(request: IncomingMessage, response: ServerResponse): void;
    payments(body: Buffer, headers: IncomingMessage['headers']): Promise<unknown>;
  };
  /** Apps of their own, reached over HTTP only. They set their own headers and read their own bodies. */
  mounted: { path: string; app: RequestHandler }[];
  /** Folders whose files anybody may fetch. */
  files: { path: string; folder: string }[];
  /** The built studio; undefined where it was not built. */
  studio: string | undefined;
}

export function createApp(deps: AppDeps): RequestListener {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.set('etag', 'strong');

  app.use(withRequestId);
  for (const { path, app: mounted } of deps.mounted) app.use(path, mounted);
  app.use(securityHeaders());
  app.post(
    '/webhooks/payments',
    express.raw({ type: () => true, limit: '64kb' }),
    async (request, response) => {
      await deps.webhooks.payments(request.body as Buffer, request.headers);
      response.status(204).end();
    },
  );

  app.get('/healthz', (_request, response) => {
    response.json({ status: 'alive' });
  });
  app.get('/readyz', async (_request, response) => {
    const checks = await deps.ready();
    const ready = Object.values(checks).every((state) => state === 'ok');
    response
      .status(ready ? 200 : 503)
      .json({ status: ready ? 'ready' : 'not-ready', checks, channel: deps.channel });
  });
  app.get('/metrics', async (_request, response) => {
    response.type(deps.metrics.contentType).send(await deps.metrics.text());
  });

  const description = describeRoutes(deps.routes, deps.version);
  app.get('/api/openapi.json', (_request, response) => {
    response.json(description);
  });
  app.use('/api', serveRoutes(deps.routes, deps.gate, deps.audit, deps.deadline));

  for (const { path, folder } of deps.files) {
    app.use(path, express.static(folder, { index: false, maxAge: '1h', dotfiles: 'ignore' }));
  }
  if (deps.studio) {
    serveStudio(app, deps.studio);
    tellLost(app, deps.studio);
  }
  app.use((_request: Request) => {
    throw new CodedError('not_found');
  });
  app.use(problemHandler(deps.log));
  // Every message comes this way, and asks nothing of the framework: it is answered before it gets there.
  return (request, response) => {
    deps.deadline?.watch(request, response);
    const { method, url = '' } = request;
    if (method === 'POST' && (url === RBM_WEBHOOK || url.startsWith(`${RBM_WEBHOOK}?`))) {
      deps.webhooks.rbm(request, response);
    } else if (url.startsWith(SMS_WEBHOOKS)) {
      deps.webhooks.sms(request, response);
    } else {
      app(request, response);
    }
  };
}

const RBM_WEBHOOK = '/webhooks/rbm';
const SMS_WEBHOOKS = '/webhooks/sms/';

/** Written out, so that a mistyped address is answered 404 and not with a page. */
const STUDIO_PAGES = [
  '/',
  '/flows',
  '/flows/:id',
  '/inbox',
  '/inbox/wall',
  '/inbox/settings',
  '/inbox/:conversation',
  '/brand',
  '/people',
  '/account',
  '/audit',
  '/welcome',
  '/handset',
  '/p/:token',
];

/** Hashed files for ever, the page itself always fresh; every other page of the studio is the same document. */
function serveStudio(app: Express, folder: string): void {
  app.use(
    '/assets',
    express.static(join(folder, 'assets'), { immutable: true, maxAge: '365d', index: false }),
  );
  app.use(express.static(folder, { index: false, maxAge: '1h' }));
  app.get(STUDIO_PAGES, (_request, response) => {
    response.set('Cache-Control', 'no-cache').sendFile(join(folder, 'index.html'));
  });
}

/** Who reads in a browser is told on a page that there is none; programs get the problem that they can read. */
function tellLost(app: Express, folder: string): void {
  app.use((request, response, next) => {
    const reads = request.method === 'GET' && request.accepts(['json', 'html']) === 'html';
    if (!reads || request.path.startsWith('/api/')) next();
    else response.status(404).set('Cache-Control', 'no-cache').sendFile(join(folder, 'index.html'));
  });
}

function withRequestId(_request: Request, response: Response, next: NextFunction): void {
  const requestId = randomUUID();
  response.locals.requestId = requestId;
  response.set('X-Request-Id', requestId);
  next();
}

function securityHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        // Pictures of cards come from wherever a brand keeps them.
        imgSrc: ["'self'", 'data:', 'blob:', 'https:'],
        mediaSrc: ["'self'", 'blob:', 'https:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        frameSrc: ["'self'", 'https:'],
        manifestSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    crossOriginEmbedderPolicy: false,
    // Phones of customers load the pictures of cards from here.
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    strictTransportSecurity: false,
  });
}
