/** The filter of a list: every condition as choices to tick; knows nothing of how it is kept. */
import type { Filter } from '../../../server/contract/inbox-list.ts';
import { PRIORITIES, STATUSES } from '../../../server/contract/inbox-words.ts';
import { useFlows } from '../../api/flows.ts';
import { useLocale, useTexts } from '../../ui/i18n.ts';
import { useOperators, useQueues } from '../use-team.ts';
import { useLabels } from '../use-work.ts';
import css from './filter-panel.module.css';
import { listTexts } from './list-texts.ts';

interface Option {
  value: string;
  label: string;
}

const LOCALES = ['en', 'fr', 'de', 'es', 'it', 'nl', 'pt'];

interface Props {
  filter: Filter;
  /** Without what hangs on who reads, and for whom nobody does anything: as a rule needs it. */
  impersonal?: boolean;
  onChange: (filter: Filter) => void;
}

export function FilterPanel({ filter, impersonal, onChange }: Props) {
  const say = useTexts(listTexts);
  const { data: flows } = useFlows({ quiet: true });
  const { data: queues } = useQueues();
  const { data: operators } = useOperators();
  const { data: labels } = useLabels();
  const put = <K extends keyof Filter>(key: K, value: Filter[K] | undefined) => {
    const { [key]: _gone, ...rest } = filter;
    onChange(value === undefined ? rest : { ...rest, [key]: value });
  };
  const choice = <K extends 'status' | 'owner' | 'channel' | 'priority' | 'label' | 'locale' | 'flow'>(
    key: K,
    name: string,
    options: readonly Option[],
  ) => {
    const chosen = (filter[key] ?? []) as readonly string[];
    if (options.length === 0) return null;
    return (
      <fieldset className={css.group}>
        <legend>{name}</legend>
        <div className={css.options}>
          {options.map(({ value, label }) => (
            <label key={value} className={css.option}>
              <input
                type="checkbox"
                checked={chosen.includes(value)}
                onChange={(event) => {
                  const next = event.target.checked
                    ? [...chosen, value]
                    : chosen.filter((one) => one !== value);
                  put(key, next.length === 0 ? undefined : (next as Filter[K]));
                }}
              />
              <bdi>{label}</bdi>
            </label>
          ))}
        </div>
      </fieldset>
    );
  };
  const languages = new Intl.DisplayNames([useLocale()], { type: 'language' });
  const only = (key: 'unread' | 'waiting' | 'late' | 'blocked', name: string) => (
    <label className={css.option}>
      <input
        type="checkbox"
        checked={filter[key] === true}
        onChange={(event) => put(key, event.target.checked ? true : undefined)}
      />
      {name}
    </label>
  );
  return (
    <div className={css.panel}>
      {choice(
        'status',
        say('fStatus'),
        STATUSES.map((value) => ({ value, label: say(value) })),
      )}
      {choice('owner', say('fOwner'), [
        ...(impersonal ? [] : [{ value: 'me', label: say('ownerMe') }]),
        { value: 'bot', label: say('ownerBot') },
        { value: 'queue', label: say('ownerQueue') },
        { value: 'operator', label: say('ownerOperator') },
        ...(queues ?? []).map(({ id, name }) => ({ value: `queue:${id}`, label: name })),
        ...(operators ?? []).map(({ id, name }) => ({ value: `operator:${id}`, label: name })),
      ])}
      {choice('channel', say('fChannel'), [
        { value: 'rbm', label: say('rcs') },
        { value: 'sms', label: say('sms') },
      ])}
      {choice(
        'priority',
        say('fPriority'),
        PRIORITIES.map((value) => ({ value, label: say(value) })),
      )}
      {choice(
        'label',
        say('fLabel'),
        (labels ?? []).map(({ name }) => ({ value: name, label: name })),
      )}
      {choice(
        'flow',
        say('fFlow'),
        (flows ?? []).filter(({ archived }) => !archived).map(({ id, name }) => ({ value: id, label: name })),
      )}
      {choice(
        'locale',
        say('fLocale'),
        LOCALES.map((value) => ({ value, label: languages.of(value) ?? value })),
      )}
      <fieldset className={css.group}>
        <legend>{say('fMore')}</legend>
        <div className={css.options}>
          {only('unread', say('fUnread'))}
          {only('waiting', say('fWaiting'))}
          {only('late', say('fLate'))}
          {impersonal ? null : only('blocked', say('fBlocked'))}
          {impersonal ? null : (
            <label className={css.option}>
              <input
                type="checkbox"
                checked={filter.follower === 'me'}
                onChange={(event) => put('follower', event.target.checked ? 'me' : undefined)}
              />
              {say('fFollowing')}
            </label>
          )}
        </div>
      </fieldset>
    </div>
  );
}
