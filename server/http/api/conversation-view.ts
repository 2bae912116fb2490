/** A conversation as the API shows it; knows what is nobody's business outside. */
import type { ConversationView } from '../../contract.ts';
import type { Conversation } from '../../stores/port.ts';

export function conversationView(conversation: Conversation): ConversationView {
  const {
    workspace: _workspace,
    rev: _rev,
    floor: _floor,
    alarms: _alarms,
    timers: _timers,
    choices: _choices,
    run,
    heardAt,
    desk,
    ...shown
  } = conversation;
  return {
    ...shown,
    desk: { ...desk, labels: [...desk.labels], followers: [...desk.followers] },
    ...(heardAt === undefined ? {} : { heardAt }),
    ...(run
      ? {
          run: {
            flow: run.flow,
            version: run.version,
            node: run.snapshot.value,
            status: run.snapshot.status,
            ...(run.snapshot.outcome === undefined ? {} : { outcome: run.snapshot.outcome }),
            variables: run.snapshot.vars[''] ?? {},
          },
        }
      : {}),
  };
}
