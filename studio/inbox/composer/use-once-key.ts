/** The key under which the server does a wish once: the same as long as the wish is, another for another wish. */
import { useRef } from 'react';
import { randomId } from '../../ui/random-id.ts';

export function useOnceKey(): (wish: unknown) => string {
  const asked = useRef<{ wish: string; key: string }>(undefined);
  return (wish) => {
    const text = JSON.stringify(wish);
    if (asked.current?.wish !== text) asked.current = { wish: text, key: randomId() };
    return asked.current.key;
  };
}
