/** How the reader wants to be told, by what happened, in which views, and when not. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Volume2 } from 'lucide-react';
import { useState } from 'react';
import { BUILT_IN_VIEWS } from '../../../server/contract/inbox-words.ts';
import type { NoticeSettings } from '../../../server/contract/inbox-work.ts';
import { useProblemText } from '../../api/problem-text.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { Input } from '../../ui/input.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Switch } from '../../ui/switch.tsx';
import { listTexts } from '../list/list-texts.ts';
import { chime } from '../notices/chime.ts';
import { NOTICES_KEY } from '../notices/use-notices.ts';
import { useAct } from '../use-act.ts';
import { useSavedViews } from '../use-work.ts';
import { readNotices, saveNotices } from '../work-requests.ts';
import css from './form.module.css';
import { settingsTexts } from './settings-texts.ts';

const KINDS = ['assigned', 'mentioned', 'whisper', 'message', 'due', 'missed'] as const;

export function NoticeForm() {
  const say = useTexts(settingsTexts);
  const problemText = useProblemText();
  const { data, error, refetch } = useQuery({
    queryKey: NOTICES_KEY,
    queryFn: ({ signal }) => readNotices(signal),
  });
  if (data) return <Form settings={data} />;
  return error ? (
    <Problem title={say('loadFailed')} detail={problemText(error)} onRetry={() => refetch()} />
  ) : (
    <div className={css.page} aria-busy="true">
      <Skeleton height="200px" />
    </div>
  );
}

function Form({ settings }: { settings: NoticeSettings }) {
  const say = useTexts(settingsTexts);
  const sayList = useTexts(listTexts);
  const client = useQueryClient();
  const { run } = useAct();
  const { data: saved = [] } = useSavedViews();
  const [permission, setPermission] = useState(() =>
    typeof Notification === 'undefined' ? 'denied' : Notification.permission,
  );
  // Every choice is kept at once; what the server has is what is shown when it refuses.
  const put = (next: NoticeSettings) => {
    client.setQueryData(NOTICES_KEY, next);
    void run(() => saveNotices(next)).then((done) => {
      if (!done) void client.invalidateQueries({ queryKey: NOTICES_KEY });
    });
  };
  const { kinds, views, quiet } = settings;
  const allViews = [
    ...BUILT_IN_VIEWS.map((id) => ({ id: id as string, name: sayList(id) })),
    ...saved.map(({ id, name }) => ({ id, name })),
  ];
  return (
    <div className={`${css.page} ${css.form}`}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{say('noticeKinds')}</th>
            <th scope="col">{say('sound')}</th>
            <th scope="col">{say('desktop')}</th>
          </tr>
        </thead>
        <tbody>
          {KINDS.map((kind) => (
            <tr key={kind}>
              <th scope="row">{say(kind)}</th>
              {(['sound', 'desktop'] as const).map((way) => (
                <td key={way}>
                  <input
                    type="checkbox"
                    aria-label={`${say(kind)}: ${say(way)}`}
                    checked={kinds[kind][way]}
                    onChange={(event) =>
                      put({
                        ...settings,
                        kinds: { ...kinds, [kind]: { ...kinds[kind], [way]: event.target.checked } },
                      })
                    }
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className={css.foot}>
        <Button size="s" onClick={chime}>
          <Volume2 size={14} aria-hidden />
          {say('tryIt')}
        </Button>
        {permission === 'default' ? (
          <Button size="s" onClick={() => void Notification.requestPermission().then(setPermission)}>
            {say('allow')}
          </Button>
        ) : (
          <span className={css.help}>{say(permission === 'granted' ? 'allowed' : 'denied')}</span>
        )}
      </p>
      <fieldset className={css.checks}>
        <legend>{say('noticeViews')}</legend>
        {allViews.map(({ id, name }) => (
          <label key={id} className={css.check}>
            <input
              type="checkbox"
              checked={views.includes(id)}
              onChange={(event) =>
                put({
                  ...settings,
                  views: event.target.checked ? [...views, id] : views.filter((one) => one !== id),
                })
              }
            />
            <bdi>{name}</bdi>
          </label>
        ))}
      </fieldset>
      <Switch
        label={say('quiet')}
        hint={say('quietHint')}
        checked={quiet !== undefined}
        onChange={(on) => {
          const { quiet: _old, ...rest } = settings;
          put(on ? { ...rest, quiet: { from: '20:00', to: '08:00' } } : rest);
        }}
      />
      {quiet ? (
        <div className={css.pair}>
          {(['from', 'to'] as const).map((end) => (
            <Field key={end} label={say(end === 'from' ? 'quietFrom' : 'quietTo')}>
              {(control) => (
                <Input
                  {...control}
                  type="time"
                  value={quiet[end]}
                  onChange={(time) =>
                    /^\d\d:\d\d$/.test(time) && put({ ...settings, quiet: { ...quiet, [end]: time } })
                  }
                />
              )}
            </Field>
          ))}
        </div>
      ) : null}
    </div>
  );
}
