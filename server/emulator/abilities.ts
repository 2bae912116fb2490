/** What a message asks of the phone that shows it, and of the files it names; knows no delivery. */
import type { Files } from './files.ts';
import { GoogleError } from './google-error.ts';
import type { HandsetSettings } from './handsets.ts';
import { FEATURES } from './handsets.ts';
import { cardsOf, suggestionsOf, type WireContent } from './wire.ts';

/** 400 for content the device cannot show: Google delivers nothing then (guide "Send messages"). */
export function checkFeatures(settings: HandsetSettings, content: WireContent): void {
  // By far the most common case, and the only one on the fast path.
  if (settings.features === FEATURES) return;
  const lacking = [...neededBy(content)].filter((feature) => !settings.features.includes(feature));
  if (lacking.length > 0) {
    throw new GoogleError(
      400,
      `The message uses features the device does not support: ${lacking.join(', ')}.`,
    );
  }
}

function neededBy(content: WireContent): Set<string> {
  const needed = new Set<string>();
  if (content.richCard?.standaloneCard) needed.add('RICHCARD_STANDALONE');
  if (content.richCard?.carouselCard) needed.add('RICHCARD_CAROUSEL');
  for (const { action } of suggestionsOf(content)) {
    // A device that lacks the action opens the fallback page; one without webview opens the browser.
    if (!action || action.fallbackUrl) continue;
    if (action.createCalendarEventAction) needed.add('ACTION_CREATE_CALENDAR_EVENT');
    if (action.dialAction) needed.add('ACTION_DIAL');
    if (action.openUrlAction) needed.add('ACTION_OPEN_URL');
    if (action.shareLocationAction) needed.add('ACTION_SHARE_LOCATION');
    if (action.viewLocationAction) needed.add('ACTION_VIEW_LOCATION');
  }
  return needed;
}

/**
 * 400 if the message names a file that was never uploaded, or puts audio into a card, or a PDF where the device shows
 * none. Returns the names with their addresses for the handset's page; nothing if the message names no file.
 */
export function checkFiles(
  files: Files,
  settings: HandsetSettings,
  content: WireContent,
): Record<string, string> | undefined {
  const named: Record<string, string> = {};
  function check(name: string | undefined, inCard: boolean): void {
    if (!name) return;
    const file = files.get(name.replace(/^files\//, ''));
    if (!file) throw new GoogleError(400, `The file "${name}" does not exist.`);
    if (inCard && /^audio\/|\/ogg$/.test(file.mimeType)) {
      throw new GoogleError(400, 'Audio cannot be shown in a rich card.');
    }
    if (inCard && file.mimeType === 'application/pdf' && !settings.features.includes('PDF_IN_RICH_CARDS')) {
      throw new GoogleError(400, 'The device does not show PDF files in rich cards.');
    }
    named[name] = file.fileUrl ?? `files/${file.id}`;
  }
  check(content.uploadedRbmFile?.fileName ?? content.fileName, false);
  check(content.uploadedRbmFile?.thumbnailName, false);
  for (const { media } of cardsOf(content)) {
    check(media?.uploadedRbmFile?.fileName ?? media?.fileName, true);
    check(media?.uploadedRbmFile?.thumbnailName, false);
  }
  return Object.keys(named).length > 0 ? named : undefined;
}
