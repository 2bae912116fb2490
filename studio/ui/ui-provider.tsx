/** What the parts of the design system need around them: one timing for tooltips, and the place where toasts appear. */
import { Tooltip } from 'radix-ui';
import type { ReactNode } from 'react';
import { Toaster } from './toaster.tsx';

export function UiProvider({ children }: { children: ReactNode }) {
  return (
    <Tooltip.Provider delayDuration={450} skipDelayDuration={250} disableHoverableContent>
      {children}
      <Toaster />
    </Tooltip.Provider>
  );
}
