/** Sends a web request for real and shows its answer, so that parts of it can be remembered by a click. */
import { Pin, PinOff, Play } from 'lucide-react';
import { useState } from 'react';
import { textsOf } from '../../../flows/checks/texts.ts';
import type { CallNode } from '../../../flows/nodes/call.ts';
import { pathsIn } from '../../../flows/template.ts';
import { useProblemText } from '../../api/problem-text.ts';
import { request } from '../../api/request.ts';
import { useDocument } from '../../document/store.ts';
import { useEditing } from '../../message/editing.ts';
import type { Option } from '../../message/option-list.tsx';
import { part, type Slot } from '../../message/slot.ts';
import { variableTypeName } from '../../message/variable-types.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { useLocale } from '../../ui/i18n.ts';
import { Input } from '../../ui/input.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { failureSentence } from '../service-words.ts';
import { addPick, pickInto } from './call-result.tsx';
import css from './form.module.css';
import { inspectorWords, useInspectorTexts } from './inspector-texts.ts';
import { type Branch, nested, typeOfValue } from './json-paths.ts';
import { JsonTree } from './json-tree.tsx';
import { Section } from './section.tsx';
import { sampleText } from './variable-entries.ts';

/** As POST /api/http-try answers. */
interface Tried {
  ok: boolean;
  ms: number;
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  failed?: { code: string; message: string };
}

type Result = NonNullable<CallNode['sample']>;

/** No variable is called so. */
const NEW = '+';

export function HttpTry({ slot }: { slot: Slot<CallNode> }) {
  const say = useInspectorTexts();
  const locale = useLocale();
  const problem = useProblemText();
  const { readOnly, shown, timezone } = useEditing();
  const flow = useDocument((state) => state.flow);
  const [typed, setTyped] = useState<Record<string, string>>({});
  const [state, setState] = useState<{ busy?: true; tried?: Tried; error?: string }>({});
  const language = shown[0] ?? locale;
  const paths = pathsOf(slot.value);
  const valueAt = (path: string) => typed[path] ?? sampleText(flow, `{{${path}}}`, language);
  const run = async () => {
    setState({ busy: true });
    try {
      const variables = nested(Object.fromEntries(paths.map((path) => [path, readValue(valueAt(path))])));
      const body = { input: slot.value.input, variables, locale: language, timezone };
      setState({ tried: await request<Tried>('/http-try', { method: 'POST', body }) });
    } catch (error) {
      setState({ error: problem(error) });
    }
  };
  const { tried } = state;
  const sample = part(slot, 'sample');
  const result = tried?.status === undefined ? undefined : resultOf(tried);
  return (
    <Section
      id="try"
      title={say('tryIt')}
      open={false}
      summary={sample.value === undefined ? undefined : say('pinned')}
    >
      <p className={css.note}>{say('tryHelp')}</p>
      {paths.length > 0 ? (
        <fieldset className={css.stack}>
          <legend className={`${css.label} ${css.legend}`}>{say('tryValues')}</legend>
          {paths.map((path) => (
            <Field key={path} label={path}>
              {(control) => (
                <Input
                  {...control}
                  value={valueAt(path)}
                  onChange={(text) => setTyped({ ...typed, [path]: text })}
                />
              )}
            </Field>
          ))}
        </fieldset>
      ) : null}
      <Button size="s" className={css.start} disabled={state.busy || readOnly} onClick={() => void run()}>
        <Play size={14} aria-hidden />
        {say('tryRun')}
      </Button>
      <div aria-live="polite" aria-busy={state.busy} className={css.stack}>
        {state.busy ? (
          <>
            <span className="visually-hidden">{say('tryRunning')}</span>
            <Skeleton height="96px" />
          </>
        ) : null}
        {state.error ? (
          <Problem inline title={say('tryProblem')} detail={state.error} onRetry={() => void run()} />
        ) : null}
        {tried ? <Outcome tried={tried} /> : null}
        {result !== undefined ? (
          <>
            <Answer slot={slot} result={result} label={say('result')} />
            {readOnly ? null : (
              <div className={css.tight}>
                <Button
                  size="s"
                  className={css.start}
                  onClick={() => sample.put(result, inspectorWords('pin'), null)}
                >
                  <Pin size={14} aria-hidden />
                  {say('pin')}
                </Button>
                <p className={css.note}>{say('pinHelp')}</p>
              </div>
            )}
          </>
        ) : null}
      </div>
      {sample.value !== undefined && result === undefined ? (
        <>
          <div className={css.itemHead}>
            <span className={css.itemTitle}>{say('pinnedAnswer')}</span>
            {readOnly ? null : (
              <Button
                look="quiet"
                size="s"
                onClick={() => sample.put(undefined, inspectorWords('unpin'), null)}
              >
                <PinOff size={14} aria-hidden />
                {say('unpin')}
              </Button>
            )}
          </div>
          <p className={css.note}>{say('pinHelp')}</p>
          <Answer slot={slot} result={sample.value as Result} label={say('pinnedAnswer')} />
        </>
      ) : null}
    </Section>
  );
}

function Outcome({ tried }: { tried: Tried }) {
  const say = useInspectorTexts();
  const locale = useLocale();
  if (tried.failed) {
    const { code, message } = tried.failed;
    const why = failureSentence('http', code, message, locale);
    return <p className={css.error}>{say('tryFailed', { why })}</p>;
  }
  return (
    <p className={css.row}>
      <Badge tone={tried.ok ? 'good' : 'bad'}>
        {say('tryOk', { status: tried.status ?? 0, ms: tried.ms })}
      </Badge>
    </p>
  );
}

/** The answer as the step would have it, value by value. */
function Answer({ slot, result, label }: { slot: Slot<CallNode>; result: Result; label: string }) {
  const say = useInspectorTexts();
  const locale = useLocale();
  const branches: Branch[] =
    typeof result === 'object' && result !== null
      ? Object.entries(result).map(([key, value]) => ({ key, value, path: key }))
      : [];
  const takenBy = (path: string) =>
    Object.entries(slot.value.pick).find(([, picked]) => picked === path)?.[0];
  const options = ({ key, value }: Branch): Option[] => {
    const { variables } = useDocument.getState().flow;
    return [
      { id: NEW, title: `+ ${nameFor(key)}`, hint: variableTypeName(typeOfValue(value), locale), code: true },
      ...Object.entries(variables).map(([name, variable]) => ({
        id: name,
        title: name,
        code: true,
        hint: [variable.label, variableTypeName(variable.type, locale)].filter(Boolean).join(' · '),
      })),
    ];
  };
  return (
    <>
      <p className={css.note}>{say('tryPick')}</p>
      <JsonTree
        label={label}
        branches={branches}
        takenBy={takenBy}
        options={options}
        onPick={({ path, key, value }, option) => {
          if (path === undefined) return;
          if (option === NEW) addPick(slot, nameFor(key), path, typeOfValue(value));
          else pickInto(slot, option, path);
        }}
      />
    </>
  );
}

/** A list's item has a number for a key. */
function nameFor(key: string): string {
  return /^\d+$/.test(key) ? `item_${key}` : key;
}

/** As the service's result is: what a step reads and what is pinned. */
function resultOf({ status, body, headers }: Tried): Result {
  return { status: status ?? 0, body: body ?? null, headers: headers ?? {} } as Result;
}

/** The values the request wants, each once. */
function pathsOf(node: CallNode): string[] {
  const texts = textsOf(node).filter(({ at }) => at.startsWith('input'));
  return [...new Set(texts.flatMap(({ text }) => pathsIn(text)))];
}

/** A number stays one, and so does a list written as JSON. */
function readValue(text: string): unknown {
  if (!/^\s*[[{\d-]|^(?:true|false|null)$/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
