/** Describes the routes as OpenAPI 3.1, from the schemas that check them. */
import { z } from 'zod';
import { problemErrorsSchema } from '../contract.ts';
import { ERROR_TABLE } from '../errors.ts';
import type { Route } from './route.ts';

const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.enum(Object.keys(ERROR_TABLE) as [string, ...string[]]),
  detail: z.string().optional(),
  detailFr: z.string().optional().describe('The detail in French, where it is known.'),
  requestId: z.string().optional(),
  errors: problemErrorsSchema.optional(),
});

/** The description of an API served below /api. */
export function describeRoutes(routes: Route[], version: string): object {
  const shared: Shared = { schemas: {}, names: new Map() };
  const toSchema: ToSchema = (schema, io) => describeSchema(schema, io, shared);
  const problem = toSchema(problemSchema, 'output');
  const paths: Record<string, Record<string, unknown>> = {};
  for (const one of routes) {
    const path = `/api${one.path.replace(/:(\w+)/g, '{$1}')}`;
    const status = one.status ?? 200;
    paths[path] = {
      ...paths[path],
      [one.method]: {
        summary: one.summary,
        operationId: `${one.method}${one.path.replace(/[:/]+(\w)/g, (_all, letter: string) => letter.toUpperCase())}`,
        ...(one.access === 'open' ? { security: [] } : {}),
        'x-access': one.access,
        ...(one.audit || one.shows ? { 'x-audit': auditOf(one) } : {}),
        parameters: [
          ...parameters(one.params, 'path', toSchema),
          ...parameters(one.query, 'query', toSchema),
        ],
        ...(one.raw
          ? {
              requestBody: {
                required: true,
                content: Object.fromEntries(one.raw.types.map((type) => [type, {}])),
              },
            }
          : {}),
        ...(one.body
          ? {
              requestBody: {
                required: true,
                content: { 'application/json': { schema: toSchema(one.body, 'input') } },
              },
            }
          : {}),
        responses: {
          [status]: {
            description: one.response ? 'Done' : 'Done; no body',
            ...(one.response
              ? { content: { 'application/json': { schema: toSchema(one.response, 'output') } } }
              : {}),
          },
          default: {
            description: 'A coded error',
            content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
          },
        },
      },
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Carillon',
      version,
      description: 'Conversations over RCS Business Messaging: flows, conversations, and what needs a look.',
    },
    paths,
    components: {
      schemas: { Problem: problem, ...shared.schemas },
      securitySchemes: { owner: { type: 'http', scheme: 'bearer' } },
    },
    security: [{ owner: [] }],
  };
}

/** What the audit log is told when it is asked. */
function auditOf({ audit }: Route): string {
  if (!audit) return 'conversation.viewed';
  return typeof audit.action === 'string' ? audit.action : 'by what is asked';
}

type ToSchema = (schema: z.ZodType, io: 'input' | 'output') => object;

/** Schemas several places refer to. */
interface Shared {
  schemas: Record<string, object>;
  /** Their names, by what they say. */
  names: Map<string, string>;
}

/**
 * A schema as JSON Schema. What refers to itself goes to `shared`: a reference such as "#/$defs/x" is read from the
 * root of the whole description, where a schema's own definitions are not.
 */
function describeSchema(schema: z.ZodType, io: 'input' | 'output', { schemas, names }: Shared): object {
  const {
    $schema: _dialect,
    $defs = {},
    ...described
  } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });

  function nameOf(definition: string): string {
    const text = JSON.stringify($defs[definition] ?? {});
    const known = names.get(text);
    if (known) return known;
    const name = `Shared${names.size + 1}`;
    // Named before it is read, because it refers to itself.
    names.set(text, name);
    schemas[name] = moved($defs[definition] ?? {});
    return name;
  }

  function moved(part: object): object {
    const text = JSON.stringify(part);
    return JSON.parse(
      text.replaceAll(
        /"#\/\$defs\/([^"]+)"/g,
        (_all, name: string) => `"#/components/schemas/${nameOf(name)}"`,
      ),
    ) as object;
  }

  return moved(described);
}

function parameters(schema: z.ZodType | undefined, place: 'path' | 'query', toSchema: ToSchema): object[] {
  if (!schema) return [];
  const described = toSchema(schema, 'input') as { properties?: Record<string, object>; required?: string[] };
  return Object.entries(described.properties ?? {}).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || (described.required ?? []).includes(name),
    schema: property,
  }));
}
