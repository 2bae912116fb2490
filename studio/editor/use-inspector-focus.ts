/** Leads the keyboard into the inspector and, by Escape, back to the step on the canvas. Knows neither of them. */
import { useEffect } from 'react';
import { useDocument } from '../document/store.ts';
import { focusNode, useFocus } from './focus.ts';

const FIELDS = 'input:not([type=hidden]), textarea, select, [contenteditable=true], button, [tabindex="0"]';
/** Frames within which a panel that has just been opened is there. */
const FRAMES = 60;

export function useInspectorFocus(): void {
  const asked = useFocus((state) => state.inspector);
  useEffect(() => {
    if (asked === 0) return undefined;
    let left = FRAMES;
    let stopped = false;
    const seek = () => {
      if (stopped) return;
      const panel = document.querySelector('[data-inspector]');
      const fields = [...(panel?.querySelectorAll<HTMLElement>(FIELDS) ?? [])];
      const field =
        fields.find((one) => one.checkVisibility() && !one.matches(':disabled, button')) ?? fields[0];
      left -= 1;
      field?.focus();
      if (field || left === 0) stop();
      else requestAnimationFrame(seek);
    };
    // Who turns back before the panel is there stays where they are.
    const stop = (event?: Event) => {
      if (event instanceof KeyboardEvent && event.key !== 'Escape') return;
      stopped = true;
      window.removeEventListener('keydown', stop, true);
      window.removeEventListener('pointerdown', stop, true);
    };
    window.addEventListener('keydown', stop, true);
    window.addEventListener('pointerdown', stop, true);
    seek();
    return stop;
  }, [asked]);

  useEffect(() => {
    const leave = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
      if (!(event.target instanceof Element) || !event.target.closest('[data-inspector]')) return;
      const [only] = useDocument.getState().selection;
      if (only === undefined) return;
      event.preventDefault();
      focusNode(only);
    };
    window.addEventListener('keydown', leave);
    return () => window.removeEventListener('keydown', leave);
  }, []);
}
