/** The others who have the flow open: their pointers and what they have selected. Knows who, not what they do. */
import { useStore, ViewportPortal } from '@xyflow/react';
import type { Person } from '../../../server/contract.ts';
import { useDocument } from '../../document/store.ts';
import { boxesOf } from './actions.ts';
import css from './other-people.module.css';

export function OtherPeople() {
  const people = useDocument((state) => state.people);
  if (people.length === 0) return null;
  return (
    <ViewportPortal>
      {people.map((person) => (
        <OtherPerson key={person.id} person={person} />
      ))}
    </ViewportPortal>
  );
}

function OtherPerson({ person: { name, color, selection = [], cursor } }: { person: Person }) {
  const flow = useDocument((state) => state.flow);
  const zoom = useStore((state) => state.transform[2]);
  const boxes = selection.length > 0 ? boxesOf(flow) : undefined;
  return (
    <>
      {selection.map((id, n) => {
        const box = boxes?.get(id);
        if (!box) return null;
        return (
          <div
            key={id}
            className={css.selection}
            style={{
              transform: `translate(${box.x - 4}px, ${box.y - 4}px)`,
              width: box.width + 8,
              height: box.height + 8,
              borderColor: color,
            }}
          >
            {n === 0 ? (
              <span className={css.name} style={{ background: color, transform: `scale(${1 / zoom})` }}>
                {name}
              </span>
            ) : null}
          </div>
        );
      })}
      {cursor ? (
        <div
          className={css.cursor}
          style={{ transform: `translate(${cursor.x}px, ${cursor.y}px) scale(${1 / zoom})` }}
        >
          <svg width="18" height="20" viewBox="0 0 18 20" aria-hidden="true">
            <path
              d="M1.500 1.500 16 10l-6.600 1.600-3.400 6.400z"
              fill={color}
              stroke="#fff"
              strokeWidth="1.400"
            />
          </svg>
          <span className={css.label} style={{ background: color }}>
            {name}
          </span>
        </div>
      ) : null}
    </>
  );
}
