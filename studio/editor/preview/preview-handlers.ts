/** What each command of the preview does, whatever asked for it. Opens the panel where it is needed; draws nothing. */
import { type Handler, soleStep } from '../command-now.ts';
import type { IdsOf } from '../editor-commands.ts';
import { showPanel } from '../frame.ts';
import { askForTests, askPreview } from './preview-asked.ts';
import { previewSettings } from './preview-settings.ts';
import { runClock, runFrom, startPreview, usePreview } from './use-preview.ts';

/** What the panel says itself, for as long as it is there. */
type WhileOpen = 'preview.open-flow';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

export const previewHandlers: Readonly<Record<Exclude<IdsOf<'preview'>, WhileOpen>, Handler>> = {
  'preview.from-here': {
    run: (now) => {
      const id = soleStep(now);
      if (id !== undefined) void runFrom(id);
    },
  },
  'preview.restart': { run: () => void usePreview.getState().restart() },
  'preview.new-person': {
    run: () => {
      showPanel('preview');
      void startPreview();
    },
  },
  'preview.person': { run: () => askPreview('person') },
  'preview.start-at': { run: () => askPreview('start') },
  'preview.set-time': { run: () => askPreview('time') },
  'preview.clock': { run: () => runClock(!isRunning()), on: isRunning },
  'preview.skip': { run: () => void usePreview.getState().skip('next') },
  'preview.minutes': pass(5 * MINUTE_MS),
  'preview.hour': pass(60 * MINUTE_MS),
  'preview.day': pass(DAY_MS),
  'preview.week': pass(7 * DAY_MS),
  'preview.back-to-now': {
    run: () => {
      const { state, go } = usePreview.getState();
      if (state) void go(state.steps);
    },
  },
  'preview.phone': {
    run: () => {
      const platform = isApple() ? 'android' : 'ios';
      previewSettings.change({ platform });
      void usePreview.getState().setting({ platform });
    },
    on: isApple,
  },
  'preview.channel': {
    run: () => {
      const rcs = isSms();
      previewSettings.change({ rcs });
      void usePreview.getState().setting({ rcs });
    },
    on: isSms,
  },
  'preview.share': { run: () => askPreview('share') },
  'preview.save-test': { run: () => askPreview('test') },
  'preview.run-tests': { run: askForTests },
};

function pass(ms: number): Handler {
  return { run: () => void usePreview.getState().skip(ms) };
}

function isRunning(): boolean {
  return usePreview.getState().state?.clock.running ?? false;
}

function isApple(): boolean {
  return usePreview.getState().state?.platform === 'ios';
}

function isSms(): boolean {
  return usePreview.getState().state?.rcs === false;
}
