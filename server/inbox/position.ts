/** Where somebody is in what the index tells: its life and its count, as one opaque text. Pure. */

/** "epoch.seq". */
export function positionOf(epoch: string, seq: number): string {
  return `${epoch}.${seq}`;
}

/** The count, if it is of this life of the index. */
export function seqOf(position: string, epoch: string): number | undefined {
  const at = position.lastIndexOf('.');
  const seq = Number(position.slice(at + 1));
  return position.slice(0, at) === epoch && Number.isSafeInteger(seq) && seq >= 0 ? seq : undefined;
}
