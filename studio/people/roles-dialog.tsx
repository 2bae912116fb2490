/** Asks what somebody may do from now on. */
import { type FormEvent, useId, useState } from 'react';
import type { PersonView } from '../../server/contract/people.ts';
import { isApiError } from '../api/api-error.ts';
import { useProblemText } from '../api/problem-text.ts';
import { request } from '../api/request.ts';
import { RoleChoice } from '../api/role-choice.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { useTexts } from '../ui/i18n.ts';
import { Problem } from '../ui/problem.tsx';
import css from './people.module.css';
import { peopleTexts } from './people-texts.ts';

interface Props {
  person: PersonView;
  onClose: () => void;
  onSaved: () => void;
}

export function RolesDialog({ person, onClose, onSaved }: Props) {
  const say = useTexts(peopleTexts);
  const problemText = useProblemText();
  const form = useId();
  const [roles, setRoles] = useState(person.roles);
  const [failed, setFailed] = useState<unknown>();
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || roles.length === 0) return;
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
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={say('rolesTitle', { name: person.name })}
      description={say('rolesText')}
      size="s"
      footer={
        <>
          <Button size="m" onClick={onClose}>
            {say('cancel')}
          </Button>
          <Button size="m" look="primary" type="submit" form={form} disabled={busy} aria-busy={busy}>
            {say('save')}
          </Button>
        </>
      }
    >
      <form id={form} className={css.form} onSubmit={submit} noValidate>
        <RoleChoice
          label={say('roles')}
          value={roles}
          onChange={setRoles}
          error={roles.length === 0 ? say('rolesMissing') : undefined}
        />
        {failed === undefined ? null : <Problem inline title={say('failed')} detail={why} />}
      </form>
    </Dialog>
  );
}
