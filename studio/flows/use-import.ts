/** The way of a file into the flows: read, tried out without changing anything, then imported. Knows no markup. */
import { useEffect, useState } from 'react';
import { type ImportedFlow, importFlow } from '../api/flows.ts';
import type { ImportInto } from './import-review.tsx';
import { type FlowFile, readFlowFile } from './read-flow-file.ts';

export type ImportStep =
  | { step: 'choose' }
  | { step: 'reading'; file: File }
  /** Not even sent. */
  | { step: 'unusable'; file: File; fault: Extract<FlowFile, { ok: false }> }
  | { step: 'refused'; file: File; error: unknown }
  | { step: 'review'; document: unknown; plan: ImportedFlow };

export function useImport(first: File | undefined) {
  const [at, setAt] = useState<ImportStep>(first ? { step: 'reading', file: first } : { step: 'choose' });
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<unknown>();

  const reading = at.step === 'reading' ? at.file : undefined;
  useEffect(() => {
    if (!reading) return;
    let current = true;
    tryFile(reading).then((next) => {
      // Another file may have been chosen meanwhile.
      if (current) setAt(next);
    });
    return () => {
      current = false;
    };
  }, [reading]);

  const choose = (file: File) => {
    setFailed(undefined);
    setAt({ step: 'reading', file });
  };
  /** Answers with what was made, or undefined where it failed and `failed` says why. */
  const finish = async (into: ImportInto): Promise<ImportedFlow | undefined> => {
    if (at.step !== 'review' || busy) return undefined;
    setBusy(true);
    setFailed(undefined);
    try {
      const target = into === 'draft' ? documentId(at.document) : undefined;
      return await importFlow({ document: at.document, ...(target ? { into: target } : {}) });
    } catch (error) {
      setFailed(error);
      setBusy(false);
      return undefined;
    }
  };
  return { at, busy, failed, choose, finish };
}

async function tryFile(file: File): Promise<ImportStep> {
  const got = await readFlowFile(file);
  if (!got.ok) return { step: 'unusable', file, fault: got };
  try {
    const plan = await importFlow({ document: got.document, dryRun: true });
    return { step: 'review', document: got.document, plan };
  } catch (error) {
    return { step: 'refused', file, error };
  }
}

/** The id the document itself has. */
export function documentId(document: unknown): string | undefined {
  const { id } = (document ?? {}) as { id?: unknown };
  return typeof id === 'string' ? id : undefined;
}
