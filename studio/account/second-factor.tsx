/** Sets the second factor up, takes it off, makes new recovery codes: each after the password was given once more. */
import { useState } from 'react';
import { request } from '../api/request.ts';
import { loadSession } from '../api/session.ts';
import { Button } from '../ui/button.tsx';
import { useTexts } from '../ui/i18n.ts';
import { toast } from '../ui/toast.ts';
import css from './account.module.css';
import { accountTexts } from './account-texts.ts';
import { CodesDialog } from './codes-dialog.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { ScanDialog, type Started } from './scan-dialog.tsx';

type Open =
  | { kind: 'confirm'; what: 'on' | 'off' | 'codes' }
  | { kind: 'scan'; started: Started }
  | { kind: 'codes'; codes: string[] };

export function SecondFactor({ on }: { on: boolean }) {
  const say = useTexts(accountTexts);
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);

  /** A rejection is shown in the dialog, which stays. */
  const go = async (what: 'on' | 'off' | 'codes', password: string) => {
    const ask = <Answer,>(path: string) =>
      request<Answer>(`/me/second-factor${path}`, { method: 'POST', body: { password } });
    if (what === 'on') setOpen({ kind: 'scan', started: await ask<Started>('') });
    else if (what === 'codes')
      setOpen({ kind: 'codes', codes: (await ask<{ codes: string[] }>('/codes')).codes });
    else {
      await ask<undefined>('/off');
      await loadSession();
      toast({ text: say('turnedOff') });
      close();
    }
  };
  return (
    <>
      <div className={css.buttons}>
        {on ? (
          <>
            <Button size="m" onClick={() => setOpen({ kind: 'confirm', what: 'codes' })}>
              {say('newCodes')}
            </Button>
            <Button size="m" onClick={() => setOpen({ kind: 'confirm', what: 'off' })}>
              {say('turnOff')}
            </Button>
          </>
        ) : (
          <Button size="m" onClick={() => setOpen({ kind: 'confirm', what: 'on' })}>
            {say('turnOn')}
          </Button>
        )}
      </div>
      {open?.kind === 'confirm' ? (
        <ConfirmDialog onClose={close} onConfirm={(password) => go(open.what, password)} />
      ) : null}
      {open?.kind === 'scan' ? (
        <ScanDialog
          started={open.started}
          onClose={close}
          onDone={(codes) => {
            setOpen({ kind: 'codes', codes });
            void loadSession();
          }}
        />
      ) : null}
      {open?.kind === 'codes' ? <CodesDialog codes={open.codes} onClose={close} /> : null}
    </>
  );
}
