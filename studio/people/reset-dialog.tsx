/** Makes a link by which somebody sets a new password, and says what that means. */
import { useState } from 'react';
import type { MadeLink, PersonView } from '../../server/contract/people.ts';
import { useProblemText } from '../api/problem-text.ts';
import { request } from '../api/request.ts';
import { FormDialog } from '../ui/form-dialog.tsx';
import { useTexts } from '../ui/i18n.ts';
import { Problem } from '../ui/problem.tsx';
import { Switch } from '../ui/switch.tsx';
import { peopleTexts } from './people-texts.ts';

interface Props {
  person: PersonView;
  onClose: () => void;
  onMade: (link: MadeLink) => void;
}

export function ResetDialog({ person, onClose, onMade }: Props) {
  const say = useTexts(peopleTexts);
  const problemText = useProblemText();
  const [secondFactor, setSecondFactor] = useState(false);
  const [failed, setFailed] = useState<unknown>();
  const [busy, setBusy] = useState(false);

  const make = async () => {
    setBusy(true);
    setFailed(undefined);
    try {
      onMade(
        await request<MadeLink>(`/people/${person.id}/reset`, { method: 'POST', body: { secondFactor } }),
      );
    } catch (problem) {
      setFailed(problem);
      setBusy(false);
    }
  };
  return (
    <FormDialog
      title={say('resetTitle', { name: person.name })}
      description={say('resetText')}
      confirm={say('makeLink')}
      busy={busy}
      onClose={onClose}
      onSubmit={() => void make()}
    >
      {person.secondFactor ? (
        <Switch
          label={say('resetFactor')}
          hint={say('resetFactorHint')}
          checked={secondFactor}
          onChange={setSecondFactor}
        />
      ) : null}
      {failed === undefined ? null : <Problem inline title={say('failed')} detail={problemText(failed)} />}
    </FormDialog>
  );
}
