/** What two numbers will have together, line by line; where they differ, one of the two is chosen. */
import { useId } from 'react';
import {
  fieldOf,
  linesOf,
  type MergePreview,
  type WrittenLine,
} from '../../../server/contract/inbox-person.ts';
import { useTexts } from '../../ui/i18n.ts';
import css from './merge-choices.module.css';
import { MergeConsent } from './merge-consent.tsx';
import { personTexts } from './person-texts.ts';

interface Props {
  preview: MergePreview;
  /** Lines that are taken from the other. */
  take: ReadonlySet<string>;
  onTake: (line: string, on: boolean) => void;
}

export function MergeChoices({ preview: { one, other }, take, onTake }: Props) {
  const say = useTexts(personTexts);
  const lines = linesOf(one.written, other.written);
  const numbers = [...one.numbers, ...other.numbers];
  return (
    <>
      {lines.length === 0 ? <p className={css.soft}>{say('nothing')}</p> : null}
      {lines.map((line) => (
        <Line
          key={line.line}
          line={line}
          phones={[one.numbers[0]?.phone, other.numbers[0]?.phone]}
          taken={take.has(line.line)}
          onTake={(on) => onTake(line.line, on)}
        />
      ))}
      <div className={css.line}>
        <span className={css.what}>{say('numbers')}</span>
        <ul className={css.numbers}>
          {numbers.map(({ phone }) => (
            <li key={phone} dir="ltr">
              {phone}
            </li>
          ))}
        </ul>
      </div>
      <div className={css.line}>
        <span className={css.what}>{say('together')}</span>
        <span>
          {say('counts', {
            bookings: one.bookings + other.bookings,
            cases: one.cases + other.cases,
            payments: one.payments + other.payments,
          })}
        </span>
      </div>
      <MergeConsent numbers={numbers} />
      <p className={css.soft}>{say('stays')}</p>
    </>
  );
}

function Line({
  line: { line, one, other },
  phones,
  taken,
  onTake,
}: {
  line: WrittenLine;
  /** Whose it is, in the order of the choices. */
  phones: readonly (string | undefined)[];
  taken: boolean;
  onTake: (on: boolean) => void;
}) {
  const say = useTexts(personTexts);
  const name = useId();
  const what =
    line === 'name' ? say('lineName') : line === 'email' ? say('lineEmail') : (fieldOf(line) ?? line);
  if (one === undefined || other === undefined || one === other) {
    return (
      <div className={css.line}>
        <bdi className={css.what}>{what}</bdi>
        <span className={css.value}>
          <bdi>{one ?? other}</bdi>
        </span>
      </div>
    );
  }
  return (
    <fieldset className={css.choice}>
      <legend className={css.what}>
        <bdi>{what}</bdi>
      </legend>
      {[one, other].map((value, place) => (
        <label key={value} className={css.option}>
          <input
            type="radio"
            name={name}
            checked={taken === (place === 1)}
            onChange={() => onTake(place === 1)}
          />
          <span className={css.value}>
            <bdi>{value}</bdi>
          </span>
          <span className={css.of} dir="ltr">
            {phones[place]}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
