/** How the preview's phone is drawn and set at first, remembered on this machine. Knows no session. */
import { useSyncExternalStore } from 'react';
import type { PreviewPerson } from '../../../server/contract.ts';
import type { PhoneLook, Platform } from '../../phone/entry.ts';
import { createStored } from '../../ui/stored.ts';

export interface PreviewSettings {
  platform: Platform;
  rcs: boolean;
  /** The language of the person; the reader's own if left out. */
  locale?: string;
  /** Whom it plays; made up where nothing was said. */
  person: PreviewPerson;
  /** Time passes by itself. */
  running: boolean;
  look: PhoneLook;
  /** Pixels of the part below the phone; 0: folded away. */
  below: number;
}

const DEFAULTS: PreviewSettings = {
  platform: 'android',
  rcs: true,
  person: {},
  running: true,
  look: {},
  below: window.innerHeight < 820 ? 164 : 230,
};
export const BELOW = { initial: DEFAULTS.below, min: 120, max: 560 };

const stored = createStored<string>('carillon.preview', (raw) => raw ?? '{}');
let known: { raw: string; settings: PreviewSettings } | undefined;

export const previewSettings = {
  get(): PreviewSettings {
    const raw = stored.get();
    if (known?.raw !== raw) known = { raw, settings: read(raw) };
    return known.settings;
  },
  change(change: Partial<PreviewSettings>): void {
    stored.set(JSON.stringify({ ...previewSettings.get(), ...change }));
  },
  subscribe: stored.subscribe,
};

export function usePreviewSettings(): PreviewSettings {
  return useSyncExternalStore(previewSettings.subscribe, previewSettings.get);
}

/** As the server takes numbers: anything else would keep the preview from opening. */
const E164 = /^\+[1-9]\d{6,14}$/;

/** What was stored by another version, or by nobody, must not stop the preview. */
function read(raw: string): PreviewSettings {
  let given: Record<string, unknown> = {};
  try {
    const value: unknown = JSON.parse(raw);
    if (typeof value === 'object' && value !== null) given = value as Record<string, unknown>;
  } catch {
    return DEFAULTS;
  }
  const look = (typeof given.look === 'object' && given.look !== null ? given.look : {}) as PhoneLook;
  const person = (
    typeof given.person === 'object' && given.person !== null ? given.person : {}
  ) as PreviewPerson;
  const { below, locale } = given;
  return {
    platform: given.platform === 'ios' ? 'ios' : 'android',
    rcs: given.rcs !== false,
    ...(typeof locale === 'string' ? { locale } : {}),
    person: {
      ...(typeof person.name === 'string' && person.name.trim() !== ''
        ? { name: person.name.slice(0, 200) }
        : {}),
      ...(typeof person.phone === 'string' && E164.test(person.phone) ? { phone: person.phone } : {}),
    },
    running: given.running !== false,
    look: {
      ...(look.theme === 'dark' || look.theme === 'light' ? { theme: look.theme } : {}),
      ...(look.text === 'large' ? { text: 'large' as const } : {}),
      ...(look.direction === 'rtl' ? { direction: 'rtl' as const } : {}),
    },
    below: typeof below === 'number' && below >= 0 ? Math.min(BELOW.max, below) : DEFAULTS.below,
  };
}
