/** The brand's logo: dropped, chosen or named by its address; made square before it is sent. */
import { Upload } from 'lucide-react';
import { type DragEvent, useRef, useState } from 'react';
import { uploadMedia } from '../api/media.ts';
import { useProblemText } from '../api/problem-text.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { Field } from '../ui/field.tsx';
import { useTexts } from '../ui/i18n.ts';
import { Input } from '../ui/input.tsx';
import { brandTexts } from './brand-texts.ts';
import css from './logo-field.module.css';
import { LogoError, logoPicture } from './logo-picture.ts';
import type { BrandForm } from './use-brand-form.ts';

export function LogoField({ form }: { form: BrandForm }) {
  const say = useTexts(brandTexts);
  const problemText = useProblemText();
  const chooser = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [over, setOver] = useState(false);
  const [failed, setFailed] = useState<string>();
  const [broken, setBroken] = useState<string>();
  const { logo } = form.fields;
  const shown = logo !== '' && logo !== broken ? logo : undefined;

  const take = async (file: File) => {
    setBusy(true);
    setFailed(undefined);
    try {
      const { url } = await uploadMedia(await logoPicture(file));
      form.set('logo', url);
    } catch (error) {
      if (error instanceof LogoError) {
        setFailed(
          error.fault === 'type'
            ? say('logoType')
            : error.fault === 'unreadable'
              ? say('logoUnreadable')
              : say(`logoToo-${error.fault === 'too-large' ? 'large' : 'small'}`),
        );
      } else {
        setFailed(say('logoFailed', { reason: problemText(error) }));
      }
    } finally {
      setBusy(false);
    }
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    event.stopPropagation();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file) take(file);
  };
  return (
    <fieldset className={css.logo} aria-busy={busy}>
      <legend>{say('logo')}</legend>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is one way more; the button is the other. */}
      <div
        className={classNames(css.place, over && css.over)}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        {shown ? (
          <img src={shown} alt="" className={css.picture} onError={() => setBroken(shown)} />
        ) : (
          <span className={css.blank} aria-hidden>
            <Upload size={16} />
          </span>
        )}
        <div className={css.ways}>
          <div className={css.buttons}>
            <Button size="s" disabled={busy} onClick={() => chooser.current?.click()}>
              {busy ? say('logoBusy') : say(shown ? 'logoReplace' : 'logoUpload')}
            </Button>
            {logo === '' ? null : (
              <Button size="s" look="quiet" onClick={() => form.set('logo', '')}>
                {say('logoRemove')}
              </Button>
            )}
          </div>
          <p className={css.help}>{say(over ? 'logoDrop' : 'logoHelp')}</p>
        </div>
      </div>
      {failed || (logo !== '' && logo === broken) ? (
        <p className={css.error} role="alert">
          {failed ?? say('logoBroken')}
        </p>
      ) : null}
      <input
        ref={chooser}
        type="file"
        accept="image/png,image/jpeg,image/webp"
        className="visually-hidden"
        tabIndex={-1}
        aria-label={say('logoUpload')}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file) take(file);
        }}
      />
      <Field label={say('logoUrl')} error={form.fault('logo')}>
        {(control) => (
          <Input
            {...control}
            type="url"
            value={logo}
            onChange={(value) => form.set('logo', value)}
            onBlur={() => form.leave('logo')}
            dir="ltr"
            autoComplete="off"
            placeholder="https://"
          />
        )}
      </Field>
    </fieldset>
  );
}
