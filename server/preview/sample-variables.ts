/** Values a flow's variables may have, for a run that begins in its middle. Knows types, no flow's meaning. */
import type { Flow, Variable } from '../../flows/flow.ts';

/** Of every variable that is one plain value; lists and objects come from services, and nobody can make them up. */
export function sampleVariables(flow: Flow, locale: string, now: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(flow.variables).flatMap(([name, variable]) => {
      const value = variable.default ?? sampleOf(variable.type, locale, now);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

const DAY_MS = 86_400_000;

function sampleOf(type: Variable['type'], locale: string, now: number): unknown {
  switch (type) {
    case 'text':
      return locale.startsWith('fr') ? 'Exemple' : 'Sample';
    case 'number':
      return 42;
    case 'boolean':
      return true;
    case 'date':
      return new Date(now + DAY_MS).toISOString().slice(0, 10);
    case 'time':
      return '14:30';
    case 'datetime':
      return new Date(now + DAY_MS).toISOString().replace(/\.\d{3}Z$/, 'Z');
    case 'location':
      return { latitude: 45.764, longitude: 4.8357 };
    case 'file':
      return { url: 'https://example.com/photo.jpg', mime: 'image/jpeg' };
    case 'list':
    case 'object':
      return undefined;
  }
}
