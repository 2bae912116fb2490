/** A dialog that asks for something and does it: its fields, Cancel, and the button that sends them. Knows no form. */
import { type ReactNode, useId } from 'react';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import css from './form-dialog.module.css';
import { dictionary, useTexts } from './i18n.ts';

const texts = dictionary({ cancel: 'Cancel' }, { cancel: 'Annuler' });

interface Props {
  title: string;
  description?: ReactNode;
  size?: 's' | 'm';
  /** On the button that sends: a verb, and its object where the title does not name it. */
  confirm: string;
  /** It is being done: nothing is sent twice. */
  busy: boolean;
  /** What the form is laid out by; in a column if left out. */
  className?: string;
  onClose: () => void;
  onSubmit: () => void;
  children: ReactNode;
}

/** There as long as it is rendered. Enter in a field sends, as the button does. */
export function FormDialog(props: Props) {
  const say = useTexts(texts);
  const form = useId();
  const { title, description, size = 's', confirm, busy, onClose } = props;
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={title}
      {...(description === undefined ? {} : { description })}
      size={size}
      footer={
        <>
          <Button size="m" onClick={onClose}>
            {say('cancel')}
          </Button>
          <Button size="m" look="primary" type="submit" form={form} disabled={busy} aria-busy={busy}>
            {confirm}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className={props.className ?? css.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) props.onSubmit();
        }}
      >
        {props.children}
      </form>
    </Dialog>
  );
}
