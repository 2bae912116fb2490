/** The preview beside the canvas: the phone, its clock, and what happens inside. Puts the parts together. */
import { ChevronDown, ChevronUp, MessageSquareDashed, X } from 'lucide-react';
import { type ReactNode, useLayoutEffect, useRef } from 'react';
import type { PreviewState } from '../../../server/contract.ts';
import { useProblemText } from '../../api/problem-text.ts';
import { useDocument } from '../../document/store.ts';
import { SessionPhone } from '../../phone/preview/session-phone.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Resizer } from '../../ui/resizer.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { ClockBar, LookingBack } from './clock-bar.tsx';
import { InsideTabs } from './inside-tabs.tsx';
import { Notices } from './notices.tsx';
import { PreviewBar } from './preview-bar.tsx';
import css from './preview-panel.module.css';
import { BELOW, previewSettings, usePreviewSettings } from './preview-settings.ts';
import { previewTexts } from './preview-texts.ts';
import { startPreview, useFollowDraft, usePreview } from './use-preview.ts';

export function PreviewPanel() {
  useFollowDraft();
  const { phase, state, past, refusal, failure, busy } = usePreview();
  return (
    <div className={css.panel} aria-busy={phase === 'opening' || busy > 0}>
      <PreviewBar state={state} />
      <div className={css.progress} data-busy={busy > 0} aria-hidden />
      {state && phase === 'ready' ? (
        <Ready state={state} past={past} refusal={refusal} />
      ) : (
        <Waiting phase={phase} failure={failure} />
      )}
    </div>
  );
}

function Ready({
  state,
  past,
  refusal,
}: {
  state: PreviewState;
  past: PreviewState | undefined;
  refusal: unknown;
}) {
  const { look, below } = usePreviewSettings();
  const take = usePreview((preview) => preview.take);
  const cameAt = usePreview((preview) => preview.cameAt);
  const said = usePreview((preview) => preview.said);
  const timeZone = useDocument(({ flow }) => flow.settings.timezone);
  const shown = past ?? state;
  return (
    <div className={css.parts} data-folded={below === 0}>
      <div className={css.front}>
        <Stage inert={past !== undefined}>
          <SessionPhone
            state={shown}
            {...(past ? {} : { cameAt })}
            run={past ? `${take} back ${past.step}` : String(take)}
            said={said}
            look={look}
            timeZone={timeZone}
            onAct={(act) => void usePreview.getState().act(act)}
          />
        </Stage>
        {past ? <LookingBack state={state} past={past} /> : null}
        <Notices state={shown} />
        {refusal ? <Refusal refusal={refusal} /> : null}
        <ClockBar state={state} past={past} />
      </div>
      <Inside state={state} shown={shown} below={below} />
    </div>
  );
}

/** The part below the phone, or beside it where there is room: dragged to its height, or folded away. */
function Inside({ state, shown, below }: { state: PreviewState; shown: PreviewState; below: number }) {
  const say = useTexts(previewTexts);
  const folded = below === 0;
  const box = useRef<HTMLElement>(null);
  // Set here and not as an attribute: beside the phone the stylesheet decides.
  useLayoutEffect(() => {
    box.current?.style.setProperty('--below', `${below}px`);
  }, [below]);
  return (
    <section ref={box} className={css.inside} aria-label={say('details')} data-folded={folded}>
      {folded ? null : (
        <Resizer
          label={say('resize')}
          edge="top"
          size={below}
          min={BELOW.min}
          max={BELOW.max}
          onResize={(size) => previewSettings.change({ below: size })}
          onReset={() => previewSettings.change({ below: BELOW.initial })}
        />
      )}
      <InsideTabs
        state={state}
        shown={shown}
        tools={
          <IconButton
            label={say(folded ? 'unfold' : 'fold')}
            className={css.fold}
            icon={folded ? <ChevronUp size={15} aria-hidden /> : <ChevronDown size={15} aria-hidden />}
            aria-expanded={!folded}
            side="top"
            onClick={() => previewSettings.change({ below: folded ? BELOW.initial : 0 })}
          />
        }
        onUnfold={() => {
          if (folded) previewSettings.change({ below: BELOW.initial });
        }}
      />
    </section>
  );
}

/** Below this height a phone is drawn smaller instead of being cut. */
const PHONE_HEIGHT = 620;
const SMALLEST = 0.72;

function Stage({ inert, children }: { inert: boolean; children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  const inner = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const outer = box.current;
    if (!outer) return;
    const fit = () => {
      const share = Math.min(1, Math.max(SMALLEST, outer.clientHeight / PHONE_HEIGHT));
      inner.current?.style.setProperty('zoom', String(Math.round(share * 100) / 100));
    };
    const observer = new ResizeObserver(fit);
    observer.observe(outer);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={box} className={css.stage} data-past={inert}>
      <div ref={inner} className={css.device} inert={inert}>
        {children}
      </div>
    </div>
  );
}

function Refusal({ refusal }: { refusal: unknown }) {
  const say = useTexts(previewTexts);
  const words = useProblemText();
  return (
    <div className={css.refusal} role="alert">
      <p>{words(refusal)}</p>
      <IconButton
        label={say('dismiss')}
        icon={<X size={14} aria-hidden />}
        onClick={() => usePreview.setState({ refusal: undefined })}
      />
    </div>
  );
}

function Waiting({ phase, failure }: { phase: string; failure: unknown }) {
  const say = useTexts(previewTexts);
  const words = useProblemText();
  const empty = useDocument(({ flow }) => Object.keys(flow.nodes).length === 0);
  if (empty) {
    return (
      <EmptyState
        small
        level={3}
        icon={<MessageSquareDashed size={20} aria-hidden />}
        title={say('empty')}
        text={say('emptyText')}
      />
    );
  }
  if (phase === 'failed') {
    return (
      <div className={css.notice}>
        <Problem title={say('failed')} detail={words(failure)} onRetry={() => void startPreview()} />
      </div>
    );
  }
  if (phase === 'closed') {
    return (
      <EmptyState small level={3} title={say('closed')}>
        <Button size="m" onClick={() => void startPreview()}>
          {say('start')}
        </Button>
      </EmptyState>
    );
  }
  return (
    <div className={css.stage}>
      <span className="visually-hidden">{say('loading')}</span>
      <div className={css.ghost}>
        <Skeleton height="44px" />
        <Skeleton width="70%" height="64px" />
        <Skeleton width="52%" height="38px" />
      </div>
    </div>
  );
}
