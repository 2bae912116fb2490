/** Brings a flow in from a file: shows what is in it and what would change, and only then does it. */
import { Upload } from 'lucide-react';
import { useRef, useState } from 'react';
import { isApiError } from '../api/api-error.ts';
import { faultText, useProblemText } from '../api/problem-text.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { useLocale, useRegion, useTexts } from '../ui/i18n.ts';
import { jsonFault } from '../ui/json-fault.ts';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { toast } from '../ui/toast.ts';
import { flowTexts } from './flow-texts.ts';
import css from './import-dialog.module.css';
import { type ImportInto, ImportReview } from './import-review.tsx';
import { FILE_MAX_BYTES } from './read-flow-file.ts';
import { ShortList } from './short-list.tsx';
import { documentId, type ImportStep, useImport } from './use-import.ts';

interface Props {
  file: File | undefined;
  onClose: () => void;
  onImported: (id: string) => void;
}

const FAULTS = {
  'too-large': 'importTooLarge',
  'no-json': 'importNoJson',
  empty: 'importEmpty',
  unreadable: 'importUnreadable',
} as const;

export function ImportDialog({ file, onClose, onImported }: Props) {
  const say = useTexts(flowTexts);
  const problemText = useProblemText();
  const { at, busy, failed, choose, finish } = useImport(file);
  const [into, setInto] = useState<ImportInto>('new');
  const input = useRef<HTMLInputElement>(null);

  const doImport = async () => {
    const done = await finish(into);
    if (!done) return;
    toast({ tone: 'good', text: say('importDone', { name: done.name }) });
    onClose();
    onImported(done.id);
  };
  const openChooser = () => input.current?.click();
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={say('importTitle')}
      footer={
        <>
          {at.step === 'choose' ? null : (
            <Button size="m" look="quiet" className={css.another} onClick={openChooser}>
              {say('importAnother')}
            </Button>
          )}
          <Button size="m" onClick={onClose}>
            {say('cancel')}
          </Button>
          {at.step === 'review' ? (
            <Button size="m" look="primary" disabled={busy} aria-busy={busy} onClick={doImport}>
              {say('importDo')}
            </Button>
          ) : null}
        </>
      }
    >
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        className="visually-hidden"
        tabIndex={-1}
        aria-label={say('importChoose')}
        onChange={(event) => {
          const chosen = event.target.files?.[0];
          // The same file may be chosen again after it has been mended.
          event.target.value = '';
          if (chosen) choose(chosen);
        }}
      />
      {at.step === 'choose' ? (
        <div className={css.choose}>
          <Upload size={22} aria-hidden />
          <p>{say('importDrop')}</p>
          <Button size="m" look="primary" onClick={openChooser}>
            {say('importChoose')}
          </Button>
        </div>
      ) : null}
      {at.step === 'reading' ? (
        <div className={css.reading} aria-busy="true">
          <p role="status">{say('importReading', { file: at.file.name })}</p>
          <Skeleton height="16px" width="60%" />
          <Skeleton height="16px" width="40%" />
          <Skeleton height="64px" />
        </div>
      ) : null}
      {at.step === 'unusable' || at.step === 'refused' ? <Refusal at={at} /> : null}
      {at.step === 'review' ? (
        <ImportReview plan={at.plan} taken={documentId(at.document)} into={into} onInto={setInto} />
      ) : null}
      {failed === undefined ? null : (
        <Problem inline title={say('actionFailed', { reason: problemText(failed) })} />
      )}
    </Dialog>
  );
}

function Refusal({ at }: { at: Extract<ImportStep, { step: 'unusable' | 'refused' }> }) {
  const say = useTexts(flowTexts);
  const locale = useLocale();
  const region = useRegion();
  const problemText = useProblemText();
  const { name, size } = at.file;
  if (at.step === 'unusable') {
    const megabytes = (bytes: number) =>
      new Intl.NumberFormat(region, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 }).format(
        bytes / 1024 / 1024,
      );
    const { fault, text, error } = at.fault;
    const values = { file: name, size: megabytes(size), max: megabytes(FILE_MAX_BYTES) };
    return (
      <Problem
        inline
        title={say(FAULTS[fault], values)}
        detail={error === undefined ? undefined : sentenceOf(jsonFault(text, error, locale))}
      />
    );
  }
  const faults = isApiError(at.error) ? at.error.faults : [];
  return (
    <div className={css.refused}>
      <Problem inline title={say('importRefused', { file: name })} detail={problemText(at.error)} />
      <ShortList
        items={faults.map((fault) =>
          [fault.path, faultText(fault, locale)].filter(Boolean).join(locale === 'fr' ? '\u00a0: ' : ': '),
        )}
        more="importMoreFindings"
      />
    </div>
  );
}

function sentenceOf(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
