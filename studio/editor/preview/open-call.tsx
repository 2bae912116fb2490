/** One call of a service that has not been answered: what it was asked, and what it shall answer. */
import { useId, useMemo, useState } from 'react';
import { sampleResults } from '../../../flows/sample-results.ts';
import { callName, failureName } from '../../../flows/service-names.ts';
import type { LiveRequest, PreviewState } from '../../../server/contract.ts';
import { useDocument } from '../../document/store.ts';
import { Button } from '../../ui/button.tsx';
import { useLocale, useTexts } from '../../ui/i18n.ts';
import { jsonFault } from '../../ui/json-fault.ts';
import { Select } from '../../ui/select.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import css from './inside.module.css';
import { previewTexts } from './preview-texts.ts';
import { Step } from './state-tab.tsx';
import { usePreview } from './use-preview.ts';

type Answer = Extract<LiveRequest<'preview:act'>['act'], { kind: 'answer' }>['result'];

export function OpenCall({ call, now }: { call: PreviewState['calls'][number]; now: number }) {
  const say = useTexts(previewTexts);
  const locale = useLocale();
  const name = `${call.service}.${call.operation}`;
  return (
    <div className={css.item}>
      <div className={css.row}>
        <strong className={css.grow}>{callName(name, locale)}</strong>
        <Step node={call.node} />
      </div>
      {Object.keys(call.input).length > 0 ? (
        <details>
          <summary className={css.fine}>{say('callInput')}</summary>
          <pre className={css.code}>{JSON.stringify(call.input, null, 1)}</pre>
        </details>
      ) : null}
      {call.waits === 'answer' ? (
        <Answering name={name} node={call.node} now={now} />
      ) : (
        <p className={css.fine}>{say('callServer')}</p>
      )}
    </div>
  );
}

function Answering({ name, node, now }: { name: string; node: string; now: number }) {
  const say = useTexts(previewTexts);
  const locale = useLocale();
  const id = useId();
  const flow = useDocument((document) => document.flow);
  const first = useMemo(() => {
    const made = sampleResults({ flow, subflows: {} }, now).calls[name]?.[0] ?? {};
    return JSON.stringify(made, null, 1);
  }, [flow, name, now]);
  const [text, setText] = useState(first);
  const [code, setCode] = useState('unavailable');
  const codes = useMemo(() => {
    const found = Object.hasOwn(flow.nodes, node) ? flow.nodes[node] : undefined;
    return [...(found?.kind === 'call' ? Object.keys(found.on) : []), 'unavailable'];
  }, [flow, node]);
  const read = readJson(text);
  const { act } = usePreview.getState();
  return (
    <>
      <TextArea
        value={text}
        onChange={setText}
        minRows={3}
        maxRows={10}
        spellCheck={false}
        className={css.code}
        aria-label={say('answerWith', { name: callName(name, locale) })}
        aria-invalid={'fault' in read || undefined}
        aria-describedby={'fault' in read ? `${id}-fault` : undefined}
      />
      {'fault' in read ? (
        <p id={`${id}-fault`} className={css.fine} role="alert">
          {say('badJson', { reason: jsonFault(text, read.fault, locale) })}
        </p>
      ) : null}
      <div className={css.ways}>
        <Button
          size="s"
          disabled={'fault' in read}
          onClick={() => {
            if ('value' in read) void act({ kind: 'answer', operation: name, result: read.value });
          }}
        >
          {say('answer')}
        </Button>
        <Select
          aria-label={say('failCode')}
          value={code}
          options={codes.map((value) => ({ value, label: failureName(value, locale) }))}
          onChange={setCode}
        />
        <Button size="s" onClick={() => void act({ kind: 'fail', operation: name, code })}>
          {say('failWith')}
        </Button>
      </div>
    </>
  );
}

function readJson(text: string): { value: Answer } | { fault: unknown } {
  try {
    return { value: JSON.parse(text) as Answer };
  } catch (error) {
    return { fault: error };
  }
}
