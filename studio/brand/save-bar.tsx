/** Floats at the foot of the page while something is changed and not saved. */
import { Button } from '../ui/button.tsx';
import { useTexts } from '../ui/i18n.ts';
import { Kbd } from '../ui/kbd.tsx';
import { brandTexts } from './brand-texts.ts';
import css from './save-bar.module.css';
import type { BrandForm } from './use-brand-form.ts';

export function SaveBar({ form }: { form: BrandForm }) {
  const say = useTexts(brandTexts);
  return (
    <div role="status" className={css.place}>
      {form.dirty ? (
        <div className={css.bar}>
          <span className={form.faulty ? css.faulty : css.text}>{say(form.faulty ? 'mend' : 'unsaved')}</span>
          <Button size="m" look="quiet" onClick={form.discard}>
            {say('discard')}
          </Button>
          <Button size="m" look="primary" disabled={form.busy} aria-busy={form.busy} onClick={form.save}>
            {say('save')}
            <Kbd keys="mod+s" hidden className={css.keys} />
          </Button>
        </div>
      ) : null}
    </div>
  );
}
