import { afterAll, beforeAll, test } from 'vitest';
import { openWorld, type World } from '../../journeys/world.ts';
let world: World;
beforeAll(async () => { world = await openWorld(); });
afterAll(() => world.close());
test('probe', async () => {
  const api = world.api;
  const doc = (await api('GET', '/openapi.json')).body as any;
  console.log(Object.entries(doc.paths).flatMap(([p, m]: any) => Object.keys(m).map((k) => `${k} ${p} ${m[k].operationId}`)).join('\n'));
  const refs = new Set<string>(); JSON.stringify(doc, (k, v) => { if (k === '$ref') refs.add(v); return v; });
  console.log([...refs]);
  console.log(JSON.stringify(doc.paths['/api/conversations'].post.requestBody));
  const show = async (m: string, p: string, b?: unknown, h?: any) => { const r = await api(m, p, b, h).catch((e) => ({ status: String(e), body: {} })); console.log(m, p, r.status, JSON.stringify(r.body).slice(0, 300)); };
  for (const id of ['nothing', '..%2f..%2fetc', '%E0%A4%A', '__proto__', 'constructor', 'a'.repeat(65)]) await show('GET', `/flows/${id}`);
  await show('GET', '/flows?limit=1e9'); await show('GET', '/flows?limit[]=1'); await show('GET', '/flows?__proto__=1'); await show('GET', '/flows?limit=0&limit=3'); await show('GET', '/flows?cursor=abc'); await show('GET', '/flows/welcome?token=1'); await show('GET', '/flows/welcome?zzz=1');
  await show('POST', '/flows', { document: { id: '__proto__' } });
  await show('POST', '/flows', { document: { id: 'x1' }, zzz: 1 });
  await show('POST', '/conversations/abc/messages', { text: 'x', zzz: 1 });
  await show('DELETE', '/secrets/nothing'); await show('PUT', '/brands/x', { name: 'X', agentId: 'x', locale: 'en', timezone: 'Mars/Base' });
  await show('GET', '/flows/welcome/versions/0'); await show('GET', '/flows/welcome/versions/abc');await show('GET', '/flows/welcome/versions/2');
  await show('GET', '/calendars/default'); await show('GET', '/calendars/zz'); await show('PUT', '/calendars/zz', {rev: 0, calendar: {}});
  await show('GET', '/nothing'); await show('GET', '/quarantine'); await show('PATCH', '/flows/welcome', {});
  await show('POST', '/conversations', { to: '+33639980001', flow: 'nope' });
  await show('POST', '/conversations', { to: '+99999999999', flow: 'welcome' });
  await show('POST', '/conversations', { to: '+33639980001', flow: 'welcome', brand: 'nope' });
  await show('POST', '/conversations', { to: '+33639980001', flow: 'welcome', variables: JSON.parse('{"__proto__": {"x": 1}}') });
  for (const p of ['/API/flows', '//api/flows', '/%61pi/flows', '/api/flows/', '/api/Flows', '/api//flows', '/webhooks/rbm', '/metrics/x', '/api/flows/../flows', '/media/library/../../package.json', '/media/library/%2e%2e/%2e%2e/package.json', '/.git/config'])
    { const r = await fetch(world.url + p); console.log(p, r.status, (await r.text()).slice(0, 80)); }
  for (const [m, p] of [['OPTIONS','/api/flows'],['HEAD','/api/flows'],['TRACE','/api/flows'],['PUT','/webhooks/rbm']] as const)
    { const r = await fetch(world.url + p, {method: m}).catch((e) => ({status: String(e), text: async () => '', headers: new Headers()})); console.log(m, p, r.status, (await r.text()).slice(0, 80), r.headers.get('allow')); }
});
