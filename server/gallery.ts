/** The shipped flows as templates, each with a short conversation to show. Knows their folder; stores nothing. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Flow, flowSchema } from '../flows/flow.ts';
import { playScene, sceneSchema } from '../flows/scene.ts';
import { localize } from '../flows/template.ts';
import type { GalleryItem } from './contract.ts';

export interface Gallery {
  /** By sector, then by name. */
  items(): GalleryItem[];
  /** The document to begin from; undefined if there is none of that id. */
  template(id: string): Flow | undefined;
}

/** How long a line takes to be read before the next one comes. */
const PAUSE_MS = { brand: 1_400, person: 2_200 } as const;

/** Reads and plays them when first asked for, since most processes never are. */
export function createGallery(folder: string): Gallery {
  let known: Map<string, { flow: Flow; item: GalleryItem }> | undefined;

  function load() {
    known ??= new Map(
      readdirSync(folder)
        .filter((name) => name.endsWith('.flow.json'))
        .map((name) => {
          const flow = flowSchema.parse(readJson(join(folder, name)));
          return [flow.id, { flow, item: itemOf(folder, flow) }] as const;
        }),
    );
    return known;
  }

  return {
    items: () =>
      [...load().values()].map(({ item }) => item).sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1)),
    template: (id) => load().get(id)?.flow,
  };
}

function keyOf({ sector, name }: GalleryItem): string {
  return `${sector}/${name}`;
}

function itemOf(folder: string, flow: Flow): GalleryItem {
  const words = flow.description ?? flow.name;
  return {
    id: flow.id,
    name: flow.name,
    sector: flow.sector ?? 'general',
    description: { en: localize(words, 'en'), fr: localize(words, 'fr') },
    locales: flow.locales,
    nodes: Object.keys(flow.nodes).length,
    conversation: { en: record(folder, flow, 'en'), fr: record(folder, flow, 'fr') },
  };
}

function record(folder: string, flow: Flow, locale: string): GalleryItem['conversation']['en'] {
  const file = join(folder, `${flow.id}.scene.json`);
  if (!existsSync(file)) return [];
  let at = 0;
  return playScene(flow, sceneSchema.parse(readJson(file)), locale).map(({ from, message }, n) => {
    at += n === 0 ? 0 : PAUSE_MS[from];
    return { id: `${flow.id}-${n}`, from, via: 'rcs', at, state: 'read', content: message };
  });
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
