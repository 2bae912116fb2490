/**
 * Asks customers how it was, some time after people closed their conversation: an alarm of the conversation begins a flow.
 * Knows the settings and the engine; the question itself is the flow's.
 */
import type { Clock } from '../clock.ts';
import type { Row } from '../contract/inbox-list.ts';
import type { SatisfactionSettings } from '../contract/inbox-work.ts';
import { type Catalogues, FLOW, type FlowRecord } from '../engine/catalogue.ts';
import type { Engine } from '../engine/engine.ts';
import { CodedError } from '../errors.ts';
import type { Alarm, Conversation, RecordStore } from '../stores/port.ts';
import { satisfactionFlow } from './satisfaction-flow.ts';
import type { InboxSettings } from './settings.ts';

/** Record kind, by conversation: when they were asked last. */
export const ASKED = 'satisfaction-asked';
const ALARM = 'satisfaction';

export interface Satisfaction {
  /** People closed it: they are asked in a while, if that is set. */
  closed(row: Row): Promise<void>;
  /** For `EngineDeps.ring`. */
  ring(conversation: Conversation, alarm: Alarm): Promise<void>;
  /** Keeps the settings; the flow is made and published where there is none of that name. */
  save(settings: SatisfactionSettings, by: string): Promise<void>;
}

export interface SatisfactionDeps {
  workspace: string;
  records: RecordStore;
  catalogues: Catalogues;
  settings: InboxSettings;
  engine: Pick<Engine, 'begin' | 'change'>;
  clock: Clock;
  publish(flow: string, by: string): Promise<void>;
}

export function createSatisfaction(deps: SatisfactionDeps): Satisfaction {
  const { workspace, records, engine, clock } = deps;

  async function askedLately(conversation: string, again: number): Promise<boolean> {
    const found = await records.get<{ at: number }>(workspace, ASKED, conversation);
    return found !== undefined && clock.now() - found.data.at < again;
  }

  async function note(conversation: string): Promise<void> {
    const at = clock.now();
    const found = await records.get(workspace, ASKED, conversation);
    if (found) await records.update(workspace, ASKED, conversation, found.rev, { at });
    else await records.insert(workspace, ASKED, conversation, { at });
  }

  return {
    async closed({ id, optedOut, blocked }) {
      const { on, after, again } = await deps.settings.satisfaction(workspace);
      if (!on || optedOut || blocked || (await askedLately(id, again))) return;
      const at = clock.now() + after;
      await engine.change(workspace, id, (conversation) => ({
        conversation: {
          ...conversation,
          alarms: [
            ...conversation.alarms.filter((alarm) => alarm.id !== ALARM),
            { id: ALARM, kind: 'satisfaction', at },
          ],
        },
        quiet: true,
      }));
    },

    async ring({ id, brand, phone, owner, optedOut, desk, run }, alarm) {
      if (alarm.kind !== 'satisfaction') return;
      const { on, flow, again } = await deps.settings.satisfaction(workspace);
      // Whoever is served again, by people or in the middle of a flow, is not to be asked now.
      const busy = owner.kind !== 'bot' || run?.snapshot.status === 'active';
      if (!on || optedOut || desk.blocked || busy || (await askedLately(id, again))) return;
      await note(id);
      try {
        await engine.begin({
          workspace,
          brand,
          phone,
          flow,
          variables: {},
          key: `satisfaction:${id}:${alarm.at}`,
        });
      } catch (error) {
        // A flow that is gone, or a person who opted out meanwhile: nobody is asked.
        if (!(error instanceof CodedError) || error.status >= 500) throw error;
      }
    },

    async save(settings, by) {
      if (settings.on) {
        const record: FlowRecord = {
          draft: satisfactionFlow(settings.flow),
          published: 0,
          archived: false,
          updatedAt: clock.now(),
          updatedBy: by,
        };
        await records.insert(workspace, FLOW, settings.flow, record);
        const known = await records.get<FlowRecord>(workspace, FLOW, settings.flow);
        if (known?.data.published === 0) await deps.publish(settings.flow, by);
      }
      await deps.settings.saveSatisfaction(workspace, settings);
    },
  };
}
