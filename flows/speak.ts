/** Turns a message as an author wrote it into one that can be said: templates filled in, choices made into buttons. */
import type {
  Card,
  DraftCard,
  DraftMessage,
  DraftSuggestion,
  LocalText,
  Message,
  Suggestion,
} from './message.ts';
import type { Scope } from './scope.ts';
import { expand } from './template.ts';

/** The buttons a node's choices become, by choice id. */
export type Buttons = ReadonlyMap<string, Extract<Suggestion, { kind: 'reply' }>>;

const NO_BUTTONS: Buttons = new Map();

/**
 * The message in the scope's language. Choices that no card shows become chips, before the author's own suggestions.
 * A suggestion whose essential part is empty after expansion (a link without address) is left out, not sent broken.
 */
export function speak(draft: DraftMessage, scope: Scope, buttons: Buttons = NO_BUTTONS): Message {
  const placed = new Set<string>();
  const say = (text: LocalText) => expand(text, scope);
  const optional = (text: LocalText | undefined) => (text === undefined ? undefined : say(text) || undefined);

  const suggest = (list: DraftSuggestion[]) =>
    list.flatMap((item) => {
      const made = suggestion(item, scope, buttons);
      if (made && item.kind === 'reply' && item.choice) placed.add(item.choice);
      return made ? [made] : [];
    });
  const card = (written: DraftCard): Card => ({
    ...compact({ title: optional(written.title), description: optional(written.description) }),
    ...(written.media
      ? {
          media: {
            url: say(written.media.url),
            height: written.media.height,
            ...compact({ thumbnail: optional(written.media.thumbnail), alt: optional(written.media.alt) }),
          },
        }
      : {}),
    suggestions: suggest(written.suggestions),
  });
  const chips = (): Suggestion[] => {
    const own = suggest(draft.suggestions);
    const rest = [...buttons].filter(([id]) => !placed.has(id)).map(([, button]) => button);
    return [...rest, ...own];
  };

  switch (draft.kind) {
    case 'text':
      return { kind: 'text', text: say(draft.text), suggestions: chips() };
    case 'media':
      return {
        kind: 'media',
        url: say(draft.url),
        ...compact({ thumbnail: optional(draft.thumbnail), alt: optional(draft.alt) }),
        suggestions: chips(),
      };
    case 'card': {
      const shown = card(draft.card);
      return {
        kind: 'card',
        orientation: draft.orientation,
        align: draft.align,
        card: shown,
        suggestions: chips(),
      };
    }
    case 'carousel': {
      const shown = draft.cards.map(card);
      return { kind: 'carousel', width: draft.width, cards: shown, suggestions: chips() };
    }
  }
}

function suggestion(draft: DraftSuggestion, scope: Scope, buttons: Buttons): Suggestion | undefined {
  const say = (text: LocalText | undefined) => (text === undefined ? '' : expand(text, scope));
  if (draft.kind === 'reply') {
    const button = draft.choice === undefined ? undefined : buttons.get(draft.choice);
    if (draft.choice !== undefined && !button) return undefined;
    const label = say(draft.label) || button?.label || '';
    const data = button?.data ?? (say(draft.data) || label);
    return label ? { kind: 'reply', label, data } : undefined;
  }
  const base = {
    label: say(draft.label),
    ...compact({ data: say(draft.data) || undefined, fallbackUrl: say(draft.fallbackUrl) || undefined }),
  };
  if (!base.label) return undefined;
  switch (draft.kind) {
    case 'dial': {
      const phone = say(draft.phone);
      return phone ? { kind: 'dial', ...base, phone } : undefined;
    }
    case 'view-location': {
      const latitude = number(draft.latitude, scope);
      const longitude = number(draft.longitude, scope);
      const query = say(draft.query) || undefined;
      const place = say(draft.place) || undefined;
      if (latitude !== undefined && longitude !== undefined) {
        return { kind: 'view-location', ...base, latitude, longitude, ...compact({ place }) };
      }
      return query ? { kind: 'view-location', ...base, query, ...compact({ place }) } : undefined;
    }
    case 'share-location':
      return { kind: 'share-location', ...base };
    case 'calendar': {
      const [title, start, end] = [say(draft.title), say(draft.start), say(draft.end)];
      if (!title || !start || !end) return undefined;
      return {
        kind: 'calendar',
        ...base,
        title,
        start,
        end,
        ...compact({ description: say(draft.description) || undefined }),
      };
    }
    case 'open-url': {
      const url = say(draft.url);
      if (!url) return undefined;
      return {
        kind: 'open-url',
        ...base,
        url,
        view: draft.view,
        ...compact({ description: say(draft.description) || undefined }),
      };
    }
    case 'compose': {
      const phone = say(draft.phone);
      if (!phone) return undefined;
      return {
        kind: 'compose',
        ...base,
        phone,
        ...compact({ text: say(draft.text) || undefined, recording: draft.recording }),
      };
    }
  }
}

function number(value: number | string | undefined, scope: Scope): number | undefined {
  if (value === undefined) return undefined;
  const text = typeof value === 'number' ? value : expand(value, scope).trim();
  const read = text === '' ? Number.NaN : Number(text);
  return Number.isFinite(read) ? read : undefined;
}

/** The object without its undefined members, so that stored and sent JSON says only what is there. */
function compact<T extends object>(object: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
