/** Asks whom to invite and as what; answers with the link to hand over. */
import { useState } from 'react';
import type { InvitationView, MadeLink, Role } from '../../server/contract/people.ts';
import { isApiError } from '../api/api-error.ts';
import { useProblemText } from '../api/problem-text.ts';
import { request } from '../api/request.ts';
import { RoleChoice } from '../api/role-choice.tsx';
import { Field } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { useTexts } from '../ui/i18n.ts';
import { Input } from '../ui/input.tsx';
import { Problem } from '../ui/problem.tsx';
import { peopleTexts } from './people-texts.ts';

interface Invited {
  invitation: InvitationView;
  link: MadeLink;
}

export function InviteDialog({
  onClose,
  onInvited,
}: {
  onClose: () => void;
  onInvited: (invited: Invited) => void;
}) {
  const say = useTexts(peopleTexts);
  const problemText = useProblemText();
  const [email, setEmail] = useState('');
  const [roles, setRoles] = useState<Role[]>(['operator']);
  const [fault, setFault] = useState<string>();
  const [tried, setTried] = useState(false);
  const [failed, setFailed] = useState<unknown>();
  const [busy, setBusy] = useState(false);

  const submit = async () => {
    setTried(true);
    setFailed(undefined);
    const wrong = /^\S+@\S+\.\S+$/.test(email.trim()) ? undefined : say('emailInvalid');
    setFault(wrong);
    if (wrong || roles.length === 0) return;
    setBusy(true);
    try {
      onInvited(await request<Invited>('/invitations', { method: 'POST', body: { email, roles } }));
    } catch (problem) {
      if (isApiError(problem, 'email_taken')) setFault(say('emailTaken'));
      else if (isApiError(problem, 'invalid_body')) setFault(say('emailInvalid'));
      else setFailed(problem);
      setBusy(false);
    }
  };
  return (
    <FormDialog
      title={say('inviteTitle')}
      description={say('inviteText')}
      confirm={say('makeLink')}
      busy={busy}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <Field label={say('email')} error={fault} required>
        {(control) => (
          <Input
            {...control}
            type="email"
            autoComplete="off"
            spellCheck={false}
            autoCapitalize="off"
            dir="ltr"
            maxLength={254}
            value={email}
            onChange={(value) => {
              setEmail(value);
              setFault(undefined);
            }}
          />
        )}
      </Field>
      <RoleChoice
        label={say('roles')}
        value={roles}
        onChange={setRoles}
        error={tried && roles.length === 0 ? say('rolesMissing') : undefined}
      />
      {failed === undefined ? null : <Problem inline title={say('failed')} detail={problemText(failed)} />}
    </FormDialog>
  );
}
