/** Puts labels on a conversation: those there are to tick, and new ones by their name. */
import { Tag } from 'lucide-react';
import { useState } from 'react';
import type { Row } from '../../../server/contract/inbox-list.ts';
import { Button } from '../../ui/button.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Input } from '../../ui/input.tsx';
import { Popover } from '../../ui/popover.tsx';
import { setLabels } from '../inbox-requests.ts';
import { LabelTag } from '../list/label-tag.tsx';
import { useAct } from '../use-act.ts';
import { useLabels } from '../use-work.ts';
import { conversationTexts } from './conversation-texts.ts';
import css from './label-picker.module.css';

interface Props {
  row: Row;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function LabelPicker({ row, open, onOpenChange }: Props) {
  const say = useTexts(conversationTexts);
  const { data: labels = [] } = useLabels();
  const { run, busy } = useAct();
  const [name, setName] = useState('');
  const all = [...new Set([...labels.map((label) => label.name), ...row.labels])];
  const put = (next: string[]) => void run(() => setLabels(row.id, next));
  const add = () => {
    const added = name.trim();
    if (added === '' || row.labels.includes(added)) return;
    setName('');
    put([...row.labels, added]);
  };
  return (
    <Popover
      label={say('labels')}
      align="end"
      width={260}
      open={open}
      onOpenChange={onOpenChange}
      trigger={<IconButton label={say('labels')} keys="l" icon={<Tag size={16} aria-hidden />} />}
    >
      <div className={css.panel}>
        {all.length === 0 ? <p className={css.none}>{say('noLabels')}</p> : null}
        <ul className={css.list}>
          {all.map((label) => (
            <li key={label}>
              <label className={css.option}>
                <input
                  type="checkbox"
                  checked={row.labels.includes(label)}
                  disabled={busy}
                  onChange={(event) =>
                    put(
                      event.target.checked
                        ? [...row.labels, label]
                        : row.labels.filter((one) => one !== label),
                    )
                  }
                />
                <LabelTag name={label} />
              </label>
            </li>
          ))}
        </ul>
        <div className={css.add}>
          <Input
            aria-label={say('newLabel')}
            placeholder={say('newLabel')}
            maxLength={40}
            value={name}
            onChange={setName}
            onKeyDown={(event) => event.key === 'Enter' && add()}
          />
          <Button size="s" disabled={busy || name.trim() === ''} onClick={add}>
            {say('addLabel')}
          </Button>
        </div>
      </div>
    </Popover>
  );
}
