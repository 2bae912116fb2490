/** Asks what somebody may do from now on. */
import { useState } from 'react';
import type { PersonView } from '../../server/contract/people.ts';
import { isApiError } from '../api/api-error.ts';
import { useProblemText } from '../api/problem-text.ts';
import { request } from '../api/request.ts';
import { RoleChoice } from '../api/role-choice.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { useTexts } from '../ui/i18n.ts';
import { Problem } from '../ui/problem.tsx';
import { peopleTexts } from './people-texts.ts';

interface Props {
  person: PersonView;
  onClose: () => void;
  onSaved: () => void;
}

export function RolesDialog({ person, onClose, onSaved }: Props) {
  const say = useTexts(peopleTexts);
  const problemText = useProblemText();
  const [roles, setRoles] = useState(person.roles);
  const [failed, setFailed] = useState<unknown>();
  const [busy, setBusy] = useState(false);

  const submit = async () => {
    if (roles.length === 0) return;
    setBusy(true);
    setFailed(undefined);
    try {
      await request<PersonView>(`/people/${person.id}`, { method: 'PUT', body: { roles } });
      onSaved();
    } catch (problem) {
      setFailed(problem);
      setBusy(false);
    }
  };
  const why = isApiError(failed, 'last_owner') ? say('lastOwner') : problemText(failed);
  return (
    <FormDialog
      title={say('rolesTitle', { name: person.name })}
      description={say('rolesText')}
      confirm={say('save')}
      busy={busy}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <RoleChoice
        label={say('roles')}
        value={roles}
        onChange={setRoles}
        error={roles.length === 0 ? say('rolesMissing') : undefined}
      />
      {failed === undefined ? null : <Problem inline title={say('failed')} detail={why} />}
    </FormDialog>
  );
}
