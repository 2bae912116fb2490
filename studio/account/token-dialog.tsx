/** Makes an API token, and shows it the only time it can be shown. */
import { useState } from 'react';
import type { Role } from '../../server/contract/people.ts';
import { useProblemText } from '../api/problem-text.ts';
import { request } from '../api/request.ts';
import { RoleChoice } from '../api/role-choice.tsx';
import { ROLE_LIST } from '../api/role-names.ts';
import { Button } from '../ui/button.tsx';
import { CopyField } from '../ui/copy-field.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { useTexts } from '../ui/i18n.ts';
import { Input } from '../ui/input.tsx';
import { Problem } from '../ui/problem.tsx';
import { Select } from '../ui/select.tsx';
import { accountTexts } from './account-texts.ts';

interface Props {
  /** The roles one has oneself: an owner may give any. */
  among: readonly Role[];
  onClose: () => void;
  onMade: () => void;
}

const DAYS = ['30', '90', '365', ''] as const;
const DAY_NAMES = { '30': 'days30', '90': 'days90', '365': 'days365', '': 'daysEver' } as const;

export function TokenDialog({ among, onClose, onMade }: Props) {
  const say = useTexts(accountTexts);
  const problemText = useProblemText();
  const choice = among.includes('owner') ? ROLE_LIST : among;
  const [name, setName] = useState('');
  const [roles, setRoles] = useState<Role[]>([]);
  const [days, setDays] = useState<(typeof DAYS)[number]>('90');
  const [tried, setTried] = useState(false);
  const [failed, setFailed] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const [token, setToken] = useState<string>();

  const submit = async () => {
    setTried(true);
    setFailed(undefined);
    if (name.trim() === '' || roles.length === 0) return;
    setBusy(true);
    try {
      const body = { name: name.trim(), roles, ...(days === '' ? {} : { days: Number(days) }) };
      setToken((await request<{ token: string }>('/me/tokens', { method: 'POST', body })).token);
      onMade();
    } catch (problem) {
      setFailed(problem);
      setBusy(false);
    }
  };
  if (token !== undefined) {
    return (
      <Dialog
        open
        onOpenChange={(open) => open || onClose()}
        title={say('madeTitle')}
        description={say('madeText')}
        footer={
          <Button size="m" look="primary" onClick={onClose}>
            {say('done')}
          </Button>
        }
      >
        <CopyField label={say('token')} value={token} />
      </Dialog>
    );
  }
  return (
    <FormDialog
      title={say('tokenTitle')}
      confirm={say('make')}
      busy={busy}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <Field
        label={say('tokenName')}
        error={tried && name.trim() === '' ? say('tokenNameMissing') : undefined}
        required
      >
        {(control) => (
          <Input
            {...control}
            autoComplete="off"
            dir="auto"
            maxLength={80}
            placeholder={say('tokenNamePlaceholder')}
            value={name}
            onChange={setName}
          />
        )}
      </Field>
      <RoleChoice
        label={say('tokenRoles')}
        among={choice}
        value={roles}
        onChange={setRoles}
        error={tried && roles.length === 0 ? say('tokenRolesMissing') : undefined}
      />
      <Field label={say('tokenDays')}>
        {(control) => (
          <Select
            {...control}
            value={days}
            options={DAYS.map((value) => ({ value, label: say(DAY_NAMES[value]) }))}
            onChange={setDays}
          />
        )}
      </Field>
      {failed === undefined ? null : <Problem inline title={say('failed')} detail={problemText(failed)} />}
    </FormDialog>
  );
}
