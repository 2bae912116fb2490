/** A text with ranges of it marked; the text is never read as anything but text. */
import { Fragment } from 'react';

/** `ranges` in UTF-16 units, in order, not overlapping. */
export function MarkedText({
  text,
  ranges,
}: {
  text: string;
  ranges: readonly (readonly [number, number])[];
}) {
  return (
    <>
      {ranges.map(([from, to], place) => (
        <Fragment key={from}>
          {text.slice(ranges[place - 1]?.[1] ?? 0, from)}
          <mark>{text.slice(from, to)}</mark>
        </Fragment>
      ))}
      {text.slice(ranges.at(-1)?.[1] ?? 0)}
    </>
  );
}
