/** The brand's page in a real browser on the real server: who customers see, SMS, the way to the launch, testers. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM, SKIPPED } from './browser.ts';
import { faultsOf, type Studio, startStudio, wider } from './studio-rig.ts';

if (!CHROMIUM) console.warn(SKIPPED);

interface BrandRecord {
  id: string;
  name: string;
  color?: string;
  logo?: string;
  phone?: string;
  website?: string;
  linkDomains?: string[];
}

describe.skipIf(!CHROMIUM)('the brand', () => {
  let studio: Studio;
  beforeAll(async () => {
    studio = await startStudio();
  });
  afterAll(() => studio?.stop());
  afterEach(async () => {
    await studio.closePages();
    expect(studio.offences.splice(0)).toEqual([]);
  });

  const stored = async () =>
    (await studio.api<{ items: BrandRecord[] }>('GET', '/brands')).items.find(({ id }) => id === 'default');
  const phone = (page: Page) => page.getByRole('complementary', { name: 'On the phone' });

  test('the phone beside shows each change at once, and nothing is saved before it is asked for', async () => {
    const page = await studio.open('/brand');
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Salon Élodie');
    await phone(page).getByText('Salon Élodie', { exact: true }).waitFor();
    await page.getByLabel('Colour', { exact: true }).fill('#7b1fa2');
    const bubble = await phone(page)
      .locator('[data-platform]')
      .evaluate((one) => getComputedStyle(one).getPropertyValue('--brand'));
    expect(bubble.trim()).toBe('#7b1fa2');
    expect((await stored())?.name).toBe('Maison Carillon');
    await page.getByRole('button', { name: 'Discard' }).click();
    expect(await page.getByRole('textbox', { name: 'Name', exact: true }).inputValue()).toBe(
      'Maison Carillon',
    );
    expect(await page.getByText('Not saved yet').count()).toBe(0);
  });

  test('what is typed is saved by Ctrl-S, as the API wants it', async () => {
    const page = await studio.open('/brand');
    await page.getByLabel('Phone', { exact: true }).fill('+33 1 23 45 67 89');
    await page.getByLabel('Website').fill('https://salon.example');
    await page.getByLabel('Colour', { exact: true }).fill('1F5661');
    await page
      .getByLabel('Further hosts in promotion')
      .fill('https://Shop.Example.com/path\npay.example.com');
    await page.keyboard.press('Control+s');
    await page.getByText('The brand is saved.').first().waitFor();
    expect(await stored()).toMatchObject({
      phone: '+33123456789',
      website: 'https://salon.example',
      color: '#1f5661',
      linkDomains: ['shop.example.com', 'pay.example.com'],
    });
  });

  test('a field says how to mend it once it is left, and nothing is saved with a fault', async () => {
    const page = await studio.open('/brand');
    const name = page.getByRole('textbox', { name: 'Name', exact: true });
    await name.fill('');
    expect(await page.getByRole('alert').count()).toBe(0);
    await name.blur();
    await page.getByRole('alert').getByText('Customers have to know who writes.').waitFor();
    await page.getByLabel('Website').fill('http://salon.example');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Mend the marked fields first.').waitFor();
    await expect.poll(() => name.evaluate((one) => one === document.activeElement)).toBe(true);
    expect((await stored())?.name).toBe('Maison Carillon');
  });

  test('a colour on which white cannot be read is warned of, and the nearest readable one offered', async () => {
    const page = await studio.open('/brand');
    const color = page.getByLabel('Colour', { exact: true });
    await color.fill('#ffd54a');
    await page.getByText('White text on it is hard to read: 1.4').waitFor();
    await page.getByRole('button', { name: /^Use #/ }).click();
    await page.getByText('White text on it is easy to read').waitFor();
    expect(await color.inputValue()).toMatch(/^#[0-9a-f]{6}$/);
    await color.fill('red');
    await color.blur();
    await page.getByRole('alert').getByText('A colour such as #1f5661.').waitFor();
  });

  test('a logo that is no picture, or too small a one, is refused before anything is sent', async () => {
    const page = await studio.open('/brand');
    const chooser = page.locator('input[type=file]');
    await chooser.setInputFiles({ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('hello') });
    await page.getByText('This is no PNG, JPEG or WebP picture.').waitFor();
    await chooser.setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from('hello') });
    await page.getByText('This picture cannot be read.').waitFor();
    const small = await page.evaluate(async () => {
      const canvas = document.createElement('canvas');
      canvas.width = canvas.height = 100;
      canvas.getContext('2d')?.fillRect(0, 0, 100, 100);
      return canvas.toDataURL('image/png').split(',')[1] ?? '';
    });
    await chooser.setInputFiles({
      name: 'a.png',
      mimeType: 'image/png',
      buffer: Buffer.from(small, 'base64'),
    });
    await page.getByText('smaller than 224 × 224 px').waitFor();
  });

  test('a logo is made square and small enough, uploaded, shown at once and saved', async () => {
    const page = await studio.open('/brand');
    const sent: { type: string | undefined; side: [number, number] }[] = [];
    await page.route('**/api/media', (route) => {
      const body = route.request().postDataBuffer() ?? Buffer.alloc(24);
      // Width and height stand in the first chunk of a PNG.
      const side: [number, number] = [body.readUInt32BE(16), body.readUInt32BE(20)];
      sent.push({ type: route.request().headers()['content-type'], side });
      return route.fulfill({ status: 201, json: { url: '/media/library/logo-thumb.jpg' } });
    });
    const wide = await page.evaluate(async () => {
      const canvas = document.createElement('canvas');
      canvas.width = 1600;
      canvas.height = 900;
      canvas.getContext('2d')?.fillRect(0, 0, 1600, 900);
      return canvas.toDataURL('image/png').split(',')[1] ?? '';
    });
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from(wide, 'base64') });
    await expect
      .poll(() => page.getByLabel('Or its address').inputValue())
      .toBe('/media/library/logo-thumb.jpg');
    expect(sent).toEqual([{ type: 'image/png', side: [512, 512] }]);
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('The brand is saved.').first().waitFor();
    expect((await stored())?.logo).toBe('/media/library/logo-thumb.jpg');
  });

  test('SMS is connected, keeps its secret to itself, and is ended after a question', async () => {
    const page = await studio.open('/brand?part=sms');
    await page.getByLabel('Provider').selectOption('smsmode');
    await page.getByLabel('Sender').fill('Carillon');
    await page.getByText('A name cannot be answered').waitFor();
    await page.getByLabel('API key').fill('secret-of-smsmode');
    await page.getByRole('button', { name: 'Save the connection' }).click();
    await page.getByText('The SMS connection is saved.').first().waitFor();
    expect(await page.getByLabel('API key').inputValue()).toBe('');
    await page.getByText('Stored. Leave empty to keep it.').waitFor();
    expect(await page.getByLabel('Tell the provider this address').inputValue()).toContain(
      '/webhooks/sms/smsmode',
    );
    await page.getByRole('button', { name: 'End the connection' }).click();
    const question = page.getByRole('dialog', { name: 'End the SMS connection?' });
    await question.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'End the connection' }).click();
    await question.getByRole('button', { name: 'End the connection' }).click();
    await page.getByRole('heading', { name: 'This brand sends no SMS' }).waitFor();
  });

  test('the way to the launch says what is missing and leads to where it is mended', async () => {
    const page = await studio.open('/brand?part=launch');
    const agent = page.getByRole('listitem').filter({ hasText: 'The RBM agent is named' });
    await agent.getByText('To do').waitFor();
    await agent.getByRole('button').click();
    await page.getByRole('tab', { name: 'RCS', selected: true }).waitFor();
    await page.getByText('No real phone is reached.').waitFor();
    expect(await page.getByLabel('Webhook').inputValue()).toMatch(/\/webhooks\/rbm$/);
  });

  test('a phone is invited, asked about, and taken off the list', async () => {
    const page = await studio.open('/brand?part=launch');
    const field = page.getByLabel('Phone number');
    await field.fill('0612');
    await field.press('Enter');
    await page.getByRole('alert').getByText('A phone number with its country').waitFor();
    await field.fill('+33 6 39 98 00 42');
    await field.press('Enter');
    const row = page.getByRole('main').getByRole('listitem').filter({ hasText: '+33639980042' });
    await row.getByText('Invited').waitFor();
    expect(await field.inputValue()).toBe('');
    const accepted = await fetch(`${studio.url}/emulator/handsets/%2B33639980042/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ invite: 'accept' }),
    });
    expect(accepted.ok).toBe(true);
    await row.getByRole('button', { name: 'Ask Google how it stands with +33639980042' }).click();
    await row.getByText('Accepted').waitFor();
    await row.getByRole('button', { name: 'Take +33639980042 off this list' }).click();
    await page.getByText('Nobody is invited yet.').waitFor();
  });

  test('nothing is wrong for those who hear it or see little, in any part', async () => {
    for (const [width, colorScheme, locale] of [
      [1440, 'light', 'en-GB'],
      [1024, 'dark', 'fr-FR'],
      [360, 'dark', 'fr-FR'],
    ] as const) {
      const viewport = { width, height: 900 };
      const page = await studio.open('/brand', { viewport, colorScheme, locale, bypassCSP: true });
      await page.getByRole('tabpanel').waitFor();
      for (const part of await page.getByRole('tab').all()) {
        await part.click();
        await expect.poll(() => page.locator('[aria-busy=true]').count()).toBe(0);
        expect(await faultsOf(page)).toEqual([]);
        expect(await wider(page)).toBe(0);
      }
      await page.close();
    }
  }, 60_000);
});
