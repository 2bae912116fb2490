/** Chooses a file to take over into the open flow, and shows what it would change. Asked for from anywhere in the editor. */
import { lazy, Suspense, useState } from 'react';

/** Comparing needs code that nobody else here does. */
const ImportDialog = lazy(async () => ({ default: (await import('./import-dialog.tsx')).ImportDialog }));

const FIELD = 'flow-file';

/** Opens the browser's own list of files. */
export function askForFile(): void {
  document.getElementById(FIELD)?.click();
}

export function ImportFile() {
  const [chosen, setChosen] = useState<File>();
  return (
    <>
      <input
        id={FIELD}
        type="file"
        accept=".json,application/json"
        className="visually-hidden"
        tabIndex={-1}
        aria-hidden
        onChange={(event) => {
          setChosen(event.target.files?.[0]);
          // The same file may be chosen again once it is mended.
          event.target.value = '';
        }}
      />
      {chosen ? (
        <Suspense>
          <ImportDialog file={chosen} onClose={() => setChosen(undefined)} />
        </Suspense>
      ) : null}
    </>
  );
}
