/** Finds the lines and items of a conversation wherever they are: in its document, or filed. Changes nothing. */
import type { Commands } from './mongo-commands.ts';
import type { Collections, ConversationDocument, ItemEntry, LineEntry } from './mongo-documents.ts';
import { itemName, lineName } from './mongo-names.ts';
import { toAwayEntry } from './mongo-shape.ts';
import { findLine } from './mongo-transitions.ts';

export interface Parts {
  /** An item that is not done with. */
  item(document: ConversationDocument, id: string): Promise<ItemEntry | undefined>;
  /** A sent line as it stands now. */
  line(document: ConversationDocument, id: string): Promise<LineEntry | undefined>;
}

export function createParts({ outbox }: Collections, commands: Commands): Parts {
  return {
    async item(document, id) {
      const own = document.items.find((item) => item.id === id);
      if (own) return own.gone ? undefined : own;
      if (document.away === 0) return undefined;
      const row = await outbox.findOne({ _id: itemName(document, id), goneAt: { $exists: false } });
      return row ? toAwayEntry(row) : undefined;
    },
    async line(document, id) {
      const own = findLine(document, id);
      if (own) return own;
      const name = lineName(document, { direction: 'out', id, n: 0 });
      const found = await commands.line(name);
      if (!found) return undefined;
      const { n, direction, tick, at, channel, state, fault, fate } = found;
      return { n, id, direction, tick, at, channel, state, fault, fate };
    },
  };
}
