/** The times operators had conversations, as records for good: written after the commit that ends one, under its own key. */
import type { Interval } from '../contract/inbox.ts';
import type { News } from '../engine/news.ts';
import type { Report } from '../report.ts';
import type { Page, PageRequest, RecordStore } from '../stores/port.ts';

/** Record kind, by conversation and time: "<conversation>/<iso time>/<operator>". */
export const TAKEOVER = 'takeover';

export interface Intervals {
  news(news: News): void;
  /** Of one conversation, oldest first; with what this process heard of a moment ago. */
  list(conversation: string, page: PageRequest): Promise<Page<Interval>>;
}

/** The line of the thread that ends an interval is the truth; writing it twice writes one record. */
export function createIntervals(deps: {
  workspace: string;
  records: RecordStore;
  report: Report;
}): Intervals {
  const { workspace, records } = deps;
  const writing = new Set<Promise<unknown>>();

  function keep(interval: Interval): void {
    const { conversation, from, operator } = interval;
    const written = records
      .insert(workspace, TAKEOVER, `${conversation}/${new Date(from).toISOString()}/${operator}`, interval)
      .catch((error: unknown) => deps.report({ kind: 'fault', where: 'takeover', error }))
      .finally(() => writing.delete(written));
    writing.add(written);
  }

  return {
    news(news) {
      if (news.kind !== 'turn') return;
      const { id } = news.conversation;
      for (const { content } of news.messages) {
        if (content.kind !== 'happening' || !content.end) continue;
        const { what, end } = content;
        const ended = ENDS[what];
        if (!ended) continue;
        const { joined = [], ...own } = end;
        const { operator: beside, to } = own;
        keep({ conversation: id, ...own, ended });
        // Whoever had joined them is gone with them.
        for (const one of joined) keep({ conversation: id, ...one, to, beside, ended });
      }
    },
    async list(conversation, page) {
      await Promise.all(writing);
      const found = await records.list<Interval>(workspace, TAKEOVER, {
        ...page,
        prefix: `${conversation}/`,
      });
      return { ...found, items: found.items.map(({ data }) => data) };
    },
  };
}

const ENDS: Readonly<Record<string, Interval['ended']>> = {
  taken: 'taken',
  returned: 'returned',
  transferred: 'transferred',
  'handed-back': 'handed-back',
  closed: 'closed',
  blocked: 'blocked',
  left: 'left',
};
