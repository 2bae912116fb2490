/** A first-in first-out queue whose both ends cost the same however long it is. */

export interface Fifo<Item> {
  push(item: Item): void;
  shift(): Item | undefined;
}

export function createFifo<Item>(): Fifo<Item> {
  let items: Item[] = [];
  let head = 0;
  return {
    push: (item) => {
      items.push(item);
    },
    shift() {
      const first = items[head];
      if (head < items.length) head += 1;
      // Array#shift moves every element; dropping the used half now and then does not.
      if (head * 2 > items.length && head > 512) {
        items = items.slice(head);
        head = 0;
      } else if (head === items.length) {
        items.length = 0;
        head = 0;
      }
      return first;
    },
  };
}
