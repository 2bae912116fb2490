/** Asks how many conversations that are closed at once ended. */
import { useState } from 'react';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { type Ending, EndingField } from '../ending-field.tsx';
import { listTexts } from './list-texts.ts';

interface Props {
  count: number;
  onPick: (ending: Ending | undefined) => void;
  onClose: () => void;
}

export function BulkCloseDialog({ count, onPick, onClose }: Props) {
  const say = useTexts(listTexts);
  const [ending, setEnding] = useState<Ending | undefined>('solved');
  return (
    <FormDialog
      title={say('bulkCloseTitle', { count })}
      confirm={say('bulkCloseDo')}
      busy={false}
      onClose={onClose}
      onSubmit={() => onPick(ending)}
    >
      <EndingField value={ending} onChange={setEnding} />
    </FormDialog>
  );
}
