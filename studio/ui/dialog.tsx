/** A dialog over the page: keeps the focus, closes by Escape, gives the focus back. Knows no screen. */
import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { classNames } from './class-names.ts';
import css from './dialog.module.css';
import { useFocusReturn } from './focus-return.ts';
import { dictionary, useTexts } from './i18n.ts';

const texts = dictionary({ close: 'Close', cancel: 'Cancel' }, { close: 'Fermer', cancel: 'Annuler' });

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  titleHidden?: boolean;
  description?: ReactNode;
  /** 400, 560 or 880 px; "full": all but a margin. */
  size?: 's' | 'm' | 'l' | 'full';
  /** Buttons, the last one the main one. */
  footer?: ReactNode;
  children?: ReactNode;
}

/** The scrim is drawn here and not by the library, whose own wants a style the content security policy refuses. */
export function Dialog(props: Props) {
  const say = useTexts(texts);
  const focus = useFocusReturn();
  const { open, onOpenChange, title, titleHidden, description, size = 'm', footer, children } = props;
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <div className={css.scrim} />
        <Radix.Content
          className={classNames(css.dialog, css[size])}
          {...focus}
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
        >
          <header className={titleHidden ? 'visually-hidden' : css.head}>
            <Radix.Title className={css.title}>{title}</Radix.Title>
            {description === undefined ? null : (
              <Radix.Description asChild>
                <div className={css.description}>{description}</div>
              </Radix.Description>
            )}
          </header>
          {children === undefined ? null : <div className={css.body}>{children}</div>}
          {footer ? <footer className={css.foot}>{footer}</footer> : null}
          <Radix.Close asChild>
            <Button look="icon" size="s" className={css.close} aria-label={say('close')}>
              <X size={16} aria-hidden />
            </Button>
          </Radix.Close>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

interface ConfirmProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  text: ReactNode;
  /** The verb on the button: "Archive". */
  confirm: string;
  danger?: boolean;
  busy?: boolean;
  onConfirm: () => void;
}

/** For what cannot be undone, and only for that; everything else is done at once and offers an undo. */
export function Confirm({ open, onOpenChange, title, text, confirm, danger, busy, onConfirm }: ConfirmProps) {
  const say = useTexts(texts);
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={title}
      description={text}
      size="s"
      footer={
        <>
          <Button size="m" onClick={() => onOpenChange(false)}>
            {say('cancel')}
          </Button>
          <Button size="m" look={danger ? 'danger' : 'primary'} disabled={busy} onClick={onConfirm}>
            {confirm}
          </Button>
        </>
      }
    />
  );
}
