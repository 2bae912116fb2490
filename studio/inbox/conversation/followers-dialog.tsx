/** Who is told of what happens in a conversation without having it: oneself and colleagues, to tick. */
import { useState } from 'react';
import type { Row } from '../../../server/contract/inbox-list.ts';
import { useSession } from '../../api/session.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { setFollowers } from '../inbox-requests.ts';
import { useAct } from '../use-act.ts';
import { useOperators } from '../use-team.ts';
import { conversationTexts } from './conversation-texts.ts';
import css from './followers-dialog.module.css';

export function FollowersDialog({ row, onClose }: { row: Row; onClose: () => void }) {
  const say = useTexts(conversationTexts);
  const me = useSession((session) => session.me?.id);
  const { data: operators = [] } = useOperators();
  const { run, busy } = useAct();
  const [before] = useState(row.followers);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(before));
  // Whoever follows stays in the list, also when they are no operator any more.
  const known = new Set(operators.map(({ id }) => id));
  const people = [
    ...operators.map(({ id, name }) => ({ id, name: id === me ? say('you') : name })),
    ...before.filter((id) => !known.has(id)).map((id) => ({ id, name: say('formerColleague') })),
  ];
  const save = async () => {
    // What a colleague changed meanwhile stays: only what was ticked or unticked here is changed.
    const gone = before.filter((id) => !chosen.has(id));
    const come = [...chosen].filter((id) => !before.includes(id));
    if (gone.length + come.length === 0) return onClose();
    const next = [...new Set([...row.followers.filter((id) => !gone.includes(id)), ...come])];
    if (await run(() => setFollowers(row.id, next), say('followersSaved'))) onClose();
  };
  return (
    <FormDialog
      title={say('followersTitle')}
      description={say('followersText')}
      confirm={say('saveIt')}
      busy={busy}
      onClose={onClose}
      onSubmit={() => void save()}
    >
      <ul className={css.list}>
        {people.map(({ id, name }) => (
          <li key={id}>
            <label className={css.option}>
              <input
                type="checkbox"
                checked={chosen.has(id)}
                onChange={(event) => {
                  const next = new Set(chosen);
                  if (event.target.checked) next.add(id);
                  else next.delete(id);
                  setChosen(next);
                }}
              />
              <bdi>{name}</bdi>
            </label>
          </li>
        ))}
      </ul>
    </FormDialog>
  );
}
