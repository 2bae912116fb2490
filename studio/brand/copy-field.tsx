/** Something to be taken elsewhere: shown whole, copied by one click. */
import { Copy } from 'lucide-react';
import { Field } from '../ui/field.tsx';
import { useTexts } from '../ui/i18n.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Input } from '../ui/input.tsx';
import { toast } from '../ui/toast.ts';
import { brandTexts } from './brand-texts.ts';

export function CopyField({ label, help, value }: { label: string; help?: string; value: string }) {
  const say = useTexts(brandTexts);
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
