/** The filter of a list: every condition as choices to tick; knows nothing of how it is kept. */
import type { Filter } from '../../../server/contract/inbox-list.ts';
import { PRIORITIES, STATUSES } from '../../../server/contract/inbox-words.ts';
import { useBrands } from '../../api/brands.ts';
import { useFlows } from '../../api/flows.ts';
import { Field } from '../../ui/field.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { Input } from '../../ui/input.tsx';
import { Select } from '../../ui/select.tsx';
import { useLanguages } from '../languages.ts';
import { useOperators, useQueues, useTeamNames } from '../use-team.ts';
import { useLabels } from '../use-work.ts';
import { dayOf, dayText } from './filter-days.ts';
import css from './filter-panel.module.css';
import { listTexts } from './list-texts.ts';

interface Option {
  value: string;
  label: string;
}

/** Ticked or not at once; any other is chosen from a list. */
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
  const { data: brands = [] } = useBrands();
  const names = useTeamNames();
  const put = <K extends keyof Filter>(key: K, value: Filter[K] | undefined) => {
    const { [key]: _gone, ...rest } = filter;
    onChange(value === undefined ? rest : { ...rest, [key]: value });
  };
  const choice = <
    K extends 'status' | 'owner' | 'brand' | 'channel' | 'priority' | 'label' | 'locale' | 'flow',
  >(
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
  const shown = [...new Set([...LOCALES, ...brands.map(({ locale }) => locale), ...(filter.locale ?? [])])];
  const languages = useLanguages(shown);
  const only = (key: 'unread' | 'waiting' | 'late' | 'blocked' | 'optedOut', name: string) => (
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
        ...(queues ?? []).map(({ id }) => ({ value: `queue:${id}`, label: names.queue(id) })),
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
        languages.filter(({ value }) => shown.includes(value)),
      )}
      <Select
        className={css.more}
        aria-label={say('fLocaleMore')}
        value=""
        options={[
          { value: '', label: say('fLocaleMore') },
          ...languages.filter(({ value }) => !shown.includes(value)),
        ]}
        onChange={(value) => value && put('locale', [...(filter.locale ?? []), value])}
      />
      {brands.length > 1 || filter.brand
        ? choice(
            'brand',
            say('fBrand'),
            brands.map(({ id, name }) => ({ value: id, label: name })),
          )
        : null}
      {impersonal ? null : (
        <fieldset className={css.group}>
          <legend>{say('fDays')}</legend>
          <div className={css.days}>
            <Field label={say('fFrom')}>
              {(control) => (
                <Input
                  {...control}
                  type="date"
                  value={dayText(filter.from)}
                  onChange={(text) => put('from', dayOf(text)?.from)}
                />
              )}
            </Field>
            <Field label={say('fTo')}>
              {(control) => (
                <Input
                  {...control}
                  type="date"
                  value={filter.to === undefined ? '' : dayText(filter.to - 1)}
                  onChange={(text) => put('to', dayOf(text)?.to)}
                />
              )}
            </Field>
          </div>
        </fieldset>
      )}
      <fieldset className={css.group}>
        <legend>{say('fMore')}</legend>
        <div className={css.options}>
          {only('unread', say('fUnread'))}
          {only('waiting', say('fWaiting'))}
          {only('late', say('fLate'))}
          {only('optedOut', say('fOptedOut'))}
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
          {impersonal ? null : (
            <label className={css.option}>
              <input
                type="checkbox"
                checked={filter.mentioned === 'me'}
                onChange={(event) => put('mentioned', event.target.checked ? 'me' : undefined)}
              />
              {say('fMentioned')}
            </label>
          )}
        </div>
      </fieldset>
    </div>
  );
}
