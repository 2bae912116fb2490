/** How the tests run: Node, files beside the mirror of what they test. */
import { defineConfig } from 'vitest/config';

/** Tests of pure functions: nothing of one file can be seen by the next, so that they share what they import. */
const PURE = 'test/flows/**/*.test.ts';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    environment: 'node',
    globalSetup: ['test/global-setup.ts'],
    // One file waits for a browser or a server while the other computes.
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // A condition is waited for, however busy the machine: the usual second is too short for two browsers on two cores.
    expect: { poll: { timeout: 10_000 } },
    reporters: ['default'],
    projects: [
      { extends: true, test: { name: 'flows', include: [PURE], isolate: false } },
      { extends: true, test: { name: 'rest', include: ['test/**/*.test.ts'], exclude: [PURE] } },
    ],
  },
});
