/** What a message's page is made of. */
import type { Message } from '../../flows/message.ts';
import type { Brand } from '../channels/port.ts';
import type { Trouble } from './page-texts.ts';

export interface MessageView {
  brand: Brand;
  content: Message;
  /** Of the message; the page's own words are English or French. */
  locale: string;
  /** The page's own path, such as "/m/KcYcZTkcQvWxq2zS5lqXbA". */
  path: string;
  /** What addresses that begin with "/" belong to. */
  publicUrl: string;
  /** Milliseconds since the epoch. */
  expiresAt: number;
  /** Makes a form count once. */
  nonce: string;
  /** The place, among all its suggestions, of the one that was answered last. */
  chosen?: number;
  /** What was answered a moment ago. */
  told?: { kind: 'choice'; label: string } | { kind: 'address' };
  trouble?: Trouble;
}
