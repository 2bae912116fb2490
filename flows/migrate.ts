/** Brings stored flow documents of older formats to the present one, a step at a time; the rest of the code knows one format. */
import { FLOW_FORMAT } from './flow.ts';

export type Document = Record<string, unknown>;
export type Migrated = { ok: true; document: Document } | { ok: false; reason: MigrationFault };

/** Why a document cannot be read, in both languages of the studio. */
export interface MigrationFault {
  code: 'no-document' | 'no-format' | 'newer-format';
  en: string;
  fr: string;
}

/**
 * By format n: what makes a document of format n one of n + 1. Each is a pure function, adds no default the schema
 * adds already, and is never edited once it has been released. Format 1 is the first, so there is none yet.
 */
const steps: Readonly<Record<number, (document: Document) => Document>> = {};

/** The document in the present format, not yet checked against the schema. Never throws; the argument is not changed. */
export function migrate(document: unknown, table = steps, present: number = FLOW_FORMAT): Migrated {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    return refuse('no-document', 'This is not a flow document.', 'Ceci n’est pas un document de parcours.');
  }
  let current: Document = { ...document };
  const format = current.format;
  if (typeof format !== 'number' || !Number.isInteger(format) || format < 1) {
    return refuse(
      'no-format',
      'The document does not say which format it has: "format" must be a whole number from 1.',
      'Le document ne dit pas son format : « format » doit être un nombre entier à partir de 1.',
    );
  }
  if (format > present) {
    return refuse(
      'newer-format',
      `The document has format ${format}; this version reads formats up to ${present}.`,
      `Le document est au format ${format} ; cette version lit les formats jusqu’à ${present}.`,
    );
  }
  for (let from = format; from < present; from += 1) {
    const advance = table[from];
    if (advance) current = { ...advance(current), format: from + 1 };
  }
  return { ok: true, document: current };
}

function refuse(code: MigrationFault['code'], en: string, fr: string): Migrated {
  return { ok: false, reason: { code, en, fr } };
}
