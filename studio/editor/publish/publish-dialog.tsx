/**
 * Publishing, on one page: what changes for customers, what stands in the way, whether the tests pass, what becomes of
 * the conversations under way, a note; then that it is live, and what to do next.
 */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { CircleCheck, History, Smartphone } from 'lucide-react';
import { useState } from 'react';
import { suppressedBy } from '../../../flows/edit/mark-node.ts';
import type { MoveProgress } from '../../../server/contract.ts';
import { FLOWS_KEY } from '../../api/flows.ts';
import { useProblemText } from '../../api/problem-text.ts';
import { useDocument } from '../../document/store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { useLocale, useTexts } from '../../ui/i18n.ts';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { focusInspector, focusNode } from '../focus.ts';
import { showPanel } from '../frame.ts';
import { titleOf } from '../node-title.ts';
import { findingWords } from '../problems/finding-words.ts';
import { DifferenceList } from '../versions/difference-list.tsx';
import { outlookOf } from './landing.ts';
import { publishingMine } from './my-publishing.ts';
import { Part } from './part.tsx';
import css from './publish.module.css';
import { moveRunning, publishFlow, readDifferences, readRunning, runTests } from './publish-api.ts';
import { publishTexts } from './publish-texts.ts';
import { type Moves, RunningPart } from './running-part.tsx';

const NOTE_MAX = 500;
const DIFFERENCES_SHOWN = 12;
const PROBLEMS_SHOWN = 5;

interface Props {
  open: boolean;
  onClose: () => void;
}

interface Outcome {
  version: number;
  moves: { version: number; progress?: MoveProgress; failed?: string }[];
}

export function PublishDialog({ open, onClose }: Props) {
  // Each opening begins anew, with fresh numbers.
  const [opening, setOpening] = useState({ open, n: 0 });
  if (opening.open !== open) setOpening({ open, n: opening.n + (open ? 1 : 0) });
  return <Publishing key={opening.n} open={open} onClose={onClose} opening={opening.n} />;
}

function Publishing({ open, onClose, opening }: Props & { opening: number }) {
  const say = useTexts(publishTexts);
  const problemText = useProblemText();
  const client = useQueryClient();
  const { id, flow, rev, status, published, findings } = useDocument();
  const isSaved = status === 'saved';
  const key = [id, rev, opening];
  const ask = { enabled: open && isSaved && id !== '', staleTime: Number.POSITIVE_INFINITY, gcTime: 0 };
  const [note, setNote] = useState('');
  const [force, setForce] = useState(false);
  const [moves, setMoves] = useState<Moves>({});
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const [outcome, setOutcome] = useState<Outcome>();
  const awaits = { ...ask, enabled: ask.enabled && !outcome && !isBusy };

  const differences = useQuery({
    queryKey: ['publish-differences', ...key],
    queryFn: ({ signal }) => readDifferences(id, 'live', 'draft', signal),
    ...awaits,
  });
  const tests = useQuery({
    queryKey: ['publish-tests', ...key],
    queryFn: ({ signal }) => runTests(id, signal),
    ...awaits,
  });
  const running = useQuery({
    queryKey: ['publish-running', id, opening],
    queryFn: ({ signal }) => readRunning(id, signal),
    ...awaits,
    enabled: awaits.enabled && published > 0,
  });

  const errors = findings.filter(({ severity }) => severity === 'error');
  const testsFail = (tests.data?.failed ?? 0) > 0;
  const versions = published > 0 ? (running.data?.versions ?? []) : [];
  const moving = versions.reduce((sum, version) => {
    const mapping = moves[version.version];
    if (!mapping) return sum;
    const outlook = outlookOf(flow, version, mapping);
    return sum + outlook.moving + outlook.finishing;
  }, 0);
  const isReady = isSaved && errors.length === 0 && !isBusy && !tests.isFetching && (!testsFail || force);

  const goTo = (node: string) => {
    onClose();
    whenClosed(() => focusNode(node));
  };

  const goToTriggers = () => {
    onClose();
    useDocument.getState().select([]);
    showPanel('inspector');
    whenClosed(focusInspector);
  };

  const publish = async () => {
    setBusy(true);
    setFailure(undefined);
    const wanted = versions.flatMap(({ version }) => {
      const mapping = moves[version];
      return mapping ? [{ version, mapping }] : [];
    });
    try {
      const { version } = await publishingMine(id, () => publishFlow(id, note.trim(), force && testsFail));
      useDocument.setState({ published: version });
      setOutcome({ version, moves: wanted.map((one) => ({ version: one.version })) });
      void client.invalidateQueries({ queryKey: FLOWS_KEY });
      void client.invalidateQueries({ queryKey: ['versions', id] });
      void client.invalidateQueries({ queryKey: ['running', id] });
    } catch (error) {
      setFailure(problemText(error));
      setBusy(false);
      return;
    }
    const tell = (version: number, news: { progress?: MoveProgress; failed?: string }) =>
      setOutcome(
        (before) =>
          before && {
            ...before,
            moves: before.moves.map((one) => (one.version === version ? { ...one, ...news } : one)),
          },
      );
    // One after the other: the server moves the conversations of one version at a time.
    for (const { version, mapping } of wanted) {
      try {
        await moveRunning(id, version, mapping, (progress) => tell(version, { progress }));
      } catch (error) {
        tell(version, { failed: problemText(error) });
      }
    }
    void client.invalidateQueries({ queryKey: ['running', id] });
    setBusy(false);
  };

  if (outcome) return <Live open={open} onClose={onClose} outcome={outcome} />;

  const next = published + 1;
  const hasTrigger = flow.triggers.length > 0;
  return (
    <Dialog
      open={open}
      onOpenChange={(isOpen) => isOpen || isBusy || onClose()}
      size="l"
      title={say('title', { name: flow.name })}
      description={
        published > 0
          ? say('about', { n: next, live: published })
          : say(hasTrigger ? 'aboutFirst' : 'aboutFirstQuiet')
      }
      footer={
        <>
          <Button size="m" onClick={onClose} disabled={isBusy}>
            {say('cancel')}
          </Button>
          <Button size="m" look="primary" disabled={!isReady} onClick={() => void publish()}>
            {isBusy
              ? say('publishing')
              : testsFail && force
                ? say('publishAnyway')
                : moving > 0
                  ? say('publishMove', { n: moving })
                  : say('publish', { n: next })}
          </Button>
        </>
      }
    >
      <Saving />
      <Changes query={differences} isSaved={isSaved} onStep={goTo} />
      <Problems onStep={goTo} />
      {hasTrigger ? null : (
        <Part title={say('reach')} standing="warn" summary={say('noTrigger')}>
          <Button size="s" onClick={goToTriggers}>
            {say('addTrigger')}
          </Button>
        </Part>
      )}
      {tests.isError ? (
        <Part title={say('tests')} standing="warn">
          <Problem inline title={say('failedRun')} onRetry={() => void tests.refetch()} />
        </Part>
      ) : (
        <Tests report={tests.data} force={force} onForce={setForce} />
      )}
      {published > 0 ? (
        <RunningPart
          draft={flow}
          running={running.data}
          failed={running.isError}
          moves={moves}
          onChange={setMoves}
        />
      ) : null}
      <Part title={say('note')} standing="plain">
        <Field label={say('note')} labelHidden help={say('noteHelp')}>
          {(control) => (
            <TextArea
              {...control}
              value={note}
              onChange={setNote}
              maxLength={NOTE_MAX}
              placeholder={say('notePlace')}
              dir="auto"
              minRows={2}
              maxRows={5}
            />
          )}
        </Field>
      </Part>
      {failure === undefined ? null : <Problem title={say('failed')} detail={failure} inline />}
    </Dialog>
  );
}

/** A dialog that closes gives the focus back to where it was: only after that can it be put elsewhere. */
function whenClosed(run: () => void): void {
  if (document.querySelector('[role=dialog]')) requestAnimationFrame(() => whenClosed(run));
  else setTimeout(run);
}

/** What is not saved cannot be published. */
function Saving() {
  const say = useTexts(publishTexts);
  const status = useDocument((state) => state.status);
  if (status === 'saved') return null;
  if (status === 'saving') {
    return (
      <p className={css.waiting} role="status">
        {say('waiting')}
      </p>
    );
  }
  return (
    <Problem
      inline
      title={say('notSaved')}
      detail={say(status)}
      {...(status === 'conflict' ? {} : { onRetry: () => useDocument.getState().retry() })}
    />
  );
}

interface ChangesProps {
  query: {
    data: Awaited<ReturnType<typeof readDifferences>> | undefined;
    isError: boolean;
    refetch: () => unknown;
  };
  isSaved: boolean;
  onStep: (id: string) => void;
}

function Changes({ query, onStep }: ChangesProps) {
  const say = useTexts(publishTexts);
  const flow = useDocument((state) => state.flow);
  const published = useDocument((state) => state.published);
  const [showsAll, setShowsAll] = useState(false);
  if (published === 0) {
    const n = Object.keys(flow.nodes).length;
    const summary = n === 1 ? say('firstOne') : say('first', { n });
    return <Part title={say('changes')} standing="plain" summary={summary} />;
  }
  if (query.isError) {
    return (
      <Part title={say('changes')} standing="plain">
        <Problem inline title={say('failedChanges')} onRetry={() => void query.refetch()} />
      </Part>
    );
  }
  if (!query.data) {
    return (
      <Part title={say('changes')} standing="plain">
        <div className={css.loading} aria-busy="true">
          <Skeleton width="60%" height="14px" />
          <Skeleton width="80%" height="14px" />
        </div>
      </Part>
    );
  }
  const { differences } = query.data;
  if (differences.length === 0) {
    return <Part title={say('changes')} standing="plain" summary={say('noChanges', { n: published })} />;
  }
  const shown = showsAll ? differences : differences.slice(0, DIFFERENCES_SHOWN);
  return (
    <Part title={say('changes')} standing="plain">
      <DifferenceList differences={shown} flows={[flow]} onStep={onStep} />
      {shown.length < differences.length ? (
        <Button size="s" onClick={() => setShowsAll(true)}>
          {say('all', { n: differences.length })}
        </Button>
      ) : null}
    </Part>
  );
}

function Problems({ onStep }: { onStep: (id: string) => void }) {
  const say = useTexts(publishTexts);
  const reader = useLocale();
  const flow = useDocument((state) => state.flow);
  const findings = useDocument((state) => state.findings);
  const errors = findings.filter(({ severity }) => severity === 'error');
  const warnings = findings.filter(
    (finding) => finding.severity === 'warning' && !suppressedBy(flow, finding),
  ).length;
  const about = warnings === 1 ? say('warningsOne') : say('warnings', { n: warnings });
  if (errors.length === 0) {
    return (
      <Part
        title={say('problems')}
        standing={warnings > 0 ? 'warn' : 'good'}
        summary={warnings > 0 ? about : say('noProblems')}
      />
    );
  }
  return (
    <Part
      title={say('problems')}
      standing="bad"
      summary={errors.length === 1 ? say('errorsOne') : say('errors', { n: errors.length })}
    >
      <ul className={css.errors}>
        {errors.slice(0, PROBLEMS_SHOWN).map((finding) => {
          const { node, path, code, message } = finding;
          return (
            <li key={`${code} ${path} ${message.en}`} className={css.error}>
              <span className={css.words}>
                {node === undefined ? null : <b dir="auto">{titleOf(flow, node, reader)}</b>}
                <span>{findingWords(flow, finding, reader).message}</span>
              </span>
              {node === undefined ? null : (
                <Button size="s" onClick={() => onStep(node)}>
                  {say('show')}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      {errors.length > PROBLEMS_SHOWN ? (
        <p className={css.soft}>{say('more', { n: errors.length - PROBLEMS_SHOWN })}</p>
      ) : null}
    </Part>
  );
}

interface TestsProps {
  report: Awaited<ReturnType<typeof runTests>> | undefined;
  force: boolean;
  onForce: (force: boolean) => void;
}

function Tests({ report, force, onForce }: TestsProps) {
  const say = useTexts(publishTexts);
  const reader = useLocale();
  if (!report) return <Part title={say('tests')} standing="waiting" summary={say('running')} />;
  const total = report.passed + report.failed;
  if (total === 0) return <Part title={say('tests')} standing="plain" summary={say('noTests')} />;
  if (report.failed === 0) {
    return (
      <Part
        title={say('tests')}
        standing="good"
        summary={total === 1 ? say('passedOne') : say('passed', { n: total })}
      />
    );
  }
  return (
    <Part
      title={say('tests')}
      standing="bad"
      summary={say('failedTests', { failed: report.failed, n: total })}
    >
      <ul className={css.errors}>
        {report.results
          .filter(({ ok }) => !ok)
          .map(({ id, name, differences }) => (
            <li key={id} className={css.error}>
              <span className={css.words}>
                <b dir="auto">{name}</b>
                {differences[0] ? <span>{differences[0].text[reader]}</span> : null}
              </span>
            </li>
          ))}
      </ul>
      <label className={css.force}>
        <input type="checkbox" checked={force} onChange={(event) => onForce(event.target.checked)} />
        {say('force')}
      </label>
    </Part>
  );
}

/** It is done: what that means, how the moving goes, and where to go from here. */
function Live({ open, onClose, outcome }: Props & { outcome: Outcome }) {
  const say = useTexts(publishTexts);
  const goTo = (panel: 'preview' | 'versions') => {
    onClose();
    showPanel(panel);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(isOpen) => isOpen || onClose()}
      size="m"
      title={say('live', { n: outcome.version })}
      footer={
        <>
          <Button size="m" onClick={() => goTo('versions')}>
            <History size={15} aria-hidden />
            {say('seeVersions')}
          </Button>
          <Button size="m" onClick={() => goTo('preview')}>
            <Smartphone size={15} aria-hidden />
            {say('try')}
          </Button>
          <Button size="m" look="primary" onClick={onClose}>
            {say('done')}
          </Button>
        </>
      }
    >
      <div className={css.live} role="status">
        <CircleCheck size={32} className={css.mark} data-standing="good" aria-hidden />
        <div>
          <p>{say('liveAbout')}</p>
          {outcome.moves.length === 0 && outcome.version > 1 ? (
            <p className={css.soft}>{say('liveStay')}</p>
          ) : null}
          {outcome.moves.map(({ version, progress, failed }) => (
            <p key={version} className={css.soft}>
              {failed !== undefined
                ? say('moveFailed', { n: version, reason: failed })
                : progress === undefined || progress.state === 'running'
                  ? say('moving', { n: version, moved: progress?.moved ?? 0 })
                  : say('moved', {
                      n: version,
                      moved: progress.moved,
                      left: progress.left,
                      failed: progress.failed,
                    })}
            </p>
          ))}
        </div>
      </div>
    </Dialog>
  );
}
