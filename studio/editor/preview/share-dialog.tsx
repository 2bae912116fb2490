/** A link and its QR code, which open this preview on a real phone without signing in, and end by themselves. */
import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { useProblemText } from '../../api/problem-text.ts';
import { useDocument } from '../../document/store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { useRegion, useTexts } from '../../ui/i18n.ts';
import { Input } from '../../ui/input.tsx';
import { Problem } from '../../ui/problem.tsx';
import { QrCode } from '../../ui/qr-code.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { type NewPreviewLink, useEndLink, useMakeLink, usePreviewLinks } from './preview-api.ts';
import { previewTexts } from './preview-texts.ts';
import css from './share-dialog.module.css';

const HOURS = { '1': 'hours1', '24': 'hours24', '168': 'hours168' } as const;

export function ShareDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const say = useTexts(previewTexts);
  const words = useProblemText();
  const flow = useDocument(({ id }) => id);
  const [hours, setHours] = useState<keyof typeof HOURS>('24');
  const make = useMakeLink(flow);
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => next || onClose()}
      title={say('shareTitle')}
      description={say('shareText')}
    >
      <div className={css.parts}>
        {make.data ? (
          <Made link={make.data} />
        ) : (
          <div className={css.make}>
            <Segmented
              label={say('validFor')}
              value={hours}
              options={Object.entries(HOURS).map(([value, key]) => ({
                value: value as keyof typeof HOURS,
                label: say(key),
              }))}
              onChange={setHours}
            />
            <Button
              look="primary"
              size="m"
              disabled={make.isPending}
              onClick={() => make.mutate(Number(hours))}
            >
              {say(make.isPending ? 'making' : 'makeLink')}
            </Button>
          </div>
        )}
        {make.error ? <Problem inline title={say('cannot')} detail={words(make.error)} /> : null}
        <OpenLinks flow={flow} enabled={open} onEnded={(id) => make.data?.id === id && make.reset()} />
      </div>
    </Dialog>
  );
}

function Made({ link }: { link: NewPreviewLink }) {
  const say = useTexts(previewTexts);
  const until = useUntil();
  const [copied, setCopied] = useState(false);
  const copy = () =>
    navigator.clipboard.writeText(link.url).then(
      () => setCopied(true),
      // Refused by the browser: the field beside it can be copied by hand.
      () => undefined,
    );
  const Icon = copied ? Check : Copy;
  return (
    <div className={css.made}>
      <QrCode text={link.url} label={say('qr')} />
      <div className={css.beside}>
        <p className={css.soft}>{say('linkReady')}</p>
        <Field label={say('link')} help={say('until', { time: until(link.expires) })}>
          {(control) => (
            <Input
              {...control}
              readOnly
              value={link.url}
              onChange={() => undefined}
              onFocus={(event) => event.currentTarget.select()}
            />
          )}
        </Field>
        <Button size="m" onClick={() => void copy()}>
          <Icon size={15} aria-hidden />
          <span aria-live="polite">{say(copied ? 'copied' : 'copyLink')}</span>
        </Button>
        {isLocal(link.url) ? <p className={css.warn}>{say('localOnly')}</p> : null}
      </div>
    </div>
  );
}

function OpenLinks(props: { flow: string; enabled: boolean; onEnded: (id: string) => void }) {
  const say = useTexts(previewTexts);
  const until = useUntil();
  const links = usePreviewLinks(props.flow, props.enabled);
  const end = useEndLink(props.flow);
  if (!links.data || links.data.length === 0) return null;
  return (
    <section className={css.links}>
      <h3 className={css.heading}>{say('openLinks')}</h3>
      <ul>
        {links.data.map(({ id, expires }) => (
          <li key={id} className={css.line}>
            <span>{say('until', { time: until(expires) })}</span>
            <Button
              size="s"
              look="quiet"
              disabled={end.isPending}
              aria-label={say('endLinkLong', { time: until(expires) })}
              onClick={() => end.mutate(id, { onSuccess: () => props.onEnded(id) })}
            >
              {say('endLink')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function useUntil(): (at: number) => string {
  const region = useRegion();
  return (at) =>
    new Intl.DateTimeFormat(region, {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
    }).format(at);
}

function isLocal(url: string): boolean {
  return URL.canParse(url) && /^(?:localhost|127\.|\[::1\])/.test(new URL(url).hostname);
}
