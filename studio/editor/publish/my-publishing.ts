/** Which versions were published from this page, so that their news is told as one's own. Knows no dialog. */

/** The news of it may come before the answer does: until then whatever is published of that flow is one's own. */
let asking: string | undefined;
const mine = new Set<string>();

/** Runs what publishes the flow, and remembers the version it answers with. Passes on what it throws. */
export async function publishingMine<Answer extends { version: number }>(
  flow: string,
  publish: () => Promise<Answer>,
): Promise<Answer> {
  asking = flow;
  try {
    const answer = await publish();
    mine.add(`${flow}/${answer.version}`);
    return answer;
  } finally {
    asking = undefined;
  }
}

export function isMyPublishing(flow: string, version: number): boolean {
  return asking === flow || mine.has(`${flow}/${version}`);
}
