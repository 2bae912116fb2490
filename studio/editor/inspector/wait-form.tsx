/** Wait: silent until time has passed, something happened, or the customer writes. */
import { useEditing } from '../../message/editing.ts';
import { narrowed, part } from '../../message/slot.ts';
import { Switch } from '../../ui/switch.tsx';
import type { FormProps } from './form-props.ts';
import { inspectorWords, useInspectorTexts } from './inspector-texts.ts';
import { Section } from './section.tsx';
import { SignalsSection } from './signals-section.tsx';
import { TargetField } from './target-field.tsx';
import { TimeoutFields } from './timeout-section.tsx';
import { VariableField } from './variable-field.tsx';

export function WaitForm({ id, slot }: FormProps<'wait'>) {
  const say = useInspectorTexts();
  const { readOnly } = useEditing();
  const message = part(slot, 'message');
  return (
    <>
      <Section id="wait-until" title={say('waitFor')}>
        <TimeoutFields slot={part(slot, 'timeout')} />
        <TargetField node={id} exit="timeout" name={say('waitOver')} at={`${slot.at}.timeout.to`} />
      </Section>
      <Section id="wait-message" title={say('waitHears')} open={message.value !== undefined}>
        <Switch
          label={say('waitHearsOn')}
          hint={say('waitHearsHelp')}
          checked={message.value !== undefined}
          disabled={readOnly}
          onChange={(on) => message.put(on ? {} : undefined, inspectorWords('waitHears'), null)}
        />
        {message.value ? (
          <>
            <TargetField node={id} exit="message" name={say('waitMessageTo')} at={`${slot.at}.message.to`} />
            <VariableField
              label={inspectorWords('waitSave')}
              slot={part(narrowed(message, message.value), 'save')}
              optional
            />
          </>
        ) : null}
      </Section>
      <SignalsSection id={id} slot={part(slot, 'on')} open />
    </>
  );
}
