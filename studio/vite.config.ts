/** How the studio is built and served while developing; knows no screen. */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const SERVER = 'http://127.0.0.1:3000';
const SERVED_THERE = ['/api', '/emulator', '/media', '/sandbox-pay', '/healthz', '/readyz', '/metrics'];

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: '../dist/studio',
    emptyOutDir: true,
    target: 'es2022',
    // light-dark() and relative colours are kept as written: older targets would have them rewritten.
    cssTarget: ['chrome123', 'firefox128', 'safari17.5'],
    // The content security policy allows no data: fonts and no inline script.
    assetsInlineLimit: 0,
    // What is loaded at first is measured by a test.
    manifest: true,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      ...Object.fromEntries(SERVED_THERE.map((path) => [path, { target: SERVER, bypass: ownModule }])),
      '/live': { target: SERVER, ws: true },
    },
  },
});

/** The studio's own modules lie below the same paths: /api/session.ts is one, /api/session is the server's. */
function ownModule({ url }: { url?: string }): string | undefined {
  return url !== undefined && /\.(?:tsx?|css)(?:\?|$)/.test(url) ? url : undefined;
}
