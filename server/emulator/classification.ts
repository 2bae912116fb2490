/** How the United States bill a message; knows content, no price and no phone beyond its country code. */
import { LIMITS } from '../../flows/limits.ts';
import { suggestionsOf, type WireContent } from './wire.ts';

export interface RichMessageClassification {
  classificationType: 'RICH_MESSAGE' | 'RICH_MEDIA_MESSAGE';
  /** Of 160 UTF-8 bytes; rich messages only. */
  segmentCount?: number;
}

/** Google classifies messages to and from numbers of the North American plan only (US billing model). */
export function isClassified(phone: string): boolean {
  return phone.startsWith('+1');
}

/** Text with replies, dial and open-in-browser is rich; cards, files and any other action make it rich media. */
export function classify(content: WireContent): RichMessageClassification {
  const plain =
    content.text !== undefined &&
    suggestionsOf(content).every(
      ({ action }) =>
        !action ||
        action.dialAction !== undefined ||
        (action.openUrlAction !== undefined && action.openUrlAction.application !== 'WEBVIEW'),
    );
  return plain ? classifyText(content.text ?? '') : { classificationType: 'RICH_MEDIA_MESSAGE' };
}

export function classifyText(text: string): RichMessageClassification {
  return {
    classificationType: 'RICH_MESSAGE',
    segmentCount: Math.max(1, Math.ceil(Buffer.byteLength(text) / LIMITS.basicMessageBytes)),
  };
}
