/** The preview's own clock and the run's steps: let time pass, look back, go another way. */
import { ChevronDown, GitBranch, Pause, Play, SkipForward } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { PreviewState } from '../../../server/contract.ts';
import { isMoving } from '../../phone/preview/instant.ts';
import { useInstant } from '../../phone/preview/use-instant.ts';
import { Button } from '../../ui/button.tsx';
import { useLocale, useTexts } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { toast } from '../../ui/toast.ts';
import { Tooltip } from '../../ui/tooltip.tsx';
import { useEditorButtons } from '../use-editor-commands.ts';
import css from './clock-bar.module.css';
import { previewHandlers } from './preview-handlers.ts';
import { previewTexts } from './preview-texts.ts';
import { countdown } from './span-words.ts';
import { usePreview } from './use-preview.ts';
import { VirtualTime } from './virtual-time.tsx';

const HOUR_MS = 3_600_000;
/** A slider that is dragged asks for where it rests, not for all it passes. */
const SETTLE_MS = 70;

export function ClockBar({ state, past }: { state: PreviewState; past: PreviewState | undefined }) {
  const say = useTexts(previewTexts);
  const { skip } = usePreview.getState();
  const late = past !== undefined;
  return (
    <section className={css.bar} aria-label={say('clock')}>
      <div className={css.row}>
        <Clock state={state} past={past} />
        <Skip state={state} late={late} />
        <span className={css.pair}>
          <Button
            size="s"
            look="quiet"
            className={css.hour}
            disabled={late}
            aria-label={say('hourLong')}
            onClick={() => void skip(HOUR_MS)}
          >
            {say('hour')}
          </Button>
          <Menu
            trigger={
              <IconButton
                label={say('later')}
                icon={<ChevronDown size={14} aria-hidden />}
                disabled={late}
                className={css.more}
              />
            }
            align="end"
            entries={[
              { label: say('minutes5'), run: () => void skip(HOUR_MS / 12) },
              { label: say('day'), run: () => void skip(24 * HOUR_MS) },
              { label: say('week'), run: () => void skip(7 * 24 * HOUR_MS) },
            ]}
          />
        </span>
      </div>
      {state.steps > 1 ? <Steps state={state} past={past} /> : null}
    </section>
  );
}

function Clock({ state, past }: { state: PreviewState; past: PreviewState | undefined }) {
  const say = useTexts(previewTexts);
  const cameAt = usePreview((preview) => preview.cameAt);
  const now = useInstant(state, cameAt);
  const { running, held } = state.clock;
  const { icon } = useEditorButtons(previewHandlers);
  const why = state.calls.length > 0 ? say('heldByCall') : say('held');
  return (
    <span className={css.time} data-moving={isMoving(state) && past === undefined}>
      <IconButton
        {...icon('preview.clock')}
        icon={running ? <Pause size={14} aria-hidden /> : <Play size={14} aria-hidden />}
        side="top"
        className={css.run}
      />
      <span title={running && held && past === undefined ? why : undefined}>
        <VirtualTime at={past?.now ?? now} seconds short />
      </span>
    </span>
  );
}

function Skip({ state, late }: { state: PreviewState; late: boolean }) {
  const say = useTexts(previewTexts);
  const language = useLocale();
  const cameAt = usePreview((preview) => preview.cameAt);
  const now = useInstant(state, cameAt);
  const { nextAt } = state;
  const wait = nextAt === undefined ? undefined : countdown(nextAt - now, language);
  return (
    <Tooltip text={wait === undefined ? say('nothingNext') : say('skip')}>
      <Button
        size="s"
        look="quiet"
        aria-disabled={wait === undefined || late}
        className={css.skip}
        onClick={() => wait !== undefined && !late && void usePreview.getState().skip('next')}
      >
        <SkipForward size={14} aria-hidden />
        {wait === undefined ? say('skipShort') : say('skipIn', { time: wait })}
      </Button>
    </Tooltip>
  );
}

function Steps({ state, past }: { state: PreviewState; past: PreviewState | undefined }) {
  const say = useTexts(previewTexts);
  const { go } = usePreview.getState();
  const last = state.steps - 1;
  const at = past?.step ?? last;
  const [dragged, setDragged] = useState<number>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was dragged to is shown until it has come.
  useEffect(() => setDragged(undefined), [at, last]);
  const value = dragged ?? at;
  const words = say('stepOf', { step: value, steps: last });
  return (
    <div className={css.row}>
      <input
        type="range"
        className={css.slider}
        min={0}
        max={last}
        step={1}
        value={value}
        aria-label={say('steps')}
        aria-valuetext={words}
        onChange={(event) => {
          const step = Number(event.target.value);
          setDragged(step);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => void go(step), SETTLE_MS);
        }}
      />
      <span className={css.count} aria-hidden>
        {value}/{last}
      </span>
    </div>
  );
}

/** Says that the phone shows an earlier step, and the two ways out of it. */
export function LookingBack({ state, past }: { state: PreviewState; past: PreviewState }) {
  const say = useTexts(previewTexts);
  const { go, fork, switchTo } = usePreview.getState();
  const { step } = past;
  const goOn = async () => {
    const left = await fork(step);
    if (left === undefined) return;
    toast({
      text: say('forked', { step }),
      action: { label: say('backThere'), run: () => void switchTo(left) },
    });
  };
  return (
    <div className={css.looking} role="status">
      <p>{step === 0 ? say('lookingFirst') : say('looking', { step, steps: state.steps - 1 })}</p>
      <div className={css.ways}>
        <Button size="s" onClick={() => void goOn()}>
          <GitBranch size={14} aria-hidden />
          {say('goOn')}
        </Button>
        <Button size="s" look="quiet" onClick={() => void go(state.steps)}>
          {say('backNow')}
        </Button>
      </div>
    </div>
  );
}
