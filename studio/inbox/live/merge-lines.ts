/** How a thread takes lines that are new or changed. Pure. */
import type { Line } from '../../../server/contract/inbox-live.ts';

/** Each line in the place of the one with its id, else where its time puts it; what came first of the same time stays first. */
export function mergeLines(lines: readonly Line[], news: readonly Line[]): Line[] {
  const changed = new Map(news.map((line) => [line.id, line]));
  const merged = lines.map((line) => {
    const next = changed.get(line.id);
    changed.delete(line.id);
    return next ?? line;
  });
  for (const line of changed.values()) {
    let place = merged.length;
    while (place > 0 && (merged[place - 1]?.at ?? 0) > line.at) place -= 1;
    merged.splice(place, 0, line);
  }
  return merged;
}
