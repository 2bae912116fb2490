/** One table has every action of the editor: what its bars and menus offer is in it, its keys are free, its words are in both languages. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';
import { describe, expect, test } from 'vitest';
import { CANVAS_COLORS, type Flow, flowSchema } from '../../../flows/flow.ts';
import { hides, lacking, type Now } from '../../../studio/editor/command-now.ts';
import {
  type EditorCommand,
  type EditorCommandId,
  editorCommands,
  editorNeeds,
  editorSections,
} from '../../../studio/editor/editor-commands.ts';
import { normaliseKeys } from '../../../studio/ui/keys.ts';

const ROOT = 'studio/editor';
const table: Readonly<Record<string, EditorCommand>> = editorCommands;
const rows = Object.entries(table);

describe('words', () => {
  test('every action, heading and reason is there in English and in French', () => {
    const said = [
      ...rows.flatMap(([id, { words, back, menu }]) =>
        [words, back, menu].flatMap((one) => (one ? [[id, one] as const] : [])),
      ),
      ...Object.entries(editorSections),
      ...Object.entries(editorNeeds).flatMap(([id, one]) => (one ? [[id, one] as const] : [])),
    ];
    for (const [id, [en, fr]] of said) {
      expect(en.trim(), id).not.toBe('');
      expect(fr.trim(), id).not.toBe('');
      expect(fr, id).not.toMatch(/ [:;?!»%]|« /);
    }
  });

  test('what the palette lists can be told apart by its words', () => {
    const titles = rows.filter(([, { hidden }]) => !hidden).map(([, { words }]) => words);
    for (const language of [0, 1]) {
      const all = titles.map((words) => words[language]);
      expect(all.filter((title, at) => all.indexOf(title) !== at)).toEqual([]);
    }
  });
});

describe('keys', () => {
  const keysOf = ({ keys, alsoKeys }: EditorCommand) =>
    [keys, alsoKeys].flatMap((one) => (one ? [normaliseKeys(one)] : []));

  test('no key hides another of the editor, nor one of the whole studio', () => {
    const studio = readFileSync('studio/commands/commands.tsx', 'utf8');
    const everywhere = [...studio.matchAll(/'(g \w|mod\+\w|\?)'/g)].map(
      ([, keys]) => ['studio', keys ?? ''] as const,
    );
    expect(everywhere.length).toBeGreaterThan(5);
    // What has the focus hears its own keys first: the outline's are another world than the canvas's.
    const own = rows.flatMap(([id, row]) =>
      id.startsWith('outline.') ? [] : keysOf(row).map((keys) => [id, keys] as const),
    );
    const all = [...everywhere, ...own];
    const hidden = all.flatMap(([id, keys], place) =>
      all
        .filter(([, other], at) => at !== place && (other === keys || other.startsWith(`${keys} `)))
        .map(([other]) => `${id} hides ${other} (${keys})`),
    );
    expect(hidden).toEqual([]);
  });

  test('a letter alone, which types in the outline, is no key that changes the flow', () => {
    const letters = rows.filter(
      ([, { keys, needs }]) => /^[a-z]$/.test(keys ?? '') && needs?.includes('edit'),
    );
    expect(letters.map(([id]) => id)).toEqual([]);
  });
});

describe('what a command needs', () => {
  const flow: Flow = flowSchema.parse({
    format: 1,
    id: 'f',
    name: 'F',
    start: 'a',
    nodes: {
      a: { kind: 'say', say: [{ message: { kind: 'text', text: 'Hello' } }], to: 'z' },
      z: { kind: 'end' },
    },
    canvas: { positions: {}, notes: [{ id: 'n', text: 'x', x: 0, y: 0 }], frames: [] },
  });
  const now: Now = {
    flow,
    selection: [],
    links: [],
    active: undefined,
    mayEdit: true,
    mayPublish: true,
    viewing: false,
    undo: 0,
    redo: 0,
    run: undefined,
  };
  const lackOf = (id: EditorCommandId, change: Partial<Now>) =>
    lacking(table[id]?.needs, { ...now, ...change });

  test('what is selected decides what can be done with it, and the first thing missing is named', () => {
    expect(lackOf('canvas.skip', {})).toBe('step');
    expect(lackOf('canvas.skip', { selection: ['z'] })).toBe('skippable');
    expect(lackOf('canvas.skip', { selection: ['a', 'z'] })).toBeUndefined();
    expect(lackOf('canvas.start-here', { selection: ['a'] })).toBe('notStart');
    expect(lackOf('canvas.start-here', { selection: ['z'] })).toBeUndefined();
    expect(lackOf('canvas.color-red', { selection: ['a'] })).toBe('drawn');
    expect(lackOf('canvas.color-red', { selection: ['note:n'] })).toBeUndefined();
    expect(lackOf('canvas.align-left', { selection: ['a', 'frame:f'] })).toBe('twoBoxes');
    expect(lackOf('canvas.align-left', { selection: ['a', 'note:n'] })).toBeUndefined();
    expect(lackOf('canvas.delete', { links: ['a next'] })).toBeUndefined();
    expect(lackOf('canvas.copy-link', { selection: ['a', 'z'] })).toBe('oneStep');
  });

  test('time is passed of a run that stands at its end', () => {
    const run = { played: true, waits: true, past: false };
    expect(lackOf('preview.skip', {})).toBe('run');
    expect(lackOf('preview.skip', { run: { ...run, waits: false } })).toBe('waits');
    expect(lackOf('preview.skip', { run: { ...run, past: true } })).toBe('now');
    expect(lackOf('preview.skip', { run })).toBeUndefined();
    expect(lackOf('preview.back-to-now', { run: { ...run, past: true } })).toBeUndefined();
  });

  test('who may only look is not offered what changes the flow; everybody else is told why not', () => {
    const offered = rows.filter(
      ([, { needs }]) => !hides(lacking(needs, { ...now, mayEdit: false, mayPublish: false })),
    );
    expect(
      offered.map(([id]) => id).filter((id) => /delete|skip$|publish|import|archive|pin/.test(id)),
    ).toEqual(['preview.skip']);
    expect(offered.map(([id]) => id)).toContain('editor.export');
    expect(hides(lackOf('canvas.skip', {}))).toBe(false);
  });
});

describe('bars and menus', () => {
  /** Where the editor offers what can be done; elsewhere are lists and forms, which have their own things to do. */
  const OFFERING = [
    'header.tsx',
    'canvas/canvas-menu.tsx',
    'canvas/selection-bar.tsx',
    'canvas/view-bar.tsx',
    'outline/outline-menu.tsx',
  ];
  const BUTTONS = new Set(['Button', 'IconButton']);
  const source = (file: string) => readFileSync(join(ROOT, file), 'utf8');

  test.each(OFFERING)('every button and every line of %s is an action of the table', (file) => {
    expect(strayIn(file, source(file))).toEqual([]);
  });

  test('what is none of the table would be found', () => {
    expect(strayIn('one.tsx', 'const one = <Button onClick={go}>Go</Button>;')).toEqual(['one.tsx:1']);
    expect(strayIn('one.tsx', 'const one = <Button data-command="editor.nowhere" onClick={go} />;')).toEqual([
      'one.tsx:1',
    ]);
    expect(strayIn('one.tsx', 'const one = [{ label: "Go", run: go }];')).toEqual(['one.tsx:1']);
    expect(strayIn('one.tsx', 'const one = [entry("canvas.nowhere")];')).toEqual(['one.tsx:1']);
    expect(strayIn('one.tsx', 'const one = [entry("canvas.pin", icon, { run: go })];')).toEqual([]);
    expect(strayIn('one.tsx', 'const one = <IconButton {...icon("canvas.fit")} onClick={go} />;')).toEqual(
      [],
    );
  });

  test('colours and zooms of the menus are all in the table', () => {
    for (const color of CANVAS_COLORS) expect(table).toHaveProperty([`canvas.color-${color}`]);
    const zooms = /ZOOMS = \[([^\]]+)\]/.exec(source('canvas/view.ts'))?.[1] ?? '';
    for (const zoom of zooms.split(',')) expect(table).toHaveProperty([`canvas.zoom-${Number(zoom) * 100}`]);
  });

  test('every action of the table is bound to what it does', () => {
    const text = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file) && file !== 'editor-commands.ts')
      .map(source)
      .join('\n');
    expect(Object.keys(table).filter((id) => !text.includes(`'${id}':`))).toEqual([]);
  });

  /** Where something is offered that the table does not have. */
  function strayIn(file: string, text: string): string[] {
    const found: string[] = [];
    const stray = ({ start }: Tree) => void found.push(`${file}:${text.slice(0, start).split('\n').length}`);
    const visit = (node: Tree, isMade: boolean): void => {
      let made = isMade;
      if (node.type === 'CallExpression' && /^(?:entry|own|icon|plain)$/.test(calledBy(node))) {
        const [id] = listOf(node.arguments);
        if (id?.type === 'Literal' && !Object.hasOwn(table, String(id.value))) stray(node);
        made = true;
      }
      if (node.type === 'JSXOpeningElement' && BUTTONS.has(nameOf(node.name)) && !isNamed(node)) stray(node);
      if (node.type === 'ObjectExpression' && !made && !isOther(node) && listOf(node.properties).some(isRun))
        stray(node);
      for (const value of Object.values(node)) {
        for (const one of Array.isArray(value) ? value : [value]) if (isTree(one)) visit(one, made);
      }
    };
    const { program, errors } = parseSync(file, text);
    expect(errors).toEqual([]);
    visit(program as unknown as Tree, false);
    return found;
  }

  /** A button is named by its row, or does nothing itself: it opens a menu. */
  function isNamed(button: Tree): boolean {
    const attributes = listOf(button.attributes);
    if (!attributes.some((one) => nameOf(one.name) === 'onClick' || one.type === 'JSXSpreadAttribute'))
      return true;
    return attributes.some((one) => {
      if (one.type === 'JSXSpreadAttribute') {
        const call = one.argument as Tree;
        return call.type === 'CallExpression' && /^(?:icon|plain)$/.test(calledBy(call));
      }
      const value = (one.value as Tree | undefined)?.value;
      return (
        nameOf(one.name) === 'data-command' &&
        (value === 'app.palette' || Object.hasOwn(table, String(value)))
      );
    });
  }

  /** A line made of another, or one of the list of what can be undone, which is made as one edits. */
  function isOther(entry: Tree): boolean {
    return listOf(entry.properties).some((one) => one.type === 'SpreadElement' || nameOf(one.key) === 'hint');
  }

  function isRun(property: Tree): boolean {
    return nameOf(property.key) === 'run';
  }
});

/** A part of a source as the parser has it. */
interface Tree {
  type: string;
  start: number;
  [part: string]: unknown;
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && typeof (value as Tree).type === 'string';
}

function listOf(value: unknown): Tree[] {
  return Array.isArray(value) ? value.filter(isTree) : [];
}

function nameOf(value: unknown): string {
  return isTree(value) && typeof value.name === 'string' ? value.name : '';
}

/** "entry" of `entry(...)` and of `canvas.entry(...)`. */
function calledBy({ callee }: Tree): string {
  if (!isTree(callee)) return '';
  return nameOf(callee.type === 'MemberExpression' ? callee.property : callee);
}
