/** What was typed for a flow's input, as the value its type asks for. Pure; knows no screen. */
import type { FlowInputField } from '../../../flows/inputs.ts';

export type Read =
  | { is: 'value'; value: string | number | boolean }
  /** Nothing was typed, and the flow has no value of its own. */
  | { is: 'missing' }
  /** Nothing was typed: the flow's own value stays. */
  | { is: 'left' }
  | { is: 'wrong' };

/** Types a person can write down; the others come from services. */
const WRITABLE: ReadonlySet<FlowInputField['type']> = new Set([
  'text',
  'number',
  'boolean',
  'date',
  'time',
  'datetime',
]);

export function isWritable({ type }: Pick<FlowInputField, 'type'>): boolean {
  return WRITABLE.has(type);
}

/** What the field shows before anybody types: the flow's own value. */
export function writtenInput({ type, default: value }: FlowInputField): string {
  if (type === 'boolean') return String(value === true);
  if (typeof value !== 'string' && typeof value !== 'number') return '';
  return type === 'datetime' ? localMoment(new Date(value)) : String(value);
}

/** Dates and times are typed on the reader's own clock. */
export function readInput(field: FlowInputField, typed: string): Read {
  const said = typed.trim();
  if (said === '') return field.default === undefined ? { is: 'missing' } : { is: 'left' };
  if (field.type === 'boolean') return { is: 'value', value: said === 'true' };
  if (field.type === 'number') {
    const number = Number(said.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.'));
    return Number.isFinite(number) ? { is: 'value', value: number } : { is: 'wrong' };
  }
  if (field.type !== 'datetime') return { is: 'value', value: said };
  const moment = new Date(said);
  if (Number.isNaN(moment.getTime())) return { is: 'wrong' };
  return { is: 'value', value: moment.toISOString().replace(/\.\d{3}Z$/, 'Z') };
}

/** As a field of the browser for date and time takes it. */
function localMoment(at: Date): string {
  if (Number.isNaN(at.getTime())) return '';
  const shifted = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}
