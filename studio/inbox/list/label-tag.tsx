/** A label with its colour, where it is known. */
import type { LabelColor } from '../use-work.ts';
import { useLabels } from '../use-work.ts';
import css from './label-tag.module.css';

export function LabelTag({ name }: { name: string }) {
  const { data } = useLabels();
  const color: LabelColor = data?.find((label) => label.name === name)?.color ?? 'grey';
  return (
    <span className={css.label} title={name}>
      <span className={css.dot} data-color={color} aria-hidden />
      <bdi className={css.name}>{name}</bdi>
    </span>
  );
}
