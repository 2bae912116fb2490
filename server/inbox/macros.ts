/** Macros: several steps at once, shown before they are done. Knows what steps are; doing them is handed in. */
import type { z } from 'zod';
import type { Message } from '../../flows/message.ts';
import type { BulkAction } from '../contract/inbox-list.ts';
import type {
  Macro,
  MacroStep,
  macroPreviewSchema,
  macroRunSchema,
  saveMacroSchema,
} from '../contract/inbox-work.ts';
import { isSpeaker } from '../engine/ownership.ts';
import { CodedError } from '../errors.ts';
import type { User } from '../people/identity.ts';
import type { Conversation, RecordStore } from '../stores/port.ts';
import type { Filled } from './fill-canned.ts';
import { createShelf, type Keeper, type Shelf } from './shelf.ts';

/** Record kind, by id. */
export const MACRO = 'macro';

export type MacroBody = z.output<typeof saveMacroSchema>;
export type MacroPreview = z.output<typeof macroPreviewSchema>;
export type MacroRun = z.output<typeof macroRunSchema>;

export interface Macros extends Shelf<MacroBody> {
  list(workspace: string, who: Keeper): Promise<Macro[]>;
  preview(who: User, macro: MacroBody, conversation: Conversation): Promise<MacroPreview>;
  /**
   * Step by step, until one is refused: what was done stays done. `seenReply`: the newest message of a colleague that they
   * saw in it.
   */
  run(who: User, macro: MacroBody, conversation: Conversation, seenReply?: string): Promise<MacroRun>;
}

export interface MacrosDeps {
  records: RecordStore;
  now(): number;
  act(who: User, conversation: string, action: BulkAction): Promise<void>;
  /** Undefined for one that has no text. Errors: "not_found". */
  fill(who: User, canned: string, conversation: Conversation): Promise<Filled | undefined>;
  say(who: User, conversation: string, message: Message, seenReply: string | undefined): Promise<void>;
  note(who: User, conversation: string, text: string): Promise<void>;
}

export function createMacros(deps: MacrosDeps): Macros {
  const shelf = createShelf<MacroBody>(deps.records, MACRO);

  async function previewStep(who: User, step: MacroStep, conversation: Conversation, taken: boolean) {
    const shown = { step, missing: [] as string[] };
    if (step.kind === 'reply') {
      const filled = await deps.fill(who, step.canned, conversation).catch(() => undefined);
      if (!filled)
        return { ...shown, refused: { code: 'not_found', detail: 'This reply does not exist any more.' } };
      const { message, sms, missing } = filled;
      const said = { step, message, missing, ...(sms === undefined ? {} : { sms }) };
      if (conversation.optedOut) {
        return {
          ...said,
          refused: { code: 'contact_opted_out', detail: 'This person asked for no more messages.' },
        };
      }
      if (!taken)
        return { ...said, refused: { code: 'forbidden', detail: 'Take the conversation over first.' } };
      return said;
    }
    if (step.kind === 'handback' && conversation.owner.kind === 'bot') {
      return { ...shown, refused: { code: 'with_bot', detail: 'The bot has this conversation already.' } };
    }
    return shown;
  }

  async function runStep(
    who: User,
    step: MacroStep,
    conversation: Conversation,
    seenReply: string | undefined,
  ): Promise<void> {
    const { id } = conversation;
    if (step.kind === 'reply') {
      const filled = await deps.fill(who, step.canned, conversation);
      if (!filled) throw new CodedError('not_found');
      // Where SMS is spoken, the wording that was written for it is what is said.
      const bySms = conversation.channel === 'sms' && filled.sms !== undefined;
      const text: Message = { kind: 'text', text: filled.sms ?? '', suggestions: [] };
      await deps.say(who, id, bySms ? text : filled.message, seenReply);
    } else if (step.kind === 'note') await deps.note(who, id, step.text);
    else if (step.kind === 'snooze-for')
      await deps.act(who, id, { kind: 'snooze', until: deps.now() + step.ms });
    else await deps.act(who, id, step);
  }

  return {
    ...shelf,
    async list(workspace, who) {
      return (await shelf.list(workspace, who)).sort((one, other) => one.name.localeCompare(other.name));
    },
    async preview(who, { steps }, conversation) {
      const { owner } = conversation;
      const taken = isSpeaker(owner, who.id);
      return { steps: await Promise.all(steps.map((step) => previewStep(who, step, conversation, taken))) };
    },
    async run(who, { steps }, conversation, seenReply) {
      let done = 0;
      for (const step of steps) {
        try {
          await runStep(who, step, conversation, seenReply);
          done += 1;
        } catch (error) {
          if (!(error instanceof CodedError)) throw error;
          return { done, refused: { step: done, code: error.code, detail: error.message } };
        }
      }
      return { done };
    },
  };
}
