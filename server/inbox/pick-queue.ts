/** The queue a conversation belongs in, by topic and language: a pure rule over what queues say of themselves. */
import type { Queue } from '../contract/inbox.ts';
import type { Conversation } from '../stores/port.ts';

/** A step that names no queue of its own names this one. */
const UNNAMED = 'default';

/**
 * The queue named, where it is set up and takes the customer's language. Else the one whose topics fit what the flow
 * named, the flow itself or a label, before one for the language alone; one that asks for the language before one for
 * all. Else the queue named, whatever it is.
 */
export function pickQueue(
  queues: readonly Queue[],
  { locale, run, desk }: Pick<Conversation, 'locale' | 'run' | 'desk'>,
  named: string,
): string {
  const language = locale.slice(0, 2);
  const speaks = ({ languages }: Queue) => languages.length === 0 || languages.includes(language);
  const own = queues.find(({ id }) => id === named);
  if (own && speaks(own) && named !== UNNAMED) return named;
  const about = new Set(
    [named, run?.flow, ...desk.labels].filter((word) => word !== undefined && word !== UNNAMED),
  );
  const fitting = queues
    .filter((queue) => queue.id !== named && speaks(queue))
    .map((queue) => {
      const { topics, languages } = queue;
      const topical = topics.some((topic) => about.has(topic));
      const local = languages.length > 0;
      // One that is about something else is for that alone.
      const fit = topical ? 2 : topics.length === 0 && local ? 0 : Number.NEGATIVE_INFINITY;
      return { id: queue.id, fit: fit + (local ? 1 : 0) };
    })
    .filter(({ fit }) => fit > 0)
    .sort((one, other) => other.fit - one.fit || (one.id < other.id ? -1 : 1));
  return fitting[0]?.id ?? named;
}
