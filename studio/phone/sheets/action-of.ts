/** The type of one kind of suggested action, for the sheet that opens it. */
import type { Suggestion } from '../../../flows/message.ts';

export type ActionOf<Kind extends Suggestion['kind']> = Extract<Suggestion, { kind: Kind }>;
