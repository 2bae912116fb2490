/** Asks before the editor is left while its newest edits are neither sent nor written down. Knows the document's state. */
import { useEffect, useState } from 'react';
import { useDocument } from '../document/store.ts';
import { Confirm } from '../ui/dialog.tsx';
import { useTexts } from '../ui/i18n.ts';
import { guardPage } from '../ui/router.tsx';
import { editorTexts } from './editor-texts.ts';

export function LeaveGuard() {
  const say = useTexts(editorTexts);
  // While they are on their way, leaving waits for them.
  const isLost = useDocument(({ isKept, status }) => !isKept && status !== 'saving' && status !== 'saved');
  const [leave, setLeave] = useState<() => void>();
  useEffect(() => {
    if (!isLost) return undefined;
    return guardPage((go) => {
      setLeave(() => go);
      return false;
    });
  }, [isLost]);
  return (
    <Confirm
      open={leave !== undefined}
      onOpenChange={(open) => open || setLeave(undefined)}
      title={say('leaveTitle')}
      text={say('leaveText')}
      confirm={say('leaveDo')}
      danger
      onConfirm={() => {
        setLeave(undefined);
        leave?.();
      }}
    />
  );
}
