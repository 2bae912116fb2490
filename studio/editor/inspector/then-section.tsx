/** The one way on of a step. */
import { useInspectorTexts } from './inspector-texts.ts';
import { Section } from './section.tsx';
import { TargetField } from './target-field.tsx';

interface Props {
  id: string;
  exit: string;
  at: string;
  title?: string;
}

export function ThenSection({ id, exit, at, title }: Props) {
  const say = useInspectorTexts();
  const name = title ?? say('onward');
  return (
    <Section id="then" title={name}>
      <TargetField node={id} exit={exit} name={name} at={at} nameHidden />
    </Section>
  );
}
