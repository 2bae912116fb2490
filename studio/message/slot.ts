/** One value of a larger one, with the way to replace it: forms are made of these. Knows no form and no store. */

export interface Words {
  en: string;
  fr: string;
}

export interface Slot<T> {
  value: T;
  /** Where it stands, as findings say it: "nodes.greet.ask.message.text". */
  at: string;
  /**
   * Replaces the value; undefined takes an optional one away. `edit` names the change in the list of what can be undone.
   * Changes of one `merge` that follow each other closely are undone as one; null keeps a change by itself.
   */
  put(value: T, edit: Words, merge?: string | null): void;
}

/** A member of an object. */
export function part<T extends object, K extends keyof T & string>(slot: Slot<T>, key: K): Slot<T[K]> {
  const at = `${slot.at}.${key}`;
  return {
    value: slot.value[key],
    at,
    put: (value, edit, merge = at) => slot.put(withPart(slot.value, key, value), edit, merge),
  };
}

/** An item of a list. */
export function item<T>(slot: Slot<T[]>, index: number): Slot<T> {
  const at = `${slot.at}.${index}`;
  return {
    value: slot.value[index] as T,
    at,
    put: (value, edit, merge = at) =>
      slot.put(
        slot.value.map((one, n) => (n === index ? value : one)),
        edit,
        merge,
      ),
  };
}

/** The same place once the kind of its value is known. */
export function narrowed<U, T extends U>(slot: Slot<U>, value: T): Slot<T> {
  return { value, at: slot.at, put: (next, edit, merge) => slot.put(next, edit, merge) };
}

/** The same place, read as `fallback` where nothing stands there. */
export function filled<T>(slot: Slot<T | undefined>, fallback: T): Slot<T> {
  return { ...narrowed(slot, slot.value ?? fallback), put: slot.put };
}

/** An object with one member replaced; undefined takes it away, so that nothing empty is stored. */
export function withPart<T extends object, K extends keyof T>(whole: T, key: K, value: T[K]): T {
  if (value !== undefined) return { ...whole, [key]: value };
  const { [key]: _, ...rest } = whole;
  return rest as T;
}

// --- lists -------------------------------------------------------------------------------------------------------

export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const next = [...list];
  next.splice(to, 0, ...next.splice(from, 1));
  return next;
}

export function without<T>(list: readonly T[], index: number): T[] {
  return list.filter((_, n) => n !== index);
}

export function inserted<T>(list: readonly T[], index: number, value: T): T[] {
  return [...list.slice(0, index), value, ...list.slice(index)];
}
