/** Settings of the inbox: labels and their colours, how somebody wants to be told, the question after closing. Knows records. */
import type { z } from 'zod';
import { changeRecord } from '../change-record.ts';
import {
  type LABEL_COLORS,
  type NoticeSettings,
  noticeSettingsSchema,
  type SatisfactionSettings,
  satisfactionSettingsSchema,
} from '../contract/inbox-work.ts';
import { CodedError } from '../errors.ts';
import type { RecordStore } from '../stores/port.ts';

/** Record kind; keys are "labels", "satisfaction", "notices/<operator>". */
export const SETTING = 'inbox-setting';
const MOST_LABELS = 200;

type Color = (typeof LABEL_COLORS)[number];
export interface Label {
  name: string;
  color: Color;
}

export interface InboxSettings {
  labels(workspace: string): Promise<Label[]>;
  /** Errors: "conflict" where there are too many. */
  saveLabel(workspace: string, label: Label): Promise<void>;
  /** Conversations that have it keep it. Errors: "not_found". */
  removeLabel(workspace: string, name: string): Promise<void>;
  satisfaction(workspace: string): Promise<SatisfactionSettings>;
  saveSatisfaction(workspace: string, settings: SatisfactionSettings): Promise<void>;
  notices(workspace: string, operator: string): Promise<NoticeSettings>;
  saveNotices(workspace: string, operator: string, settings: NoticeSettings): Promise<void>;
}

export function createInboxSettings(records: RecordStore): InboxSettings {
  async function read<S extends z.ZodType>(workspace: string, key: string, schema: S): Promise<z.output<S>> {
    const found = await records.get<unknown>(workspace, SETTING, key);
    // What an older release wrote and this one cannot read is as if nothing were set.
    const parsed = schema.safeParse(found?.data ?? {});
    return parsed.success ? parsed.data : schema.parse({});
  }

  async function write(workspace: string, key: string, data: unknown): Promise<void> {
    await changeRecord<unknown, undefined>(records, { workspace, kind: SETTING, key }, () => ({
      answer: undefined,
      write: data,
    }));
  }

  async function changeLabels(workspace: string, change: (labels: Label[]) => Label[]): Promise<void> {
    await changeRecord<Label[], undefined>(
      records,
      { workspace, kind: SETTING, key: 'labels' },
      (labels = []) => ({
        answer: undefined,
        write: change(labels),
      }),
    );
  }

  return {
    async labels(workspace) {
      const found = await records.get<Label[]>(workspace, SETTING, 'labels');
      return (found?.data ?? []).toSorted((one, other) => one.name.localeCompare(other.name));
    },
    saveLabel: (workspace, label) =>
      changeLabels(workspace, (labels) => {
        const others = labels.filter(({ name }) => name !== label.name);
        if (others.length >= MOST_LABELS)
          throw new CodedError('limit_reached', `There are ${MOST_LABELS} labels already.`);
        return [...others, label];
      }),
    removeLabel: (workspace, name) =>
      changeLabels(workspace, (labels) => {
        if (!labels.some((one) => one.name === name)) throw new CodedError('not_found');
        return labels.filter((one) => one.name !== name);
      }),
    satisfaction: (workspace) => read(workspace, 'satisfaction', satisfactionSettingsSchema),
    saveSatisfaction: (workspace, settings) => write(workspace, 'satisfaction', settings),
    notices: (workspace, operator) => read(workspace, `notices/${operator}`, noticeSettingsSchema),
    saveNotices: (workspace, operator, settings) => write(workspace, `notices/${operator}`, settings),
  };
}
