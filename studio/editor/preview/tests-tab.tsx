/** The flow's tests: conversations that must go as they went when they were saved. Run, played, compared. */
import { Check, CircleAlert, FlaskConical, LoaderCircle, Play, PlayCircle, Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { PreviewState, TestDifference, TestReport } from '../../../server/contract.ts';
import { useProblemText } from '../../api/problem-text.ts';
import { useMay } from '../../api/session.ts';
import { useDocument } from '../../document/store.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useLocale, useTexts } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { toast } from '../../ui/toast.ts';
import css from './inside.module.css';
import { type FlowTest, runTests, useFlowTests, useRemoveTest, useRestoreTest } from './preview-api.ts';
import { askPreview, usePreviewAsked } from './preview-asked.ts';
import { previewTexts } from './preview-texts.ts';
import { SaveTestDialog } from './save-test-dialog.tsx';
import own from './tests-tab.module.css';
import { playInputs } from './use-preview.ts';

type Result = TestReport['results'][number];

export function TestsTab({ state }: { state: PreviewState }) {
  const say = useTexts(previewTexts);
  const words = useProblemText();
  // Those of the flow the run began in, which may have led into the one on the canvas.
  const { flow } = state;
  const isOpen = useDocument(({ id }) => id === flow);
  const tests = useFlowTests(flow);
  const mayEdit = useMay('flows.write');
  const saving = usePreviewAsked(({ dialog }) => dialog === 'test');
  const { run, running, results, error } = useRuns(flow);
  const asked = usePreviewAsked(({ runTests }) => runTests);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked for once, it is done once.
  useEffect(() => {
    if (!asked || !tests.data) return;
    usePreviewAsked.setState({ runTests: false });
    if (isOpen && tests.data.length > 0) void run();
  }, [asked, tests.data]);
  const shown = (tests.data ?? []).flatMap(({ id }) => results[id] ?? []);
  const failed = shown.filter(({ ok }) => !ok).length;
  return (
    <div className={css.tab}>
      <div className={css.ways}>
        {mayEdit ? (
          <Button size="s" disabled={state.steps < 2} onClick={() => askPreview('test')}>
            <FlaskConical size={14} aria-hidden />
            {say('saveTest')}
          </Button>
        ) : null}
        {isOpen && tests.data && tests.data.length > 0 ? (
          <Button size="s" disabled={running.length > 0} onClick={() => void run()}>
            <PlayCircle size={14} aria-hidden />
            {say(running.length > 0 ? 'running' : 'runAll')}
          </Button>
        ) : null}
      </div>
      <p className={css.fine} role="status">
        {shown.length === 0
          ? say('testsText')
          : failed === 0
            ? shown.length === 1
              ? say('onePassed')
              : say('allPassed', { count: shown.length })
            : say(failed === 1 ? 'oneFailed' : 'somePassed', { failed, count: shown.length })}
      </p>
      {error ? <Problem inline title={say('cannot')} detail={words(error)} /> : null}
      {tests.isPending ? (
        <Skeleton height="48px" />
      ) : tests.error ? (
        <Problem
          inline
          title={say('cannot')}
          detail={words(tests.error)}
          onRetry={() => void tests.refetch()}
        />
      ) : tests.data.length === 0 ? (
        <EmptyState small level={3} title={say('noTests')} text={say('noTestsText')} />
      ) : (
        <ul className={own.list}>
          {tests.data.map((test) => (
            <Test
              key={test.id}
              flow={flow}
              isOpen={isOpen}
              test={test}
              result={results[test.id]}
              running={running.includes(test.id)}
              onRun={() => void run([test.id])}
            />
          ))}
        </ul>
      )}
      {saving ? <SaveTestDialog state={state} onClose={() => askPreview(undefined)} /> : null}
    </div>
  );
}

function Test(props: {
  flow: string;
  isOpen: boolean;
  test: FlowTest;
  result: Result | undefined;
  running: boolean;
  onRun: () => void;
}) {
  const { test, result, running } = props;
  const say = useTexts(previewTexts);
  const words = useProblemText();
  const mayEdit = useMay('flows.write');
  const remove = useRemoveTest(props.flow);
  const restore = useRestoreTest(props.flow);
  const fail = (error: unknown) => toast({ tone: 'bad', text: words(error) });
  const { name, steps, locale, rcs, inputs, now, person, settings, variables, from } = test;
  return (
    <li className={css.item}>
      <div className={css.row}>
        <strong className={css.grow} dir="auto">
          {name}
        </strong>
        <span className={own.tools}>
          <IconButton
            label={say('runOne', { name })}
            icon={<FlaskConical size={14} aria-hidden />}
            disabled={running || !props.isOpen}
            onClick={props.onRun}
          />
          <IconButton
            label={say('playTest', { name })}
            icon={<Play size={14} aria-hidden />}
            onClick={() => void playInputs({ inputs, locale, rcs, now, person, settings, variables, from })}
          />
          {mayEdit ? (
            <IconButton
              label={say('removeTest', { name })}
              icon={<Trash2 size={14} aria-hidden />}
              disabled={remove.isPending}
              onClick={() =>
                remove.mutate(test.id, {
                  onSuccess: () =>
                    toast({
                      text: say('removed', { name }),
                      // The line that offered it is gone by then, and what it would hear of it.
                      action: { label: say('undo'), run: () => restore.mutateAsync(test.id).catch(fail) },
                    }),
                  onError: fail,
                })
              }
            />
          ) : null}
        </span>
      </div>
      <div className={css.row}>
        <span className={css.grow}>
          <span className={css.fine}>
            {say('testInfo', {
              steps: steps === 1 ? say('stepsOne') : say('stepsCount', { count: steps }),
              locale: locale.toUpperCase(),
              channel: rcs ? 'RCS' : 'SMS',
            })}
          </span>
        </span>
        {running ? (
          <LoaderCircle size={16} className={own.turning} role="img" aria-label={say('running')} />
        ) : result ? (
          <Badge
            tone={result.ok ? 'good' : 'bad'}
            icon={result.ok ? <Check size={12} aria-hidden /> : <CircleAlert size={12} aria-hidden />}
          >
            {say(result.ok ? 'passed' : 'differs')}
          </Badge>
        ) : null}
      </div>
      {result && !result.ok ? <Differences differences={result.differences} /> : null}
    </li>
  );
}

function Differences({ differences }: { differences: readonly TestDifference[] }) {
  const say = useTexts(previewTexts);
  const language = useLocale();
  return (
    <ul className={own.differences}>
      {differences.map(({ step, text, expected, got }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a report never changes.
        <li key={index}>
          <p>
            {text[language]} <span className={css.fine}>{say('atStep', { step })}</span>
          </p>
          <dl>
            <dt>{say('expected')}</dt>
            <dd dir="auto">{expected || say('nothingSaid')}</dd>
            <dt>{say('got')}</dt>
            <dd dir="auto">{got || say('nothingSaid')}</dd>
          </dl>
        </li>
      ))}
    </ul>
  );
}

function useRuns(flow: string) {
  const [running, setRunning] = useState<readonly string[]>([]);
  const [results, setResults] = useState<Record<string, Result>>({});
  const [error, setError] = useState<unknown>();
  const tests = useFlowTests(flow);
  const run = async (only?: string[]) => {
    setError(undefined);
    setRunning(only ?? tests.data?.map(({ id }) => id) ?? []);
    try {
      const report = await runTests(flow, useDocument.getState().flow, only);
      setResults((before) => ({
        ...before,
        ...Object.fromEntries(report.results.map((result) => [result.id, result])),
      }));
    } catch (failure) {
      setError(failure);
    } finally {
      setRunning([]);
    }
  };
  return { run, running, results, error };
}
