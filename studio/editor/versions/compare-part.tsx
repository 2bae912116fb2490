/** Two versions side by side, in words here and as one on the canvas. Knows the history only as a list of numbers. */
import { ArrowRightLeft, X } from 'lucide-react';
import { useEffect, useId, useMemo } from 'react';
import { compare } from '../../../flows/compare.ts';
import { useDocument } from '../../document/store.ts';
import { Button } from '../../ui/button.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Select } from '../../ui/select.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { boxesOf } from '../canvas/actions.ts';
import { focusNode } from '../focus.ts';
import { combined, marksOf } from './combined.ts';
import { DifferenceList } from './difference-list.tsx';
import { type Side, showComparison, showDraft } from './showing.ts';
import { useVersion } from './use-since-live.ts';
import { versionTexts } from './version-texts.ts';
import css from './versions.module.css';
import type { Comparing } from './versions-panel.tsx';

interface Props {
  comparing: Comparing;
  onChange: (comparing: Comparing) => void;
  onClose: () => void;
}

export function ComparePart({ comparing: { from, to }, onChange, onClose }: Props) {
  const say = useTexts(versionTexts);
  const base = useId();
  const published = useDocument((state) => state.published);
  const [before, after] = [useSide(from), useSide(to)];
  const [older, newer] = [before.flow, after.flow];
  const result = useMemo(() => {
    if (!older || !newer || from === to) return undefined;
    const differences = compare(older, newer);
    return { differences, shown: combined(older, newer, boxesOf), marks: marksOf(differences, older, newer) };
  }, [older, newer, from, to]);
  useEffect(() => {
    if (result) showComparison(from, to, result.shown, result.marks);
    else showDraft();
  }, [result, from, to]);

  const options = (['draft', ...Array.from({ length: published }, (_, n) => published - n)] as Side[]).map(
    (side) => ({
      value: String(side),
      label: side === 'draft' ? say('draft') : say('version', { n: side }),
    }),
  );
  const read = (value: string): Side => (value === 'draft' ? 'draft' : Number(value));
  const failed = before.failed ?? after.failed;
  const count = result?.differences.length ?? 0;
  return (
    <section className={css.compare} aria-label={say('compareTitle')}>
      <div className={css.sides}>
        <div className={css.side}>
          <label htmlFor={`${base}-from`}>{say('from')}</label>
          <Select
            id={`${base}-from`}
            value={String(from)}
            options={options}
            onChange={(value) => onChange({ from: read(value), to })}
          />
        </div>
        <IconButton
          label={say('swap')}
          icon={<ArrowRightLeft size={15} aria-hidden />}
          onClick={() => onChange({ from: to, to: from })}
        />
        <div className={css.side}>
          <label htmlFor={`${base}-to`}>{say('to')}</label>
          <Select
            id={`${base}-to`}
            value={String(to)}
            options={options}
            onChange={(value) => onChange({ from, to: read(value) })}
          />
        </div>
        <IconButton label={say('close')} icon={<X size={15} aria-hidden />} onClick={onClose} />
      </div>
      {from === to ? (
        <p className={css.nothing}>{say('sameSide')}</p>
      ) : failed ? (
        <div className={css.notice}>
          <Problem inline title={say('failedVersion', { n: failed.version })} onRetry={failed.again} />
        </div>
      ) : result ? (
        <>
          <div className={css.count}>
            <p role="status">
              {count === 0
                ? say('nothing')
                : count === 1
                  ? say('differenceOne')
                  : say('differences', { n: count })}
            </p>
            {count > 0 ? (
              <p className={css.legend}>
                <span className="visually-hidden">{say('legend')}</span>
                {(['added', 'changed', 'removed'] as const)
                  .filter((mark) => result.marks[mark].size > 0)
                  .map((mark) => (
                    <span key={mark} data-mark={mark}>
                      {result.marks[mark].size} {say(mark)}
                    </span>
                  ))}
              </p>
            ) : null}
          </div>
          <div className={css.differences}>
            <DifferenceList
              differences={result.differences}
              flows={[result.shown]}
              onStep={(id) => focusNode(id)}
            />
          </div>
        </>
      ) : (
        <div className={css.loading} aria-busy="true">
          <span className="visually-hidden">{say('comparing')}</span>
          <Skeleton width="60%" height="14px" />
          <Skeleton width="80%" height="14px" />
        </div>
      )}
      <div className={css.foot}>
        <Button size="s" onClick={onClose}>
          {say('close')}
        </Button>
      </div>
    </section>
  );
}

/** The document of one side; the draft as it is being edited by others. */
function useSide(side: Side) {
  const id = useDocument((state) => state.id);
  const draft = useDocument((state) => state.draft());
  const { data, isError, refetch } = useVersion(id, side === 'draft' ? 0 : side);
  if (side === 'draft') return { flow: draft, failed: undefined };
  return { flow: data, failed: isError ? { version: side, again: () => void refetch() } : undefined };
}
