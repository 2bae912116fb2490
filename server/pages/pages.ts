/**
 * Hosted pages: the card that an SMS cannot show, behind one link that nobody can guess and that closes after a month.
 * Knows records, requests and who hears an answer; knows no provider, no flow, and sends nothing.
 *
 * Opening a page changes nothing, since phones and their apps open links to preview them. An answer is a form; it is
 * heard before the page says so, and once however often it is sent.
 */
import { createHash } from 'node:crypto';
import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import { z } from 'zod';
import { type Message, type Suggestion, suggestionsOf } from '../../flows/message.ts';
import type { Act, Brand, Outbound } from '../channels/port.ts';
import type { Clock } from '../clock.ts';
import { describe } from '../http/log.ts';
import type { Store, StoredRecord } from '../stores/port.ts';
import { ADDRESS_MAX } from './action-rows.ts';
import { appointmentOf } from './appointment.ts';
import { calendarFile } from './calendar-file.ts';
import { messagePage } from './message-page.ts';
import { PAGE_HEADERS } from './page-frame.ts';
import {
  isGenuine,
  isToken,
  LINKS_WORKSPACE,
  PAGE,
  PAGE_LINK,
  type PageLink,
  type PageRecord,
  pageSchema,
  readNonce,
  sealPage,
  tokenOf,
  writeNonce,
} from './page-record.ts';
import { type Ending, type Language, languageOf, type Trouble } from './page-texts.ts';
import { createRate } from './rate.ts';
import { end, reply, statusOf, tooFast } from './respond.ts';

export interface PagesDeps {
  store: Pick<Store, 'conversations' | 'records'>;
  brands: { get(workspace: string, id: string): Brand | undefined };
  /** 32 bytes. With another key no link that is out there opens. */
  key: Buffer;
  clock: Clock;
  newId(): string;
  /** What phones reach this server under, such as "https://chat.example.org". */
  publicUrl: string;
  /**
   * Takes an answer as if it had come by SMS, so that the next message leaves by SMS. Resolves when it is durable; the
   * same `remoteId` twice is one answer.
   */
  hear(brand: Brand, phone: string, act: Act, remoteId: string): Promise<unknown>;
  log: { error(fields: object, text: string): void };
}

export interface Pages {
  /** The address of the message's page, made when first asked for; undefined where an SMS says it all without one. */
  linkFor(outbound: Outbound): Promise<string | undefined>;
  /** To be mounted at /m. Sets its own headers and reads its own bodies. */
  router: Router;
  /** Removes pages that closed a month ago; to be called once in a while. Each call looks at some thousand links. */
  prune(): Promise<void>;
}

const DAY_MS = 24 * 3600 * 1000;
const OPEN_MS = 30 * DAY_MS;
/** For as long a closed page still says that it was one. */
const REMEMBERED_MS = 30 * DAY_MS;
/** For as long the page says thanks for an answer; after that it only marks it. */
const THANKS_MS = 30 * 60_000;
const BODY_LIMIT = '4kb';
const PRUNE_PAGES = 25;

const formSchema = z.object({
  nonce: z.string().max(200),
  n: z.string().regex(/^\d{1,3}$/),
  text: z
    .string()
    .max(ADDRESS_MAX * 2)
    .optional(),
});

interface Opened {
  token: string;
  page: PageRecord;
  rev: number;
  brand: Brand;
  phone: string;
}

export function createPages(deps: PagesDeps): Pages {
  const { key, clock, log, brands } = deps;
  const { conversations, records } = deps.store;
  const publicUrl = deps.publicUrl.replace(/\/+$/, '');
  /** As browsers see it: a proxy may have put the server below another path. */
  const root = `${new URL(publicUrl).pathname.replace(/\/+$/, '')}/m`;

  // Whoever has a link is counted by it alone: a whole mobile network can stand behind one address.
  const visits = createRate({ clock, burst: 40, perSecond: 1, names: 10_000 });
  const misses = createRate({ clock, burst: 30, perSecond: 0.5, names: 10_000 });

  async function linkFor(outbound: Outbound): Promise<string | undefined> {
    const { id, brand, phone, message, locale } = outbound;
    // An author's own wording says what it wants to say.
    if (outbound.sms?.trim() || !needsPage(message)) return undefined;
    const conversation = await conversations.find(brand.workspace, brand.id, phone);
    if (!conversation) return undefined;
    const token = tokenOf(key, brand.workspace, id);
    const page = sealPage(key, {
      workspace: brand.workspace,
      brand: brand.id,
      conversation: conversation.id,
      message: id,
      content: message,
      locale,
      expiresAt: clock.now() + OPEN_MS,
    });
    const link: PageLink = {
      workspace: brand.workspace,
      page: `${conversation.id}/${token}`,
      expiresAt: page.expiresAt,
    };
    // Of two tries the first one's page stays. Nobody has the link before both are there.
    await Promise.all([
      records.insert(brand.workspace, PAGE, link.page, page),
      records.insert(LINKS_WORKSPACE, PAGE_LINK, token, link),
    ]);
    return `${publicUrl}/m/${token}`;
  }

  /** Everything a link stands for. "missing" also for what does not fit its seal, so that nothing can be learnt from it. */
  async function open(token: string): Promise<Opened | { ending: Ending; lang?: Language }> {
    if (!isToken(token)) return { ending: 'missing' };
    const link = await records.get<PageLink>(LINKS_WORKSPACE, PAGE_LINK, token);
    const found: StoredRecord<PageRecord> | undefined =
      link && (await records.get<PageRecord>(link.data.workspace, PAGE, link.data.page));
    if (!link || !found) return { ending: 'missing' };
    const { data: page, rev } = found;
    // The seal is over what was written, which reading by a schema would put into another order.
    const read = pageSchema.safeParse(page);
    if (!read.success || !isGenuine(key, token, page)) {
      const { workspace, page: name } = link.data;
      log.error({ workspace, conversation: name.split('/')[0] }, 'page_changed');
      return { ending: 'missing' };
    }
    if (page.expiresAt <= clock.now()) return { ending: 'expired', lang: languageOf(page.locale) };
    const conversation = await conversations.get(page.workspace, page.conversation);
    const brand = brands.get(page.workspace, page.brand);
    if (!conversation || !brand) return { ending: 'missing' };
    return { token, page, rev, brand, phone: conversation.phone };
  }

  /** Opens what the request asks for, or answers it. */
  async function enter(request: Request, response: Response): Promise<Opened | undefined> {
    const opened = await open(String(request.params.token));
    if ('ending' in opened) {
      const wait = misses.take(request.socket.remoteAddress ?? '');
      if (wait > 0) tooFast(request, response, wait);
      else end(request, response, opened.ending, opened.lang);
      return undefined;
    }
    const wait = visits.take(opened.token);
    if (wait === 0) return opened;
    tooFast(request, response, wait, languageOf(opened.page.locale));
    return undefined;
  }

  function show(
    request: Request,
    response: Response,
    { token, page, brand }: Opened,
    problem?: { status: number; trouble: Trouble; nonce?: string },
  ): void {
    const { content, locale, expiresAt, answered } = page;
    const now = clock.now();
    const answer = answered && suggestionsOf<Suggestion>(content)[answered.n];
    const fresh = answered && answer && !problem && now - answered.at < THANKS_MS;
    const shown = messagePage({
      brand,
      content,
      locale,
      path: `${root}/${token}`,
      publicUrl,
      expiresAt,
      nonce: problem?.nonce ?? writeNonce(key, token, deps.newId(), now),
      ...(answer?.kind === 'reply' ? { chosen: answered?.n } : {}),
      ...(fresh ? { told: toldOf(answer) } : {}),
      ...(problem ? { trouble: problem.trouble } : {}),
    });
    reply(request, response, problem?.status ?? 200, shown);
  }

  /** Remembers the answer for the page's own sake. It was heard already: if this fails, only the thanks are missing. */
  async function remember({ page, token, rev }: Opened, n: number): Promise<void> {
    const name = [page.workspace, PAGE, `${page.conversation}/${token}`] as const;
    const answered = { n, at: clock.now() };
    try {
      if (await records.update(...name, rev, { ...page, answered })) return;
      const newer = await records.get<PageRecord>(...name);
      if (newer) await records.update(...name, newer.rev, { ...newer.data, answered });
    } catch (error) {
      log.error({ err: describe(error), message: page.message }, 'page_thanks_failed');
    }
  }

  async function answer(request: Request, response: Response): Promise<void> {
    const opened = await enter(request, response);
    if (!opened) return;
    const { page, token, brand, phone } = opened;
    const site = request.get('sec-fetch-site');
    const form = formSchema.safeParse(request.body);
    if ((site !== undefined && site !== 'same-origin' && site !== 'none') || !form.success) {
      end(request, response, 'refused', languageOf(page.locale));
      return;
    }
    const { nonce, text = '' } = form.data;
    const n = Number(form.data.n);
    const chosen = suggestionsOf<Suggestion>(page.content)[n];
    const act = chosen && actOf(chosen, text);
    const once = readNonce(key, token, nonce, clock.now());
    if (act === undefined) {
      end(request, response, 'refused', languageOf(page.locale));
    } else if (act === 'empty') {
      show(request, response, opened, { status: 422, trouble: 'empty' });
    } else if (once === undefined) {
      show(request, response, opened, { status: 409, trouble: 'stale' });
    } else {
      try {
        await deps.hear(brand, phone, act, remoteIdOf(once, n, act));
      } catch (error) {
        log.error({ err: describe(error), message: page.message }, 'page_answer_failed');
        // With the same nonce: should the answer have been heard after all, the next try is not a second one.
        show(request, response, opened, { status: 503, trouble: 'failed', nonce });
        return;
      }
      await remember(opened, n);
      response.set('Location', `${root}/${token}`).status(303).end();
    }
  }

  const router = express.Router({ caseSensitive: true });
  router.use((_request, response, next) => {
    response.set(PAGE_HEADERS);
    next();
  });
  router.get('/:token', async (request, response) => {
    const opened = await enter(request, response);
    if (opened) show(request, response, opened);
  });
  router.post(
    '/:token',
    express.urlencoded({ extended: false, limit: BODY_LIMIT, parameterLimit: 10 }),
    answer,
  );
  router.get('/:token/:file', async (request, response) => {
    const opened = await enter(request, response);
    if (!opened) return;
    const n = /^(\d{1,3})\.ics$/.exec(request.params.file)?.[1];
    const event = n === undefined ? undefined : appointmentOf(opened.page.content, Number(n));
    if (!event) {
      end(request, response, 'missing', languageOf(opened.page.locale));
      return;
    }
    const uid = `${opened.page.message}-${n}@${new URL(publicUrl).hostname}`;
    response
      .set({
        'Content-Type': 'text/calendar; charset=utf-8; method=PUBLISH',
        'Content-Disposition': 'inline; filename="event.ics"',
        'Content-Security-Policy': "default-src 'none'; sandbox",
      })
      .send(calendarFile({ uid, ...event }, clock.now()));
  });
  router.use((request, response) => {
    end(request, response, 'missing');
  });
  router.use((error: unknown, request: Request, response: Response, _next: NextFunction) => {
    const status = statusOf(error);
    if (status === undefined) log.error({ err: describe(error) }, 'page_failed');
    if (response.headersSent) response.end();
    else if (status === undefined) end(request, response, 'broken');
    else if (request.method === 'POST') end(request, response, 'refused', undefined, status);
    else end(request, response, 'missing');
  });

  let cursor: string | undefined;
  return {
    linkFor,
    router,
    async prune() {
      const before = clock.now() - REMEMBERED_MS;
      for (let round = 0; round < PRUNE_PAGES; round += 1) {
        const list = await records.list<PageLink>(LINKS_WORKSPACE, PAGE_LINK, {
          limit: 200,
          ...(cursor === undefined ? {} : { cursor }),
        });
        for (const link of list.items) {
          if (link.data.expiresAt > before) continue;
          const { workspace, page } = link.data;
          const stored = await records.get(workspace, PAGE, page);
          if (stored) await records.remove(workspace, PAGE, page, stored.rev);
          await records.remove(LINKS_WORKSPACE, PAGE_LINK, link.key, link.rev);
        }
        cursor = list.cursor;
        if (cursor === undefined) return;
      }
    },
  };
}

/** Whether an SMS would leave something out: pictures, several cards, an appointment, more than one link. */
function needsPage(message: Message): boolean {
  if (message.kind === 'media' || message.kind === 'carousel') return true;
  if (message.kind === 'card' && message.card.media) return true;
  const suggestions = suggestionsOf<Suggestion>(message);
  const links = suggestions.filter(({ kind }) => kind === 'open-url' || kind === 'view-location');
  return links.length > 1 || suggestions.some(({ kind }) => kind === 'calendar');
}

function actOf(chosen: Suggestion, typed: string): Act | 'empty' | undefined {
  if (chosen.kind === 'reply') return { kind: 'tap', data: chosen.data, label: chosen.label };
  if (chosen.kind !== 'share-location') return undefined;
  const line = typed.replace(/\s+/g, ' ').trim();
  const text = line.slice(0, ADDRESS_MAX).trimEnd().toWellFormed();
  return text === '' ? 'empty' : { kind: 'text', text };
}

/** A form of one page names one answer: the same sent again is the same, another choice or address is not. */
function remoteIdOf(once: string, n: number, act: Act): string {
  const said = act.kind === 'text' ? act.text : '';
  const digest = createHash('sha256').update(said).digest('base64url').slice(0, 16);
  return `page:${once}:${n}${said && `:${digest}`}`;
}

function toldOf(answer: Suggestion) {
  return answer.kind === 'reply'
    ? ({ kind: 'choice', label: answer.label } as const)
    : ({ kind: 'address' } as const);
}
