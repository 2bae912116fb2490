/** What of the preview was asked for from elsewhere: a dialog of its bar, its tests. Kept until it is there to do it. */
import { create } from 'zustand';
import { showPanel } from '../frame.ts';
import { BELOW, previewSettings } from './preview-settings.ts';

export type PreviewDialog = 'share' | 'start' | 'time' | 'person' | 'test';
export type InsideTab = 'state' | 'waiting' | 'log' | 'sent' | 'tests';

interface Asked {
  dialog: PreviewDialog | undefined;
  tab: InsideTab;
  /** All saved tests are to be run as soon as they are known. */
  runTests: boolean;
}

export const usePreviewAsked = create<Asked>(() => ({ dialog: undefined, tab: 'state', runTests: false }));

/** Opens a dialog of the preview; undefined closes what is open. */
export function askPreview(dialog: PreviewDialog | undefined): void {
  if (dialog) showPanel('preview');
  if (dialog === 'test') showTests();
  usePreviewAsked.setState({ dialog });
}

export function askForTests(): void {
  showPanel('preview');
  showTests();
  usePreviewAsked.setState({ runTests: true });
}

function showTests(): void {
  if (previewSettings.get().below === 0) previewSettings.change({ below: BELOW.initial });
  usePreviewAsked.setState({ tab: 'tests' });
}
