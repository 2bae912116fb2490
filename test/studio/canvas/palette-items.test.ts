/** What can be put on the canvas: found by what people call it, and valid as it comes. */
import { beforeAll, describe, expect, test } from 'vitest';
import { check } from '../../../flows/check.ts';
import { flowSchema } from '../../../flows/flow.ts';
import { pretendPage } from './page.ts';

const empty = (locales: string[]) =>
  flowSchema.parse({ format: 1, id: 'f', name: 'F', start: 'start', locales, nodes: {} });

describe('the palette', () => {
  let items: typeof import('../../../studio/editor/canvas/palette-items.ts');
  beforeAll(async () => {
    pretendPage();
    items = await import('../../../studio/editor/canvas/palette-items.ts');
  });
  const found = (query: string, locale: 'en' | 'fr' = 'en') =>
    items.searchItems(query, locale).map(({ id }) => id);

  test('is searched by name, by other words and by what a step does, in either language', () => {
    expect(found('card')[0]).toBe('card');
    expect(found('human')).toContain('handoff');
    expect(found('delai')).toContain('wait');
    expect(found('payer', 'fr')).toContain('pay');
    expect(found('proportion')).toContain('split');
    expect(found('xyzzy')).toEqual([]);
    expect(found('  ')).toHaveLength(items.PALETTE.length);
  });

  test.each([[['en']], [['en', 'fr']], [['fr']], [['de']]])(
    'every step it makes fits the schema, in %j',
    (locales) => {
      for (const item of items.PALETTE) {
        const added = items.addItem(empty(locales), item, { at: { x: 10, y: 20 } });
        if (item.kind === 'note' || item.kind === 'frame') {
          expect(added).toBeUndefined();
          continue;
        }
        expect(() => flowSchema.parse(added?.flow), item.id).not.toThrow();
        const node = added?.flow.nodes[added.id];
        expect(node?.kind, item.id).toBe(item.kind);
        expect(added?.flow.canvas.positions[added.id]).toMatchObject({ x: 10, y: 20 });
        // Its own values were taken, not left out as unfit.
        const blank = items.addItem(empty(locales), { ...item, values: undefined }, { at: { x: 0, y: 0 } });
        if (item.values) expect(node, item.id).not.toEqual(blank?.flow.nodes[blank.id]);
      }
    },
  );

  test('a card and a carousel can be sent as they come', () => {
    for (const item of items.PALETTE.filter(({ id }) => id === 'card' || id === 'carousel')) {
      const added = items.addItem(empty(['en']), item, { at: { x: 0, y: 0 } });
      const found = added ? check(added.flow, { flows: {} }) : [];
      // Where it leads is the author's to say.
      expect(found.map(({ code }) => code).filter((code) => code.startsWith('url-'))).toEqual([]);
    }
  });

  test('a step put after an exit goes on to where that led before', () => {
    const say = items.PALETTE.find(({ id }) => id === 'say');
    if (!say) throw new Error('no say');
    const one = items.addItem(empty(['en']), say, { id: 'one', at: { x: 0, y: 0 } });
    const two =
      one &&
      items.addItem(one.flow, say, { id: 'two', at: { x: 0, y: 0 }, from: { node: 'one', exit: 'next' } });
    const three =
      two &&
      items.addItem(two.flow, say, { id: 'three', at: { x: 0, y: 0 }, from: { node: 'one', exit: 'next' } });
    expect(three?.flow.nodes).toMatchObject({ one: { to: 'three' }, three: { to: 'two' } });
  });
});
