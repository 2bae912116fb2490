/** The shipped flows, for edits to be tried on. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Flow, flowSchema } from '../../../flows/flow.ts';

const folder = join(import.meta.dirname, '../../../flows/library');

export function loadLibrary(): [name: string, flow: Flow][] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.flow.json'))
    .map((file) => [
      file.replace('.flow.json', ''),
      flowSchema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))),
    ]);
}
