/** The brand's colour: typed or picked, with how well white is read on it. */

import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { useRegion, useTexts } from '../ui/i18n.ts';
import { Input } from '../ui/input.tsx';
import { brandTexts } from './brand-texts.ts';
import css from './color-field.module.css';
import { contrastWithWhite, darkened, ENOUGH, readColor } from './contrast.ts';
import type { BrandForm } from './use-brand-form.ts';

const UNSET = '#6b7280';

export function ColorField({ form }: { form: BrandForm }) {
  const say = useTexts(brandTexts);
  const region = useRegion();
  const color = readColor(form.fields.color);
  const contrast = color === undefined ? undefined : contrastWithWhite(color);
  const poor = contrast !== undefined && contrast < ENOUGH;
  const ratio = (value: number) =>
    new Intl.NumberFormat(region, { maximumFractionDigits: 1, minimumFractionDigits: 1 }).format(
      // Never rounded up to what it does not reach.
      Math.floor(value * 10) / 10,
    );
  const better = color && poor ? darkened(color) : undefined;
  return (
    <div className={css.color}>
      <Field
        label={say('color')}
        error={form.fault('color')}
        warning={contrast !== undefined && poor ? say('colorPoor', { ratio: ratio(contrast) }) : undefined}
        help={contrast === undefined ? say('colorHelp') : say('colorFine', { ratio: ratio(contrast) })}
      >
        {(control) => (
          <span className={css.row}>
            <Input
              {...control}
              className={css.input}
              value={form.fields.color}
              onChange={(value) => form.set('color', value)}
              onBlur={() => {
                form.leave('color');
                if (color) form.set('color', color);
              }}
              placeholder={UNSET}
              spellCheck={false}
              autoComplete="off"
              dir="ltr"
              before={
                <input
                  type="color"
                  className={css.swatch}
                  aria-label={say('colorPick')}
                  value={color ?? UNSET}
                  onChange={(event) => form.set('color', event.target.value)}
                />
              }
            />
            {better ? (
              <Button size="s" onClick={() => form.set('color', better)}>
                <span className={css.dot} style={{ background: better }} aria-hidden />
                {say('colorUse', { color: better })}
              </Button>
            ) : null}
          </span>
        )}
      </Field>
    </div>
  );
}
