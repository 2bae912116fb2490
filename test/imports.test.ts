/** Who may import whom: reads every import of flows/, server/ and studio/, and names the line that offends. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

interface Import {
  file: string;
  line: number;
  /** The file it leads to, from the root; or the package. */
  to: string;
  /** False for `import type` and lists of types only: gone when it runs. */
  atRunTime: boolean;
}

function filesUnder(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

const files = ['flows', 'server', 'studio'].flatMap(filesUnder);
const sources = new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
const IMPORT = /^(?:import|export)\s+(type\s+)?([^'";]*?\s+from\s+)?'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm;

function importsOf(file: string): Import[] {
  const source = sources.get(file) ?? '';
  return [...source.matchAll(IMPORT)].map((match) => {
    const [, typeOnly, names = '', from = match[4] ?? ''] = match;
    const listed = /\{([^}]*)\}/.exec(names)?.[1];
    const onlyTypes =
      listed !== undefined &&
      /^\s*\{/.test(names) &&
      listed.split(',').every((name) => name.trim() === '' || name.trim().startsWith('type '));
    return {
      file,
      line: source.slice(0, match.index).split('\n').length,
      to: from.startsWith('.') ? normalize(join(dirname(file), from)) : from,
      atRunTime: !typeOnly && !onlyTypes,
    };
  });
}

const imports = files.flatMap(importsOf);

/** The imports that break a rule, as lines to be read. */
function offending(breaks: (one: Import) => boolean): string[] {
  return imports.filter(breaks).map(({ file, line, to }) => `${file}:${line} imports ${to}`);
}

/** Lines of code, comments left out, that hold a forbidden pattern. */
function lines(where: (file: string) => boolean, pattern: RegExp): string[] {
  return files.filter(where).flatMap((file) => {
    const code = (sources.get(file) ?? '').replace(/\/\*[\s\S]*?\*\//g, (comment) =>
      comment.replace(/[^\n]/g, ''),
    );
    return code
      .split('\n')
      .map((line, n) => ({ at: `${file}:${n + 1} ${line.trim()}`, code: line.replace(/(^|\s)\/\/.*$/, '') }))
      .filter(({ code }) => pattern.test(code))
      .map(({ at }) => at);
  });
}

const isPackage = (to: string) =>
  files.every((file) => file !== to) && !/^(?:flows|server|studio|test)\//.test(to);
const inside = (folder: string) => (file: string) => file.startsWith(`${folder}/`);
/** What the server says to the studio, and hears from it. */
const isContract = (to: string) => to === 'server/contract.ts' || inside('server/contract')(to);
const isPort = (to: string) =>
  /^server\/(?:stores|channels|services|jobs|consent)\/port\.ts$|^server\/channels\/sms\/provider\.ts$/.test(
    to,
  );
const SHELL = ['server/errors.ts', 'server/clock.ts', 'server/report.ts'];

/** The folder that is exchanged as a whole: "server/channels/rbm", "server/stores"; undefined outside of one. */
function adapterOf(file: string): string | undefined {
  return /^server\/(?:channels\/[^/]+(?=\/)|stores|services|jobs|emulator|consent)(?=\/)/.exec(file)?.[0];
}

/** What several screens are made of. */
const SHARED = ['ui', 'api', 'public', 'phone', 'message', 'document', 'commands'];

/** A screen of the studio: a folder that is not shared by all. */
function screenOf(file: string): string | undefined {
  const folder = /^studio\/([^/]+)\//.exec(file)?.[1];
  return folder === undefined || SHARED.includes(folder) ? undefined : folder;
}

describe('imports', () => {
  test('there is something to look at', () => {
    expect(imports.length).toBeGreaterThan(300);
    expect(imports.some(({ file, to }) => file === 'flows/step.ts' && to === 'flows/compile.ts')).toBe(true);
  });

  test('the language imports itself, zod, xstate and the reader of phone numbers, nothing else', () => {
    const allowed = ['zod', 'xstate', 'libphonenumber-js/min'];
    expect(
      offending(({ file, to }) => inside('flows')(file) && !inside('flows')(to) && !allowed.includes(to)),
    ).toEqual([]);
  });

  test('the engine imports the language, the ports and itself; never an adapter, Express or a driver', () => {
    const allowed = (to: string) =>
      inside('flows')(to) || inside('server/engine')(to) || isPort(to) || SHELL.includes(to) || to === 'zod';
    expect(offending(({ file, to }) => inside('server/engine')(file) && !allowed(to))).toEqual([]);
  });

  test('an adapter imports the ports, the language and its own files; never the engine or another adapter', () => {
    const shared = [
      ...SHELL,
      'server/egress.ts',
      'server/keys.ts',
      'server/pace.ts',
      'server/thread.ts',
      'server/change-record.ts',
    ];
    expect(
      offending(({ file, to }) => {
        const own = adapterOf(file);
        if (own === undefined || isPackage(to)) return false;
        return !(adapterOf(to) === own || isPort(to) || inside('flows')(to) || shared.includes(to));
      }),
    ).toEqual([]);
  });

  test('a port knows no adapter and no driver', () => {
    expect(
      offending(
        ({ file, to }) =>
          isPort(file) && !(isPort(to) || inside('flows')(to) || SHELL.includes(to) || to === 'zod'),
      ),
    ).toEqual([]);
  });

  test('the studio imports the language and the contract, nothing else of the server', () => {
    const allowed = (to: string) =>
      inside('flows')(to) || inside('studio')(to) || isContract(to) || isPackage(to);
    const strange = ({ file, to }: Import) =>
      inside('studio')(file) && (!allowed(to) || to.startsWith('node:'));
    expect(offending((one) => strange(one) && one.file !== 'studio/vite.config.ts')).toEqual([]);
  });

  test('a screen never imports another screen, and what screens share imports no screen', () => {
    const crosses = ({ file, to }: Import) => {
      const [own, other] = [screenOf(file), screenOf(to)];
      const isFrame = /^studio\/(?:app|main)\.tsx$/.test(file);
      return inside('studio')(file) && !isFrame && other !== undefined && own !== other;
    };
    expect(offending(crosses)).toEqual([]);
  });

  test('what the contract needs can run in a browser', () => {
    const allowed = (to: string) => inside('flows')(to) || isContract(to) || to === 'zod';
    expect(offending(({ file, to, atRunTime }) => isContract(file) && atRunTime && !allowed(to))).toEqual([]);
  });

  test('no file imports itself by way of others', () => {
    const ways = new Map<string, string[]>(files.map((file) => [file, []]));
    for (const { file, to, atRunTime } of imports) if (atRunTime && ways.has(to)) ways.get(file)?.push(to);
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string, path: string[]) => {
      const at = path.indexOf(file);
      if (at >= 0) circles.push([...path.slice(at), file].join(' -> '));
      if (at >= 0 || done.has(file)) return;
      for (const to of ways.get(file) ?? []) visit(to, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });

  test('every import leads to a file that is there', () => {
    const known = new Set(files);
    expect(
      offending(
        ({ to }) => /^(?:flows|server|studio)\/.*\.tsx?$/.test(to) && !known.has(to) && !to.endsWith('.d.ts'),
      ),
    ).toEqual([]);
  });
});

describe('files', () => {
  test('no file only passes on what others export', () => {
    const barrels = files.filter((file) => {
      const code = (sources.get(file) ?? '').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '').trim();
      return /^(?:export\s+(?:type\s+)?(?:\*|\{[^}]*\})\s*(?:as\s+\w+\s*)?from\s*'[^']+';?\s*)+$/.test(code);
    });
    expect(barrels).toEqual([]);
    expect(lines(() => true, /^\s*export\s+\*/)).toEqual([]);
  });

  test('no file or folder is called utils, helpers, common or lib', () => {
    const forbidden = /(?:^|\/)(?:utils?|helpers?|commons?|lib|misc|shared)(?:\/|\.tsx?$)/;
    expect(files.filter((file) => forbidden.test(file))).toEqual([]);
  });

  test('every file begins by saying what it knows', () => {
    expect(files.filter((file) => !/^(?:#!.*\n)?\/\*\*/.test(sources.get(file) ?? ''))).toEqual([]);
  });
});

describe('what code may do', () => {
  const anywhere = () => true;

  test('nothing an author or a customer writes can become code or markup', () => {
    const running = /\beval\s*\(|\bnew\s+Function\b|(?:from|import\()\s*'(?:node:)?vm'|child_process/;
    expect(lines(anywhere, running)).toEqual([]);
    expect(
      lines(
        anywhere,
        /dangerouslySetInnerHTML|\.(?:innerHTML|outerHTML)\b|insertAdjacentHTML|document\.write\b/,
      ),
    ).toEqual([]);
  });

  test('addresses are read by readUrl: Node 20 misjudges letters with accents in URL.canParse', () => {
    expect(lines((file) => inside('server')(file) || inside('flows')(file), /URL\.canParse\(/)).toEqual([]);
  });

  test('the server reaches out through one place only', () => {
    const elsewhere = (file: string) =>
      inside('flows')(file) || (inside('server')(file) && file !== 'server/egress.ts');
    // A `fetch` that a file is handed comes from there; one it takes from the air does not.
    const isHanded = (file: string) => /\bfetch\??: typeof globalThis\.fetch\b/.test(sources.get(file) ?? '');
    const calls = /(?:await|return|=>?|[(,?:])\s*fetch\s*\(/;
    expect(lines((file) => elsewhere(file) && !isHanded(file), calls)).toEqual([]);
    expect(lines(elsewhere, /(?<!typeof )\bglobalThis\.fetch\b/)).toEqual([]);
    expect(offending(({ file, to }) => elsewhere(file) && /^(?:undici|node:https)$/.test(to))).toEqual([]);
  });

  test('only the configuration reads the environment', () => {
    const others = (file: string) => file !== 'server/config.ts' && file !== 'studio/vite.config.ts';
    expect(lines(others, /process\.env\b/)).toEqual([]);
  });

  test('the language and the engine know no clock, no chance and no timers of their own', () => {
    const pure = (file: string) => inside('flows')(file) || inside('server/engine')(file);
    const impure =
      /\bDate\.now\s*\(|\bnew Date\(\)|\bMath\.random\b|\bset(?:Timeout|Interval|Immediate)\s*\(|\bperformance\.now\b|\brandomUUID\b/;
    expect(lines(pure, impure)).toEqual([]);
  });

  test('nothing is left to be done, and no type is given up', () => {
    expect(lines(anywhere, /\b(?:TODO|FIXME|XXX)\b/)).toEqual([]);
    expect(lines(anywhere, /:\s*any\s*(?:[,;=)\]|&]|$)|\bas any\b|<any>|@ts-(?:ignore|nocheck)/)).toEqual([]);
  });
});
