/** One of the workspace's flows, with a way to open it. */
import { ExternalLink } from 'lucide-react';
import { useFlows } from '../../api/flows.ts';
import { useEditing } from '../../message/editing.ts';
import { useNotes } from '../../message/note-of.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Select } from '../../ui/select.tsx';
import css from './form.module.css';
import { useInspectorTexts } from './inspector-texts.ts';

interface Props {
  label: string;
  labelHidden?: boolean;
  value: string;
  /** Where it stands in the document. */
  at: string;
  /** The flow that is edited: it is not offered. */
  self: string;
  /** What stands for none; left out where one is needed. */
  none?: string;
  onChange: (id: string) => void;
}

export function FlowSelect({ label, labelHidden, value, at, self, none, onChange }: Props) {
  const say = useInspectorTexts();
  const { readOnly } = useEditing();
  const notes = useNotes(at);
  const { data: flows, isError, refetch } = useFlows({ quiet: true });
  const offered = (flows ?? []).filter(({ id, archived }) => id !== self && (!archived || id === value));
  const known = flows === undefined || value === '' || flows.some(({ id }) => id === value);
  return (
    <>
      <Field
        label={label}
        labelHidden={labelHidden}
        error={notes.error ?? (known ? undefined : say('flowMissing'))}
        warning={notes.warning}
      >
        {(control) => (
          <Select
            {...control}
            value={value}
            disabled={readOnly}
            options={[
              ...(none === undefined ? [] : [{ value: '', label: none }]),
              ...offered.map(({ id, name, published }) => ({
                value: id,
                label: published === 0 ? `${name} (${say('flowUnpublished')})` : name,
              })),
            ]}
            onChange={onChange}
          />
        )}
      </Field>
      {isError ? <Problem inline title={say('flowsFailed')} onRetry={() => void refetch()} /> : null}
      {value !== '' && known && flows ? (
        <ButtonLink look="quiet" size="s" className={css.flush} href={`/flows/${value}`}>
          <ExternalLink size={14} aria-hidden />
          {say('openFlow')}
        </ButtonLink>
      ) : null}
    </>
  );
}
