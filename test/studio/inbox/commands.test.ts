/** One table has every action of the inbox: what screens offer is in it, its keys are free, its words are in both languages. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseSync } from 'vite';
import { describe, expect, test } from 'vitest';
import { type InboxCommand, inboxCommands } from '../../../studio/inbox/inbox-commands.ts';
import { normaliseKeys } from '../../../studio/ui/keys.ts';

const ROOT = 'studio/inbox';
const table: Readonly<Record<string, InboxCommand>> = inboxCommands;
const rows = Object.entries(table);
const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.tsx'))
  .map((file) => ({ file, text: readFileSync(join(ROOT, file), 'utf8') }));

describe('words', () => {
  test('every action is named in English and in French, with the same parts to be filled in', () => {
    const parts = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
    for (const [id, { words, back }] of rows) {
      for (const [en, fr] of [words, ...(back ? [back] : [])]) {
        expect(en.trim(), id).not.toBe('');
        expect(parts(fr), id).toEqual(parts(en));
        if (!/^\{\w+\}$/.test(en)) expect(fr, id).not.toMatch(/ [:;?!»]|« /);
      }
    }
  });
});

describe('keys', () => {
  test('every action has a key; of those there are many of, the palette has each by its name', () => {
    const keyless = rows.filter(([, { keys }]) => keys === undefined);
    expect(keyless.filter(([, { words }]) => !/\{\w+\}/.test(words[0])).map(([id]) => id)).toEqual([]);
  });

  test.each(['inbox.', 'wall.', 'settings.'])(
    'no key of %s* hides another, nor one of the whole studio',
    (screen) => {
      const studio = readFileSync('studio/commands/commands.tsx', 'utf8');
      const everywhere = [...studio.matchAll(/'(g \w|mod\+\w|\?)'/g)].map(
        ([, keys]) => ['studio', keys ?? ''] as const,
      );
      expect(everywhere.length).toBeGreaterThan(5);
      const own = rows.flatMap(([id, { keys }]) =>
        id.startsWith(screen) && keys ? [[id, keys] as const] : [],
      );
      const all = [...everywhere, ...own].map(([id, keys]) => [id, normaliseKeys(keys)] as const);
      const hidden = all.flatMap(([id, keys], place) =>
        all
          .filter(([, other], at) => at !== place && (other === keys || other.startsWith(`${keys} `)))
          .map(([other]) => `${id} hides ${other} (${keys})`),
      );
      expect(hidden).toEqual([]);
    },
  );
});

describe('screens', () => {
  /** In a dialog or a form Tab goes from field to field and to its buttons, and no key of the page is heard. */
  const FORM = /-(?:dialog|form|field|fields|steps|trial|choices|picker)\.tsx$/;
  const DIALOGS = new Set(['Dialog', 'FormDialog', 'Confirm', 'TimeDialog']);
  const BUTTONS = new Set(['Button', 'IconButton', 'ButtonLink', 'button']);
  /** Shows more of one text, and is no action. */
  const DISCLOSURES = ['thread/message-body.tsx'];
  const screens = files.filter(({ file }) => !FORM.test(basename(file)) && !DISCLOSURES.includes(file));

  test('every button and every line of a menu is an action of the table', () => {
    expect(screens.length).toBeGreaterThan(30);
    expect(screens.flatMap(({ file, text }) => strayIn(file, text))).toEqual([]);
  });

  test('what is none of the table would be found', () => {
    const button = 'const one = <Button onClick={go}>Go</Button>;';
    const line = 'const one = [{ label: "Go", run: go }];';
    expect(strayIn('one.tsx', button)).toEqual(['one.tsx:1']);
    expect(strayIn('one.tsx', line)).toEqual(['one.tsx:1']);
    expect(strayIn('one.tsx', button.replace('Button', 'Button data-command="inbox.nowhere"'))).toHaveLength(
      1,
    );
    expect(strayIn('one.tsx', button.replace('Button', 'Button data-command="inbox.take"'))).toEqual([]);
    expect(strayIn('one.tsx', line.replace('label', 'id: "inbox.take", label'))).toEqual([]);
  });

  test('every action of the table is offered by a screen', () => {
    const text =
      files.map((one) => one.text).join('\n') +
      readFileSync(join(ROOT, 'thread/use-line-commands.ts'), 'utf8');
    const offered = new Set(
      [...text.matchAll(/id: '([\w.]+)'|\['((?:inbox|wall)\.[\w.]+)', /g)].map(
        ([, id, other]) => id ?? other,
      ),
    );
    const made = [...text.matchAll(/id: `([\w.]+)\$\{/g)].map(([, head]) => head ?? '');
    const idle = Object.keys(table).filter(
      (id) => !offered.has(id) && !made.some((head) => id.startsWith(head)),
    );
    expect(idle).toEqual([]);
  });

  /** Where something is offered that the table does not have. */
  function strayIn(file: string, text: string): string[] {
    const found: string[] = [];
    const stray = ({ start }: Tree) => void found.push(`${file}:${text.slice(0, start).split('\n').length}`);
    const visit = (node: Tree, opens: boolean): void => {
      const called = node.type === 'CallExpression' ? nameOf(node.callee) : undefined;
      // What a message that comes up offers is said there, and Tab goes to it.
      if (called === 'toast') return;
      if (called === 'entry') {
        if (!isKnown(first(node.arguments))) stray(node);
        return;
      }
      if (node.type === 'JSXElement') {
        const opening = node.openingElement as Tree;
        const name = nameOf(opening.name);
        if (BUTTONS.has(name) && !opens && !listOf(opening.attributes).some(isNamed)) stray(node);
        if (DIALOGS.has(name)) return;
        for (const one of listOf(opening.attributes)) visit(one, false);
        // What opens a panel stands on the page, what is in it does not.
        if (name !== 'Popover') for (const one of listOf(node.children)) visit(one, opens);
        return;
      }
      if (node.type === 'JSXAttribute') {
        const opener = nameOf(node.name) === 'trigger';
        if (isTree(node.value)) visit(node.value, opener);
        return;
      }
      if (node.type === 'ObjectExpression' && property(node, 'run') && !isKnown(property(node, 'id')))
        stray(node);
      for (const value of Object.values(node)) {
        for (const one of Array.isArray(value) ? value : [value]) if (isTree(one)) visit(one, opens);
      }
    };
    const { program, errors } = parseSync(file, text);
    expect(errors).toEqual([]);
    visit(program as unknown as Tree, false);
    return found;
  }
});

/** A part of a source as the parser has it. */
interface Tree {
  type: string;
  start: number;
  [part: string]: unknown;
}

const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && typeof (value as Tree).type === 'string';
const listOf = (value: unknown): Tree[] => (Array.isArray(value) ? value.filter(isTree) : []);
const first = (value: unknown): Tree | undefined => listOf(value)[0];
const nameOf = (value: unknown): string =>
  isTree(value) && typeof value.name === 'string' ? value.name : '';

/** `data-command="inbox.take"`, or `{...icon('inbox.take')}`. */
function isNamed(attribute: Tree): boolean {
  if (attribute.type === 'JSXSpreadAttribute') {
    const { argument } = attribute;
    return isTree(argument) && argument.type === 'CallExpression' && isKnown(first(argument.arguments));
  }
  if (nameOf(attribute.name) !== 'data-command') return false;
  const { value } = attribute;
  return isTree(value) && isKnown(value.type === 'JSXExpressionContainer' ? value.expression : value);
}

function isKnown(value: unknown): boolean {
  if (!isTree(value)) return false;
  if (value.type === 'TSAsExpression') return isKnown(value.expression);
  if (value.type === 'Literal') return typeof value.value === 'string' && Object.hasOwn(table, value.value);
  // Handed on by name, or one for each value of a list: its type says that it is one of the table.
  return value.type === 'Identifier' || value.type === 'TemplateLiteral';
}

function property(node: Tree, name: string): unknown {
  return listOf(node.properties).find(({ key }) => nameOf(key) === name)?.value;
}
