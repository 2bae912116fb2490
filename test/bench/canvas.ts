/**
 * The canvas with many steps, in the machine's own Chromium: how soon a flow is there, how many frames are lost while
 * it is panned, zoomed and a step of it is dragged, and how long the page itself works on a frame, which is the figure
 * to compare where the machine draws without a graphics card or has other work.
 *
 * `npm run build && tsc -p test/bench/tsconfig.json && node dist/test/bench/canvas.js [steps]`
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CDPSession, Page } from 'playwright-core';
import { readConfig } from '../../server/config.ts';
import { startServer } from '../../server/main.ts';
import { launchBrowser } from '../browser/browser.ts';
import { foundOwner } from '../browser/people-rig.ts';

const TOKEN = 'a-token-for-the-canvas-bench';
const STEPS = Number(process.argv[2] ?? 500);
const ROUNDS = 5;
/** At 60 frames a second; one that takes half as long again has missed its turn. */
const FRAME_MS = 1000 / 60;

const text = (en: string) => ({ message: { kind: 'text', text: { en, fr: en } } });

/** A flow as large ones are: chains of messages, questions and decisions, with ways ahead and back. */
function largeFlow(id: string, steps: number) {
  const at = (n: number) => `s${Math.min(steps - 1, Math.max(0, n))}`;
  const nodes: Record<string, unknown> = {};
  const positions: Record<string, { x: number; y: number }> = {};
  for (let n = 0; n < steps; n += 1) {
    positions[at(n)] = { x: Math.floor(n / 14) * 384, y: (n % 14) * 300 };
    const title = `Step ${n}`;
    if (n === steps - 1) nodes[at(n)] = { kind: 'end', title };
    else if (n % 4 === 0) {
      nodes[at(n)] = {
        kind: 'choose',
        title,
        ask: text(`Question ${n}: which of these would you like, and when shall we come by?`),
        choices: [1, 3, 14, -9].map((by, c) => ({ id: `c${c}`, label: `Choice ${c}`, to: at(n + by) })),
        timeout: { after: '2h', to: at(n + 5) },
      };
    } else if (n % 4 === 1) {
      const cases = [{ name: 'Known', when: { value: 'channel', is: 'exists' }, to: at(n + 2) }];
      nodes[at(n)] = { kind: 'branch', title, cases, otherwise: at(n + 15) };
    } else
      nodes[at(n)] = {
        kind: 'say',
        title,
        say: [text(`Here is what we know about ${n} so far.`)],
        to: at(n + 1),
      };
  }
  return {
    format: 1,
    id,
    name: `Bench of ${steps}`,
    start: 's0',
    locales: ['en', 'fr'],
    nodes,
    canvas: { positions },
  };
}

interface Course {
  /** Milliseconds between frames. */
  frames: number[];
  /** Milliseconds the page's main thread was at work, and of these in scripts, styles and layout. */
  work: Record<(typeof WORK)[number], number>;
}

const WORK = ['TaskDuration', 'ScriptDuration', 'RecalcStyleDuration', 'LayoutDuration'] as const;

async function courseOf(page: Page, devtools: CDPSession, act: () => Promise<void>): Promise<Course> {
  await page.evaluate(() => {
    const frames: number[] = [];
    let last = performance.now();
    const next = (now: number) => {
      frames.push(now - last);
      last = now;
      Object.assign(window, { benchFrame: requestAnimationFrame(next) });
    };
    Object.assign(window, { benchFrames: frames, benchFrame: requestAnimationFrame(next) });
  });
  const before = await workOf(devtools);
  await act();
  const after = await workOf(devtools);
  const frames = await page.evaluate(() => {
    const { benchFrame, benchFrames } = window as unknown as { benchFrame: number; benchFrames: number[] };
    cancelAnimationFrame(benchFrame);
    return benchFrames.slice(1);
  });
  const work = Object.fromEntries(WORK.map((name) => [name, after[name] - before[name]]));
  return { frames, work: work as Course['work'] };
}

/** Milliseconds since the page was opened. */
async function workOf(devtools: CDPSession): Promise<Course['work']> {
  const { metrics } = await devtools.send('Performance.getMetrics');
  const seconds = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? 0;
  return Object.fromEntries(WORK.map((name) => [name, seconds(name) * 1000])) as Course['work'];
}

function report(what: string, { frames, work }: Course): void {
  const sorted = frames.toSorted((a, b) => a - b);
  const share = (part: number) => (sorted[Math.floor((sorted.length - 1) * part)] ?? 0).toFixed(1);
  const lost = frames.reduce((sum, ms) => sum + Math.max(0, Math.round(ms / FRAME_MS) - 1), 0);
  const total = frames.reduce((sum, ms) => sum + ms, 0);
  const each = (name: (typeof WORK)[number]) => (work[name] / frames.length).toFixed(1);
  console.log(
    `${what.padEnd(28)} ${String(frames.length).padStart(4)} frames in ${(total / 1000).toFixed(1)} s · median ${share(0.5)} ms · 95 % ${share(0.95)} ms · worst ${share(1)} ms · lost ${lost} · ${each('TaskDuration')} ms of work a frame (scripts ${each('ScriptDuration')}, styles ${each('RecalcStyleDuration')}, layout ${each('LayoutDuration')})`,
  );
}

const folder = mkdtempSync(join(tmpdir(), 'carillon-bench-'));
const config = readConfig({ PORT: '0', DATA_DIR: folder, ADMIN_TOKEN: TOKEN, LOG_LEVEL: 'silent' });
const server = await startServer(config, { thread: false });
const browser = await launchBrowser();
try {
  for (let n = 0; n < ROUNDS; n += 1) {
    const response = await fetch(`${server.url}/api/flows`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify({ document: largeFlow(`bench-${n}`, STEPS) }),
    });
    if (!response.ok) throw new Error(await response.text());
  }
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const [name = '', value = ''] = (await foundOwner(server.url, folder)).cookie.split('=');
  await context.addCookies([{ name, value, url: server.url, httpOnly: true, sameSite: 'Lax' }]);
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Performance.enable');
  const steps = page.locator('.react-flow__node-step');

  // From the list, as people come: the first time with the editor's own script, then with it there already.
  const opened: number[] = [];
  for (let n = 0; n < ROUNDS; n += 1) {
    if (n === 0) await page.goto(`${server.url}/flows`);
    else await page.getByRole('link', { name: 'All flows' }).click();
    const link = page.getByRole('link', { name: `Bench of ${STEPS}` }).nth(n);
    await link.waitFor();
    await page.evaluate(() => {
      const begun = performance.now();
      const look = () => {
        if (document.querySelector('.react-flow__node-step')) {
          requestAnimationFrame(() => Object.assign(window, { benchOpened: performance.now() - begun }));
        } else requestAnimationFrame(look);
      };
      addEventListener('click', () => requestAnimationFrame(look), { once: true, capture: true });
      Object.assign(window, { benchOpened: undefined });
    });
    const before = Date.now();
    await link.click();
    await page.waitForFunction(
      () => (window as unknown as { benchOpened?: number }).benchOpened !== undefined,
    );
    opened.push(Date.now() - before);
  }
  const [first, ...later] = opened;
  console.log(`${STEPS} steps: first opening ${first} ms, later ones ${later.join(', ')} ms`);

  const middle = { x: 640, y: 480 };
  const pan = async () => {
    await page.mouse.move(middle.x, middle.y);
    await page.mouse.down({ button: 'middle' });
    for (let n = 0; n < 90; n += 1) await page.mouse.move(middle.x - n * 5, middle.y - n * 2);
    await page.mouse.up({ button: 'middle' });
  };
  await page.keyboard.press('0');
  await page.waitForTimeout(500);
  report(`panning at 100 % (${await steps.count()} drawn)`, await courseOf(page, devtools, pan));
  await page.keyboard.press('1');
  await page.waitForTimeout(800);
  report(`panning all (${await steps.count()} drawn)`, await courseOf(page, devtools, pan));
  await page.mouse.move(middle.x, middle.y);
  report(
    'zooming in and out',
    await courseOf(page, devtools, async () => {
      for (let n = 0; n < 60; n += 1) {
        await page.mouse.wheel(0, n < 30 ? -60 : 60);
        await page.waitForTimeout(12);
      }
    }),
  );
  await page.keyboard.press('Home');
  await page.waitForTimeout(600);
  const grip = await steps.first().locator('header').boundingBox();
  if (grip) {
    report(
      'dragging a step',
      await courseOf(page, devtools, async () => {
        await page.mouse.move(grip.x + 100, grip.y + 16);
        await page.mouse.down();
        for (let n = 0; n < 90; n += 1) await page.mouse.move(grip.x + 100 + n * 3, grip.y + 16 + n);
        await page.mouse.up();
      }),
    );
  }
} finally {
  await browser.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
