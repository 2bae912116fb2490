/** An upload on its way: which file, whether it failed and why. Knows no form. */
import { useEffect, useRef, useState } from 'react';
import { LIMITS } from '../../flows/limits.ts';
import { isApiError } from '../api/api-error.ts';
import { useProblemText } from '../api/problem-text.ts';
import { useLocale } from '../ui/i18n.ts';
import { useMessageTexts } from './message-texts.ts';
import { sizeWords, type Uploaded, upload } from './upload.ts';

export function useUpload(onDone: (uploaded: Uploaded) => void) {
  const say = useMessageTexts();
  const locale = useLocale();
  const problem = useProblemText();
  const [busy, setBusy] = useState<string>();
  const [fault, setFault] = useState<string>();
  const under = useRef<AbortController>(undefined);
  const done = useRef(onDone);
  done.current = onDone;
  useEffect(() => () => under.current?.abort(), []);
  const faultOf = (error: unknown, file: Blob): string => {
    if (isApiError(error, 'unsupported_media_type')) return say('uploadType');
    if (!isApiError(error, 'payload_too_large')) return `${say('uploadFailed')} ${problem(error)}`;
    return say('uploadSize', {
      size: sizeWords(file.size, locale),
      most: sizeWords(LIMITS.fileBytes, locale),
    });
  };
  /** Resolves with what went wrong, if anything did. */
  const start = async (file: Blob, name: string): Promise<string | undefined> => {
    under.current?.abort();
    const control = new AbortController();
    under.current = control;
    setBusy(name);
    setFault(undefined);
    try {
      const uploaded = await upload(file, control.signal);
      if (!control.signal.aborted) done.current(uploaded);
      return undefined;
    } catch (error) {
      if (control.signal.aborted) return undefined;
      const words = faultOf(error, file);
      setFault(words);
      return words;
    } finally {
      if (!control.signal.aborted) setBusy(undefined);
    }
  };
  return { busy, fault, start };
}
