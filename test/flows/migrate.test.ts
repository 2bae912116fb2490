import { describe, expect, test } from 'vitest';
import { migrate } from '../../flows/migrate.ts';

describe('migration', () => {
  test('[F7] a document of the present format comes back as it is', () => {
    const document = { format: 1, id: 'x', nodes: {} };
    expect(migrate(document)).toEqual({ ok: true, document });
  });

  test('[F7] an older document goes through every step in between, and is not changed itself', () => {
    const steps = {
      1: ({ title, ...rest }: Record<string, unknown>) => ({ ...rest, name: title }),
      2: (document: Record<string, unknown>) => ({ ...document, nodes: [document.name] }),
    };
    const old = { format: 1, title: 'Old' };
    expect(migrate(old, steps, 3)).toEqual({
      ok: true,
      document: { format: 3, name: 'Old', nodes: ['Old'] },
    });
    expect(old).toEqual({ format: 1, title: 'Old' });
    expect(migrate({ format: 2, name: 'Newer' }, steps, 3)).toMatchObject({ document: { nodes: ['Newer'] } });
  });

  test.each([
    [null, 'no-document'],
    ['text', 'no-document'],
    [[], 'no-document'],
    [{}, 'no-format'],
    [{ format: '1' }, 'no-format'],
    [{ format: 0 }, 'no-format'],
    [{ format: 1.5 }, 'no-format'],
    [{ format: 2 }, 'newer-format'],
    [{ format: 1e308 }, 'newer-format'],
  ])('[F7] %j is refused as %s, in both languages', (document, code) => {
    const result = migrate(document);
    expect(result).toMatchObject({ ok: false, reason: { code } });
    if (!result.ok) expect(result.reason.en.length * result.reason.fr.length).toBeGreaterThan(100);
  });
});
