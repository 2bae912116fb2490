/** The description of the API is a valid one, and describes what is served. */
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { describeRoutes } from '../../../server/http/openapi.ts';
import { type Route, route } from '../../../server/http/route.ts';

type Json = Record<string, unknown>;

const tree: z.ZodType = z.lazy(() => z.strictObject({ name: z.string(), children: z.array(tree) }));
const routes: Route[] = [
  route({
    method: 'get',
    path: '/things/:id/parts/:part',
    access: 'flows.read',
    summary: 'A part',
    params: z.strictObject({ id: z.string(), part: z.string() }),
    query: z.strictObject({ limit: z.coerce.number().default(5), after: z.string() }),
    response: z.object({ items: z.array(z.string()) }),
    handle: async () => ({ items: [] }),
  }),
  route({
    method: 'post',
    path: '/things',
    access: 'open',
    summary: 'Makes one',
    body: z.strictObject({ tree, data: z.record(z.string(), z.json()) }),
    status: 204,
    handle: async () => undefined,
  }),
  route({
    method: 'put',
    path: '/things',
    access: 'flows.write',
    summary: 'Replaces one',
    body: z.strictObject({ tree, data: z.json() }),
    response: z.object({ tree }),
    status: 201,
    handle: async () => ({}),
  }),
];
const description = JSON.parse(JSON.stringify(describeRoutes(routes, '1.2.3'))) as Json;

function visit(part: unknown, see: (object: Json) => void): void {
  if (Array.isArray(part)) for (const one of part) visit(one, see);
  else if (part && typeof part === 'object') {
    see(part as Json);
    for (const one of Object.values(part)) visit(one, see);
  }
}

/** What a reference such as "#/components/schemas/Problem" points at. */
function resolve(reference: string): unknown {
  expect(reference.startsWith('#/')).toBe(true);
  return reference
    .slice(2)
    .split('/')
    .reduce<unknown>((part, key) => (part as Json | undefined)?.[key], description);
}

describe('the description', () => {
  test('is of OpenAPI 3.1, with a title, a version and how to sign in', () => {
    expect(description).toMatchObject({
      openapi: '3.1.0',
      info: { title: expect.any(String), version: '1.2.3' },
      components: { securitySchemes: { owner: { type: 'http', scheme: 'bearer' } } },
      security: [{ owner: [] }],
    });
  });

  test('every reference leads somewhere, also of schemas that hold themselves', () => {
    const references = new Set<string>();
    visit(description, (object) => {
      if (typeof object.$ref === 'string') references.add(object.$ref);
    });
    expect(references.size).toBeGreaterThan(2);
    for (const reference of references) expect(resolve(reference), reference).toMatchObject({});
    for (const reference of references) expect(resolve(reference), reference).not.toEqual({});
    expect(JSON.stringify(description)).not.toContain('$defs');
  });

  test('a schema used in two places is described once', () => {
    const { schemas } = description.components as { schemas: Json };
    const texts = Object.values(schemas).map((schema) => JSON.stringify(schema));
    expect(new Set(texts).size).toBe(texts.length);
  });

  test('every operation has a summary, an id of its own made of letters, and answers for good and bad', () => {
    const ids: string[] = [];
    for (const methods of Object.values(description.paths as Record<string, Record<string, Json>>)) {
      for (const operation of Object.values(methods)) {
        expect(operation.summary).toEqual(expect.any(String));
        expect(operation.operationId).toMatch(/^[A-Za-z]+$/);
        ids.push(String(operation.operationId));
        const responses = operation.responses as Json;
        expect(Object.keys(responses).filter((status) => /^2\d\d$/.test(status))).toHaveLength(1);
        expect(responses.default).toBeDefined();
      }
    }
    expect(new Set(ids).size).toBe(3);
  });

  test('every name in a path is described, and no other', () => {
    for (const [path, methods] of Object.entries(description.paths as Record<string, Record<string, Json>>)) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      for (const { parameters } of Object.values(methods)) {
        const described = (parameters as Json[]).filter((one) => one.in === 'path');
        expect(described.map(({ name }) => name)).toEqual(named);
        expect(described.every(({ required }) => required === true)).toBe(true);
      }
    }
  });

  test('says which query is needed, which body, and what anybody may ask', () => {
    const paths = description.paths as Record<string, Record<string, Json>>;
    const query = ((paths['/api/things/{id}/parts/{part}']?.get?.parameters ?? []) as Json[]).filter(
      (one) => one.in === 'query',
    );
    expect(query.map(({ name, required }) => [name, required])).toEqual([
      ['limit', false],
      ['after', true],
    ]);
    expect(paths['/api/things']?.post).toMatchObject({ security: [], requestBody: { required: true } });
    expect(paths['/api/things']?.put?.security).toBeUndefined();
  });
});
