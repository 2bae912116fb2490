/** What making two numbers one contact does to who may be written to; said before it is done. */
import type { MergePreview } from '../../../server/contract/inbox-person.ts';
import { useRegion, useTexts } from '../../ui/i18n.ts';
import { listPhones } from './list-phones.ts';
import css from './merge-consent.module.css';
import { personTexts } from './person-texts.ts';

export function MergeConsent({ numbers }: { numbers: MergePreview['one']['numbers'] }) {
  const say = useTexts(personTexts);
  const region = useRegion();
  const silent = numbers.filter((one) => one.suppressedSince !== undefined);
  const blocked = numbers.filter((one) => one.blocked);
  const phones = (some: typeof numbers) =>
    listPhones(
      some.map((one) => one.phone),
      region,
    );
  const [first] = silent;
  const day =
    first?.suppressedSince === undefined
      ? ''
      : new Intl.DateTimeFormat(region, { dateStyle: 'long' }).format(first.suppressedSince);
  const spreads = silent.length > 0 && silent.length < numbers.length;
  const blocks = blocked.length > 0 && blocked.length < numbers.length;
  if (silent.length === 0 && !blocks) return null;
  return (
    <div className={css.notice}>
      {silent.length === numbers.length ? (
        <p>{say('silentAll')}</p>
      ) : spreads && silent.length === 1 ? (
        <p>{say('silencesOne', { phone: phones(silent), day })}</p>
      ) : spreads ? (
        <p>{say('silencesMore', { phones: phones(silent) })}</p>
      ) : null}
      {blocks ? <p>{say('blocksOne', { phones: phones(blocked) })}</p> : null}
      {spreads || blocks ? <p>{say('silencesBack')}</p> : null}
    </div>
  );
}
