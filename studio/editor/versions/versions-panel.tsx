/** The history of the open flow: its draft, every version published, two compared. Puts the parts together. */
import { useEffect, useState } from 'react';
import { ComparePart } from './compare-part.tsx';
import { History } from './history.tsx';
import { type Side, showDraft, useShowing } from './showing.ts';
import css from './versions.module.css';

export interface Comparing {
  from: Side;
  to: Side;
}

export function VersionsPanel() {
  const [comparing, setComparing] = useState<Comparing>();
  // A version goes on being looked at, and can be played in the preview; the marks of a comparison mean nothing alone.
  useEffect(
    () => () => {
      if (useShowing.getState().shown?.kind === 'comparison') showDraft();
    },
    [],
  );
  return (
    <div className={css.panel}>
      {comparing ? (
        <ComparePart
          comparing={comparing}
          onChange={setComparing}
          onClose={() => {
            showDraft();
            setComparing(undefined);
          }}
        />
      ) : (
        <History onCompare={setComparing} />
      )}
    </div>
  );
}
