/** Something to be taken elsewhere: shown whole, copied by one click. Knows no screen. */
import { Copy } from 'lucide-react';
import type { ReactNode } from 'react';
import { Field } from './field.tsx';
import { dictionary, useTexts } from './i18n.ts';
import { IconButton } from './icon-button.tsx';
import { Input } from './input.tsx';
import { toast } from './toast.ts';

const texts = dictionary({ copy: 'Copy', copied: 'Copied.' }, { copy: 'Copier', copied: 'Copié.' });

export function CopyField({ label, help, value }: { label: string; help?: ReactNode; value: string }) {
  const say = useTexts(texts);
  const copy = async (from: HTMLElement) => {
    try {
      await navigator.clipboard.writeText(value);
      toast({ text: say('copied') });
    } catch {
      // Without https there is no clipboard: the text is marked, ready for Ctrl-C.
      from.closest('span')?.parentElement?.querySelector('input')?.select();
    }
  };
  return (
    <Field label={label} help={help}>
      {(control) => (
        <Input
          {...control}
          readOnly
          value={value}
          onChange={keep}
          onFocus={(event) => event.currentTarget.select()}
          dir="ltr"
          after={
            <IconButton
              label={say('copy')}
              icon={<Copy size={14} aria-hidden />}
              onClick={(event) => copy(event.currentTarget)}
            />
          }
        />
      )}
    </Field>
  );
}

function keep(): void {}
