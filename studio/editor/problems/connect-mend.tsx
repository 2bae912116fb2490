/** Mends an exit that leads nowhere: a step is picked, or a new one made, and the exit leads there. */
import { CornerDownRight } from 'lucide-react';
import { addNode } from '../../../flows/edit/add-node.ts';
import { connect } from '../../../flows/edit/connect.ts';
import { useDocument } from '../../document/store.ts';
import { Picker } from '../../message/picker.tsx';
import { Button } from '../../ui/button.tsx';
import { useLocale, useTexts } from '../../ui/i18n.ts';
import { placeAfter } from '../canvas/actions.ts';
import { EDITS } from '../canvas/words-for-edits.ts';
import { exitName } from '../exit-name.ts';
import { newKind, stepOptions } from '../inspector/step-options.tsx';
import { problemTexts } from './problem-texts.ts';

interface Props {
  node: string;
  exit: string;
  onMended: () => void;
}

export function ConnectMend({ node, exit, onMended }: Props) {
  const say = useTexts(problemTexts);
  const reader = useLocale();
  const name = useDocument(({ flow }) => exitName(flow, node, exit, reader));
  const pick = (option: string) => {
    const { edit } = useDocument.getState();
    const kind = newKind(option);
    const done =
      kind === undefined
        ? edit(EDITS.connect, (flow) => connect(flow, node, exit, option))
        : edit(EDITS.add, (flow) => {
            const at = placeAfter(flow, { node, exit });
            return addNode(flow, kind, { at, from: { node, exit } }).flow;
          });
    if (done) onMended();
  };
  return (
    <Picker
      label={say('connectOf', { exit: name })}
      searchLabel={say('searchSteps')}
      empty={say('noSteps')}
      options={() => stepOptions(useDocument.getState().flow, node, reader, true)}
      onPick={pick}
      width={320}
      align="end"
      trigger={
        <Button size="s" aria-label={say('connectOf', { exit: name })}>
          <CornerDownRight size={14} aria-hidden />
          {say('connect')}
        </Button>
      }
    />
  );
}
