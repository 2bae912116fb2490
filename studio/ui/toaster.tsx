/** Draws the news of `toast.ts` in a corner, read aloud, reachable by F8. */
import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { Toast as Radix } from 'radix-ui';
import { Button } from './button.tsx';
import { classNames } from './class-names.ts';
import { dictionary, useTexts } from './i18n.ts';
import { dismissToast, useToasts } from './toast.ts';
import css from './toaster.module.css';

const texts = dictionary(
  { news: 'Messages ({hotkey})', close: 'Close this message', undo: 'Undo', one: 'Message' },
  { news: 'Messages ({hotkey})', close: 'Fermer ce message', undo: 'Annuler', one: 'Message' },
);

export function Toaster() {
  const say = useTexts(texts);
  const { toasts } = useToasts();
  return (
    <Radix.Provider label={say('one')} swipeDirection="right">
      {toasts.map(({ id, text, tone, action, duration }) => (
        <Radix.Root
          key={id}
          className={classNames(css.toast, css[tone])}
          duration={duration}
          type={tone === 'bad' ? 'foreground' : 'background'}
          onOpenChange={(open) => open || dismissToast(id)}
        >
          {tone === 'good' ? <CircleCheck size={16} className={css.icon} aria-hidden /> : null}
          {tone === 'bad' ? <CircleAlert size={16} className={css.icon} aria-hidden /> : null}
          <Radix.Description className={css.text}>{text}</Radix.Description>
          {action ? (
            <Radix.Action asChild altText={action.label}>
              <Button look="quiet" size="s" className={css.action} onClick={action.run}>
                {action.label}
              </Button>
            </Radix.Action>
          ) : null}
          <Radix.Close asChild>
            <Button look="icon" size="s" aria-label={say('close')}>
              <X size={14} aria-hidden />
            </Button>
          </Radix.Close>
        </Radix.Root>
      ))}
      <Radix.Viewport className={css.corner} label={say('news')} />
    </Radix.Provider>
  );
}
