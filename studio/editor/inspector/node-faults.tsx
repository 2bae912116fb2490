/** What is to be mended in a step, in a few lines that are opened when wanted. */
import { ChevronRight, CircleAlert, TriangleAlert } from 'lucide-react';
import { useId, useState } from 'react';
import type { Finding } from '../../../flows/checks/finding.ts';
import { suppressedBy } from '../../../flows/edit/mark-node.ts';
import { useDocument } from '../../document/store.ts';
import { useLocale } from '../../ui/i18n.ts';
import { useInspectorTexts } from './inspector-texts.ts';
import css from './node-faults.module.css';

export function NodeFaults({ id }: { id: string }) {
  const say = useInspectorTexts();
  const locale = useLocale();
  const listId = useId();
  const [open, setOpen] = useState(false);
  const flow = useDocument((state) => state.flow);
  const findings = useDocument((state) => state.findings);
  const mine = findings.filter((finding) => finding.node === id && !suppressedBy(flow, finding));
  if (mine.length === 0) return null;
  const errors = mine.filter(({ severity }) => severity === 'error').length;
  const warnings = mine.length - errors;
  const words = [
    errors === 0 ? '' : errors === 1 ? say('oneError') : say('errors', { count: errors }),
    warnings === 0 ? '' : warnings === 1 ? say('oneWarning') : say('warnings', { count: warnings }),
  ].filter(Boolean);
  return (
    <div className={css.faults} data-error={errors > 0}>
      <button
        type="button"
        className={css.toggle}
        aria-expanded={open}
        aria-controls={open ? listId : undefined}
        onClick={() => setOpen(!open)}
      >
        {errors > 0 ? <CircleAlert size={14} aria-hidden /> : <TriangleAlert size={14} aria-hidden />}
        <span className={css.words}>{words.join(', ')}</span>
        <ChevronRight size={14} aria-hidden className={css.arrow} />
      </button>
      {open ? (
        <ul id={listId} className={css.list}>
          {mine.map((finding) => (
            <li key={keyOf(finding)} data-error={finding.severity === 'error'}>
              <p>{finding.message[locale]}</p>
              <p className={css.mend}>{finding.mend[locale]}</p>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function keyOf({ code, path, message }: Finding): string {
  return `${code} ${path} ${message.en}`;
}
