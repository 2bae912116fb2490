import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { pageLanguage } from '../../../server/services/sandbox-pages.ts';
import { resultOf } from './call-context.ts';
import { openRecords } from './open-records.ts';
import { createPaymentRig, type PaymentRig } from './payment-rig.ts';

const MINUTE = 60_000;
let rig: PaymentRig;

beforeEach(async () => {
  rig = await createPaymentRig(openRecords());
});
afterEach(() => rig.close());

const ORDER = { id: 'p-1', amount: 4500, currency: 'EUR', description: 'Cut & style <b>' };

function create(parts: Record<string, unknown> = {}): Promise<Response> {
  const order = { ...ORDER, expiresAt: rig.clock.now() + 30 * MINUTE, ...parts };
  return rig.api('', { method: 'POST', body: JSON.stringify(order) });
}

async function created(parts: Record<string, unknown> = {}): Promise<{ id: string; url: string }> {
  return (await create(parts)).json() as Promise<{ id: string; url: string }>;
}

async function stateOf(id: string): Promise<{ status: string; reason?: string }> {
  return (await rig.api(`/${id}`)).json() as Promise<{ status: string; reason?: string }>;
}

describe('the interface for merchants', () => {
  test('makes one payment for an id, and refuses another under it', async () => {
    const first = await create();
    const again = await create();
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(await again.json()).toEqual(await first.json());
    expect((await create({ amount: 1 })).status).toBe(409);
  });

  test('wants its key', async () => {
    const answer = await rig.api('', {
      method: 'POST',
      body: '{}',
      headers: { authorization: 'Bearer wrong' },
    });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  test.each([
    [{ amount: -1 }],
    [{ amount: 1.5 }],
    [{ currency: 'eur' }],
    [{ returnUrl: 'javascript:alert(1)' }],
    [{ surplus: true }],
  ])('refuses %j', async (parts) => {
    expect((await create(parts)).status).toBe(400);
  });

  test('refuses what is no JSON, and bodies that are too large', async () => {
    expect((await rig.api('', { method: 'POST', body: '{' })).status).toBe(400);
    expect((await rig.api('', { method: 'POST', body: `"${'x'.repeat(20_000)}"` })).status).toBe(413);
  });

  test('knows no other payments', async () => {
    expect((await rig.api('/sp_none')).status).toBe(404);
    expect((await rig.api('/sp_none/cancel', { method: 'POST' })).status).toBe(404);
  });
});

describe('the page', () => {
  test('shows what is paid, that no money moves, and nobody’s markup', async () => {
    const { url } = await created();
    const { status, html } = await rig.page(url);
    expect(status).toBe(200);
    expect(html).toContain('Sandbox: no real money');
    expect(html).toContain('€45.00');
    expect(html).toContain('Cut &amp; style &lt;b&gt;');
    expect(html).toContain('Maison &lt;Carillon&gt;');
    expect(html).not.toMatch(/<script|<b>\s*<\/p>|\sstyle=|\son[a-z]+=/);
  });

  test('speaks French where the browser does, or where the link says so', async () => {
    const { url } = await created();
    const french = (await rig.page(url, 'de, fr-CA;q=0.9, en;q=0.1')).html;
    expect(french).toContain('lang="fr"');
    expect(french.replace(/\s/g, ' ')).toContain('Payer 45,00 €');
    expect((await rig.page(`${url}?lang=fr`)).html).toContain('lang="fr"');
  });

  test.each([
    ['JPY', 4500, '¥4,500'],
    ['TND', 4500, 'TND 4.500'],
  ])('counts the decimals of %s as the currency does', async (currency, amount, shown) => {
    const { url } = await created({ id: currency, currency, amount });
    expect((await rig.page(url)).html.replace(/\u00a0/g, ' ')).toContain(shown);
  });

  test('cannot be framed elsewhere, runs no script and tells nobody its address', async () => {
    const { url } = await created();
    const { headers } = await fetch(url);
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'self'; base-uri 'none'",
    );
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    const style = await fetch(`${rig.baseUrl}/style.css`);
    expect(style.headers.get('content-type')).toContain('text/css');
  });

  test('changes nothing when it is only looked at', async () => {
    const { id, url } = await created();
    for (const query of ['', '?action=pay&card=visa-4242', '?lang=fr']) await rig.page(url + query);
    expect((await stateOf(id)).status).toBe('pending');
  });

  test('pays, and says so afterwards to whoever sends the form again', async () => {
    const { id, url } = await created({ returnUrl: 'https://example.org/back' });
    const paid = await rig.submit(url, { card: 'visa-4242' });
    expect(paid.html).toContain('<h1 class="heading">Paid</h1>');
    expect(paid.html).toContain('href="https://example.org/back"');
    expect((await rig.submit(url, { card: 'mastercard-0002' })).html).toContain('>Paid</h1>');
    expect(await stateOf(id)).toMatchObject({ status: 'succeeded' });
  });

  test('asks for the code a bank would send, three times at most', async () => {
    const { id, url } = await created();
    const asked = await rig.submit(url, { card: 'visa-3220' });
    expect(asked.html).toContain('Confirm with your bank');
    expect((await stateOf(id)).status).toBe('pending');
    expect((await rig.submit(url, { code: '000 000' })).html).toContain('2 tries are left');
    expect((await rig.submit(url, { code: '' })).html).toContain('One try is left');
    expect((await rig.submit(url, { code: '1' })).html).toContain('Not paid');
    expect(await stateOf(id)).toMatchObject({ status: 'declined', reason: 'confirmation_failed' });
  });

  test('pays once the code is right, spaces or not', async () => {
    const { id, url } = await created();
    const { html } = await rig.submit(url, { card: 'visa-3220' });
    const code = /class="code">([\d ]+)</.exec(html)?.[1] ?? '';
    expect((await rig.submit(url, { code })).html).toContain('>Paid</h1>');
    expect((await stateOf(id)).status).toBe('succeeded');
  });

  test('lets the customer cancel', async () => {
    const { id, url } = await created();
    expect((await rig.submit(url, { action: 'cancel' })).html).toContain('You cancelled this payment.');
    expect(await stateOf(id)).toMatchObject({ status: 'declined', reason: 'cancelled_by_customer' });
  });

  test.each([
    ['a token that is not the page’s', { token: 'A'.repeat(43), card: 'visa-4242' }, {}, 200],
    ['a card that is none', { card: '4242424242424242' }, {}, 200],
    ['a form of another site', { card: 'visa-4242' }, { 'sec-fetch-site': 'cross-site' }, 403],
  ])('takes no money for %s', async (_what, fields, headers, status) => {
    const { id, url } = await created();
    expect((await rig.submit(url, fields, headers)).status).toBe(status);
    expect((await stateOf(id)).status).toBe('pending');
  });

  test('two answers at once make one outcome', async () => {
    const { id, url } = await created();
    const { html } = await rig.page(url);
    const token = /name="token" value="([^"]+)"/.exec(html)?.[1] ?? '';
    const send = (card: string) =>
      fetch(url, { method: 'POST', body: new URLSearchParams({ token, action: 'pay', card }) });
    await Promise.all(['visa-4242', 'mastercard-0002', 'visa-4242', 'mastercard-0002'].map(send));
    const { status } = await stateOf(id);
    await vi.waitFor(() => expect(rig.callbacks).toHaveLength(1));
    expect(['succeeded', 'declined']).toContain(status);
    expect((await stateOf(id)).status).toBe(status);
  });

  test('says when its time is over, and that there is none', async () => {
    const { url } = await created({ expiresAt: rig.clock.now() });
    const late = await rig.page(url);
    expect(late.status).toBe(410);
    expect(late.html).toContain('This link has expired');
    expect((await rig.submit(url, { card: 'visa-4242' })).status).toBe(410);
    expect((await rig.page(`${rig.baseUrl}/pay/sp_none`)).status).toBe(404);
  });
});

describe('callbacks', () => {
  test('are sent again with growing pauses until they are taken', async () => {
    rig.refuse.status = 503;
    const { url } = await created();
    await rig.submit(url, { card: 'visa-4242' });
    await vi.waitFor(() => expect(rig.callbacks).toHaveLength(1));
    await vi.waitFor(async () => {
      await rig.clock.advance(2000);
      expect(rig.callbacks.length).toBeGreaterThanOrEqual(2);
    });
    rig.refuse.status = 200;
    await vi.waitFor(async () => {
      await rig.clock.advance(10_000);
      expect(rig.callbacks.at(-1)).toEqual({ status: 200 });
    });
    const taken = rig.callbacks.length;
    await rig.clock.advance(60 * MINUTE);
    expect(rig.callbacks).toHaveLength(taken);
  });

  test('stop where the receiver wants no more', async () => {
    rig.refuse.status = 410;
    const { url } = await created();
    await rig.submit(url, { card: 'visa-4242' });
    await vi.waitFor(() => expect(rig.callbacks).toHaveLength(1));
    await vi.waitFor(() => expect(rig.clock.alarms).toBeLessThanOrEqual(1));
    await rig.clock.advance(60 * MINUTE);
    expect(rig.callbacks).toHaveLength(1);
  });

  test('left over from an earlier process are sent after a restart, and links still lapse', async () => {
    rig.refuse.status = 503;
    const paid = resultOf<{ payment: { url: string } }>(
      await rig.call('request', { ...ORDER, id: undefined, minutes: 5 }),
    );
    await rig.call('request', { amount: 100, currency: 'EUR', description: 'x', minutes: 5 });
    await rig.submit(paid.payment.url, { card: 'visa-4242' });
    await vi.waitFor(() => expect(rig.callbacks).toHaveLength(1));
    rig.refuse.status = 0;
    await rig.restart();
    await vi.waitFor(async () => {
      await rig.clock.advance(5 * MINUTE);
      expect([...rig.told.values()].map(({ name }) => name).sort()).toEqual([
        'payment.expired',
        'payment.succeeded',
      ]);
    });
  });
});

test.each([
  [undefined, undefined, 'en'],
  ['fr', 'en', 'fr'],
  ['de', 'fr', 'fr'],
  [['fr'], 'en-GB', 'en'],
  [undefined, 'en;q=0.5, fr;q=0.8', 'fr'],
  [undefined, 'fr;q=0, en', 'en'],
  [undefined, '*;q=nonsense,,;', 'en'],
])('the language of ?lang=%s and "%s" is %s', (asked, header, language) => {
  expect(pageLanguage(asked, header)).toBe(language);
});
