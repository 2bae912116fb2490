/** How the tests run: Node, files beside the mirror of what they test. */
import { defineConfig } from 'vitest/config';

/** Tests that share what they import: nothing that one file does is seen by the next. */
const SHARING = ['test/flows/**/*.test.ts', 'test/server/**/*.test.ts'];

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
      { extends: true, test: { name: 'sharing', include: SHARING, isolate: false } },
      { extends: true, test: { name: 'alone', include: ['test/**/*.test.ts'], exclude: SHARING } },
    ],
  },
});
