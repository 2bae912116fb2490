/** What every part of one phone shares: its make, its brand, and the hands that act on it; holds no state. */
import { createContext, useContext } from 'react';
import type { Card, Suggestion } from '../../flows/message.ts';
import type { Brand, PaymentOutcome, PhonePage, Platform } from './entry.ts';

export type SheetRequest =
  /** What an action opens: the web page, the map, the calendar... */
  | { kind: 'action'; suggestion: Exclude<Suggestion, { kind: 'reply' }> }
  /** An address that `pageAt` knows. */
  | { kind: 'page'; url: string; view?: Extract<Suggestion, { kind: 'open-url' }>['view'] }
  /** The list behind "Options" on iOS. */
  | { kind: 'options'; suggestions: Suggestion[] }
  /** A long card in full, as iOS opens it. */
  | { kind: 'article'; card: Card }
  | { kind: 'attach' }
  | { kind: 'location' }
  | { kind: 'menu' };

export interface PhoneHands {
  platform: Platform;
  brand: Brand;
  /** IANA; the reader's own if left out. */
  timeZone?: string;
  /** Without it nothing but a text can be sent, and that by SMS. */
  rcs: boolean;
  /** Taps a suggestion: says it to the brand and opens what it opens. */
  tap: (suggestion: Suggestion) => void;
  /** Says the tap to the brand and opens nothing (the browser itself follows a link). */
  tapOnly: (suggestion: Suggestion) => void;
  open: (sheet: SheetRequest) => void;
  /** What is shown here instead of following an address; undefined for every other. */
  pageAt: (url: string) => PhonePage | undefined;
  /** Says on a provider's page how a payment went. */
  pay: (payment: string, outcome: PaymentOutcome) => void;
}

const context = createContext<PhoneHands | undefined>(undefined);
export const PhoneProvider = context.Provider;

export function usePhone(): PhoneHands {
  const hands = useContext(context);
  if (!hands) throw new Error('usePhone is called outside of a phone');
  return hands;
}
