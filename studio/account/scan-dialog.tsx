/** Shows the secret of a second factor to an app, and asks for the first code as proof. */
import { useState } from 'react';
import { isApiError } from '../api/api-error.ts';
import { useProblemText } from '../api/problem-text.ts';
import { request } from '../api/request.ts';
import { CopyField } from '../ui/copy-field.tsx';
import { Field } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { useTexts } from '../ui/i18n.ts';
import { Input } from '../ui/input.tsx';
import { QrCode } from '../ui/qr-code.tsx';
import css from './account.module.css';
import { accountTexts } from './account-texts.ts';

export interface Started {
  secret: string;
  uri: string;
}

interface Props {
  started: Started;
  onClose: () => void;
  onDone: (recoveryCodes: string[]) => void;
}

export function ScanDialog({ started, onClose, onDone }: Props) {
  const say = useTexts(accountTexts);
  const problemText = useProblemText();
  const [code, setCode] = useState('');
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);

  const submit = async () => {
    if (!/^\d{6}$/.test(code.replace(/\s/g, ''))) return setFault(say('codeMissing'));
    setBusy(true);
    try {
      const { codes } = await request<{ codes: string[] }>('/me/second-factor', {
        method: 'PUT',
        body: { code },
      });
      onDone(codes);
    } catch (problem) {
      setFault(isApiError(problem, 'second_factor_wrong') ? say('codeWrong') : problemText(problem));
      setBusy(false);
    }
  };
  return (
    <FormDialog
      title={say('scanTitle')}
      description={say('scanText')}
      size="m"
      confirm={say('confirm')}
      busy={busy}
      className={css.scan}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <QrCode text={started.uri} label={say('scanLabel')} />
      <div>
        <Field label={say('code')} error={fault} required>
          {(control) => (
            <Input
              {...control}
              inputMode="numeric"
              autoComplete="one-time-code"
              dir="ltr"
              maxLength={7}
              value={code}
              onChange={(value) => {
                setCode(value);
                setFault(undefined);
              }}
            />
          )}
        </Field>
        <CopyField label={say('secret')} value={started.secret} />
      </div>
    </FormDialog>
  );
}
