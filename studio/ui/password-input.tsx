/** A password that can be looked at while it is typed; knows no screen. */
import { Eye, EyeOff } from 'lucide-react';
import { type Ref, useState } from 'react';
import type { Control } from './field.tsx';
import { dictionary, useTexts } from './i18n.ts';
import { IconButton } from './icon-button.tsx';
import { Input } from './input.tsx';

const texts = dictionary(
  { show: 'Show the password', hide: 'Hide the password' },
  { show: 'Montrer le mot de passe', hide: 'Cacher le mot de passe' },
);

interface Props {
  control: Control;
  value: string;
  onChange: (value: string) => void;
  /** "new" makes password managers propose one. */
  kind: 'current' | 'new';
  autoFocus?: boolean;
  ref?: Ref<HTMLInputElement>;
}

export function PasswordInput({ control, value, onChange, kind, autoFocus, ref }: Props) {
  const say = useTexts(texts);
  const [shown, setShown] = useState(false);
  return (
    <Input
      {...control}
      ref={ref}
      type={shown ? 'text' : 'password'}
      autoComplete={`${kind}-password`}
      spellCheck={false}
      autoCapitalize="off"
      autoFocus={autoFocus}
      maxLength={200}
      value={value}
      onChange={onChange}
      after={
        <IconButton
          label={say(shown ? 'hide' : 'show')}
          icon={shown ? <EyeOff size={15} aria-hidden /> : <Eye size={15} aria-hidden />}
          onClick={() => setShown(!shown)}
        />
      }
    />
  );
}
