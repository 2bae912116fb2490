/** How a conversation ended: one out of a few endings, or not said. */
import { Field } from '../ui/field.tsx';
import { dictionary, useTexts } from '../ui/i18n.ts';
import { Select } from '../ui/select.tsx';

/** Stored as they are, so that they can be counted whatever language somebody reads. */
export const ENDINGS = ['solved', 'noAnswer', 'notPossible', 'passedOn', 'spam'] as const;
export type Ending = (typeof ENDINGS)[number];

export const endingTexts = dictionary(
  {
    disposition: 'How it ended',
    dispositionNone: 'Not said',
    solved: 'Solved',
    noAnswer: 'Customer did not answer',
    notPossible: 'Could not be done',
    passedOn: 'Passed on elsewhere',
    spam: 'Spam or by mistake',
  },
  {
    disposition: 'Issue',
    dispositionNone: 'Non précisée',
    solved: 'Résolue',
    noAnswer: 'Le client n’a pas répondu',
    notPossible: 'Impossible à faire',
    passedOn: 'Transmise ailleurs',
    spam: 'Indésirable ou erreur',
  },
);

interface Props {
  value: Ending | undefined;
  onChange: (ending: Ending | undefined) => void;
}

export function EndingField({ value, onChange }: Props) {
  const say = useTexts(endingTexts);
  return (
    <Field label={say('disposition')}>
      {(control) => (
        <Select<Ending | ''>
          {...control}
          value={value ?? ''}
          options={[
            ...ENDINGS.map((ending) => ({ value: ending, label: say(ending) })),
            { value: '', label: say('dispositionNone') },
          ]}
          onChange={(ending) => onChange(ending === '' ? undefined : ending)}
        />
      )}
    </Field>
  );
}
