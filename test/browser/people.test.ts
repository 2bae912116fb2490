/** People in a real browser on the real server: the first start, inviting, second factors, sessions, the audit log. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { totp } from '../../server/people/totp.ts';
import { CHROMIUM, SKIPPED } from './browser.ts';
import { welcomeToken } from './people-rig.ts';
import { faultsOf, type Studio, startStudio, wider } from './studio-rig.ts';

if (!CHROMIUM) console.warn(SKIPPED);

const PASSWORD = 'seven quiet herons wade';

describe.skipIf(!CHROMIUM)('from the first start to a team', { timeout: 90_000 }, () => {
  let studio: Studio;
  let owner: Page;
  beforeAll(async () => {
    studio = await startStudio({}, { founded: false });
  });
  afterAll(() => studio?.stop());

  async function isSound(page: Page): Promise<void> {
    expect(await faultsOf(page)).toEqual([]);
    expect(await wider(page)).toBe(0);
  }

  async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
    await page.getByLabel('E-mail address').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  }

  /** What a dialog shows once: a link, a token. */
  async function shownOnce(page: Page, label: string): Promise<string> {
    const value = await page.getByRole('dialog').getByRole('textbox', { name: label }).inputValue();
    await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click();
    return value;
  }

  const here = (link: string) => `${studio.url}${new URL(link).pathname}${new URL(link).hash}`;

  test('before there is an owner every page says where to begin; the printed link makes one, once', async () => {
    owner = await studio.open('/flows', { bypassCSP: true, viewport: { width: 1024, height: 800 } });
    await owner.getByText('Open the link that the server printed').waitFor();
    const link = `${studio.url}/welcome#${welcomeToken(studio.folder)}`;
    await owner.goto(link);
    await owner.getByRole('heading', { name: 'Welcome to Carillon' }).waitFor();
    await isSound(owner);
    await owner.getByRole('button', { name: 'Create my account' }).click();
    await owner.getByText('Enter your name.').waitFor();
    await owner.getByLabel('Your name').fill('Olive Owner');
    await owner.getByLabel('E-mail address').fill('olive@example.com');
    await owner.getByLabel('Choose a password').fill('password12345');
    await owner.getByRole('button', { name: 'Create my account' }).click();
    await owner.getByText('This one would be guessed early').waitFor();
    await owner.getByLabel('Choose a password').fill(PASSWORD);
    await owner.getByRole('button', { name: 'Create my account' }).click();
    await owner.waitForURL(`${studio.url}/`);
    await owner.getByRole('button', { name: /Olive Owner/ }).waitFor();
    const late = await studio.open(new URL(link).pathname + new URL(link).hash);
    await late.getByText('The owner has been created already').waitFor();
    await late.goto(`${studio.url}/welcome`);
    await late.getByText('The address has no key in it').waitFor();
    await late.context().close();
  });

  test('somebody is invited, joins by the link, and sees what their role may', async () => {
    await owner.getByRole('button', { name: /Olive Owner/ }).click();
    await owner.getByRole('menuitem', { name: 'People' }).click();
    await owner.getByRole('heading', { name: 'People' }).waitFor();
    await owner.getByRole('button', { name: 'Invite somebody' }).click();
    const dialog = owner.getByRole('dialog');
    await dialog.getByLabel('E-mail address').fill('ben@example.com');
    await dialog.getByRole('checkbox', { name: /^operator/i }).uncheck();
    await dialog.getByRole('button', { name: 'Make the link' }).click();
    await dialog.getByText('Choose at least one role.').waitFor();
    await dialog.getByRole('checkbox', { name: /^analyst/i }).check();
    await isSound(owner);
    await dialog.getByRole('button', { name: 'Make the link' }).click();
    const link = await shownOnce(owner, 'Link');
    await owner.getByText('ben@example.com').waitFor();
    await isSound(owner);

    const ben = await studio.open('/', { bypassCSP: true });
    await ben.goto(here(link));
    await ben.getByText('Olive Owner has invited you as analyst.').waitFor();
    await ben.getByLabel('Your name').fill('Ben');
    await ben.getByLabel('Choose a password').fill(PASSWORD);
    await ben.getByRole('button', { name: 'Create my account' }).click();
    await ben.waitForURL(`${studio.url}/`);
    await ben.goto(`${studio.url}/people`);
    await ben.getByRole('heading', { name: 'This page is not open to you.' }).waitFor();
    await isSound(ben);
    await ben.goto(here(link));
    await ben.getByText('It was used already').waitFor();
    await ben.goto(`${studio.url}/flows`);
    await ben.getByRole('table').waitFor();

    // What changes holds in the page that is open.
    await owner.reload();
    await owner.getByRole('button', { name: 'Actions for Ben' }).click();
    await owner.getByRole('menuitem', { name: 'Deactivate' }).click();
    await owner.getByRole('dialog').getByRole('button', { name: 'Deactivate' }).click();
    await owner.getByText('Ben is signed out').first().waitFor();
    await ben.reload();
    await signIn(ben, 'ben@example.com');
    await ben.getByRole('alert').getByText('do not go together').waitFor();
    await owner.getByRole('button', { name: 'Actions for Ben' }).click();
    await owner.getByRole('menuitem', { name: 'Let in again' }).click();
    await owner.getByText('Ben may sign in again.').first().waitFor();
    await owner.getByRole('button', { name: 'Actions for Ben' }).click();
    await owner.getByRole('menuitem', { name: 'Link to a new password' }).click();
    await owner.getByRole('dialog').getByRole('button', { name: 'Make the link' }).click();
    const reset = await shownOnce(owner, 'Link');
    await ben.goto(here(reset));
    await ben.getByText('For ben@example.com.').waitFor();
    await ben.getByLabel('Choose a password').fill('eight quiet herons wade');
    await ben.getByRole('button', { name: 'Set the password' }).click();
    await ben.getByRole('heading', { name: 'My account' }).waitFor();
    await ben.context().close();
  });

  test('the second factor is set up, asked for, and turned off; a token is shown once', async () => {
    await owner.goto(`${studio.url}/account`);
    await owner.getByRole('button', { name: 'Set up' }).click();
    const dialog = owner.getByRole('dialog');
    await dialog.getByLabel('Current password').fill('not this one, no');
    await dialog.getByRole('button', { name: 'Go on' }).click();
    await dialog.getByText('This is not your password.').waitFor();
    await dialog.getByLabel('Current password').fill(PASSWORD);
    await dialog.getByRole('button', { name: 'Go on' }).click();
    await dialog.getByRole('img', { name: 'QR code for your app' }).waitFor();
    await isSound(owner);
    const secret = fromBase32(await dialog.getByRole('textbox', { name: 'Or type this key' }).inputValue());
    await dialog.getByLabel('Six digits').fill(totp(secret, Math.floor(Date.now() / 30_000)));
    await dialog.getByRole('button', { name: 'Go on' }).click();
    await dialog.getByRole('heading', { name: 'Your recovery codes' }).waitFor();
    const codes = await dialog.getByRole('listitem').allTextContents();
    expect(codes).toHaveLength(10);
    await isSound(owner);
    await dialog.getByRole('button', { name: 'I have kept them' }).click();
    await owner.getByText('On. Signing in asks for a code').waitFor();

    const elsewhere = await studio.open('/account', { bypassCSP: true });
    await signIn(elsewhere, 'olive@example.com');
    await elsewhere.getByRole('heading', { name: 'Enter your code' }).waitFor();
    await isSound(elsewhere);
    await elsewhere.getByLabel('Code', { exact: true }).fill('000000');
    await elsewhere.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
    await elsewhere.getByText('This code is wrong').waitFor();
    await elsewhere.getByLabel('Code', { exact: true }).fill(codes[0] ?? '');
    await elsewhere.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
    await elsewhere.getByRole('heading', { name: 'My account' }).waitFor();

    await owner.reload();
    await owner.getByRole('button', { name: /^Sign out of Chrome/ }).click();
    await owner.getByText('Signed out there.').first().waitFor();
    // The page that was signed out learns of it by itself.
    await elsewhere.getByRole('heading', { name: 'Sign in' }).waitFor();
    await elsewhere.context().close();

    await owner.getByRole('button', { name: 'New token' }).click();
    await dialog.getByLabel('What it is for').fill('Order system');
    await dialog.getByRole('checkbox', { name: /^operator/i }).check();
    await isSound(owner);
    await dialog.getByRole('button', { name: 'Make it' }).click();
    await dialog.getByRole('heading', { name: 'Copy this token now' }).waitFor();
    const token = await shownOnce(owner, 'Token');
    const asProgram = () =>
      fetch(`${studio.url}/api/conversations`, { headers: { authorization: `Bearer ${token}` } });
    expect((await asProgram()).status).toBe(200);
    await owner.getByRole('button', { name: 'Revoke Order system' }).click();
    await owner.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await owner.getByText('You have none.').waitFor();
    expect((await asProgram()).status).toBe(401);
    await isSound(owner);
  });

  test('all of it stands in the log, in both languages, and the log is whole', async () => {
    await owner.goto(`${studio.url}/audit`);
    await owner.getByRole('cell', { name: 'Revoked an API token' }).waitFor();
    await isSound(owner);
    await owner.getByRole('button', { name: 'Verify' }).click();
    await owner
      .getByText(/All \d+ entries are as they were written\./)
      .first()
      .waitFor();
    await owner.getByLabel('Person').selectOption({ label: 'Ben' });
    await owner.getByRole('cell', { name: 'Failed to sign in' }).waitFor();
    await owner.getByLabel('What was done').selectOption({ label: 'Revoked an API token' });
    await owner.getByRole('heading', { name: 'Nothing of the kind was done.' }).waitFor();
    await owner.getByRole('button', { name: 'Take all filters off' }).click();
    const download = owner.waitForEvent('download');
    await owner.getByRole('button', { name: 'Export' }).click();
    expect((await download).suggestedFilename()).toBe('audit.csv');
    await owner.getByRole('radio', { name: 'Français' }).check({ force: true });
    await owner.getByRole('cell', { name: 'A révoqué un jeton d’API' }).waitFor();
    await owner.getByRole('radio', { name: 'Sombre' }).check({ force: true });
    await isSound(owner);
    for (const path of ['/people', '/account']) {
      await owner.goto(studio.url + path);
      await owner.getByRole('heading', { level: 1 }).waitFor();
      await isSound(owner);
    }
    expect(studio.offences).toEqual([]);
  });
});

function fromBase32(text: string): Buffer {
  const bits = [...text]
    .map((one) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(one).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from(bits.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? []);
}
