/** A person or a brand in a circle: a picture, or initials on their colour. */
import { useState } from 'react';
import css from './avatar.module.css';
import { classNames } from './class-names.ts';
import { Tooltip } from './tooltip.tsx';

interface Props {
  name: string;
  /** "#rrggbb". */
  color?: string;
  image?: string;
  /** In pixels; 24 if left out. */
  size?: number;
  /** The name stands beside it already. */
  decorative?: boolean;
  square?: boolean;
}

export function Avatar({ name, color, image, size = 24, decorative, square }: Props) {
  const [broken, setBroken] = useState<string>();
  const shown = image && image !== broken ? image : undefined;
  return (
    <span
      className={classNames(css.avatar, square && css.square)}
      style={{
        width: size,
        height: size,
        fontSize: Math.round(size * 0.4),
        ...(color && !shown ? { background: color, color: inkOn(color) } : {}),
      }}
      {...(decorative ? { 'aria-hidden': true } : { role: 'img', 'aria-label': name })}
    >
      {shown ? <img src={shown} alt="" onError={() => setBroken(shown)} /> : initialsOf(name)}
    </span>
  );
}

/** People side by side, the rest as a number. */
export function AvatarStack({
  people,
  most = 4,
  size = 24,
}: {
  people: readonly { id: string; name: string; color?: string }[];
  most?: number;
  size?: number;
}) {
  const shown = people.slice(0, people.length > most ? most - 1 : most);
  const rest = people.slice(shown.length);
  return (
    <span className={css.stack}>
      {shown.map(({ id, name, color }) => (
        <Tooltip key={id} text={name}>
          <span>
            <Avatar name={name} color={color} size={size} />
          </span>
        </Tooltip>
      ))}
      {rest.length > 0 ? (
        <Tooltip text={rest.map(({ name }) => name).join(', ')}>
          <span
            className={css.avatar}
            style={{ width: size, height: size, fontSize: Math.round(size * 0.4) }}
            role="img"
            aria-label={rest.map(({ name }) => name).join(', ')}
          >
            +{rest.length}
          </span>
        </Tooltip>
      ) : null}
    </span>
  );
}

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toUpperCase();
}

/** Black or white, whichever is read better on the colour. */
function inkOn(color: string): string {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const light = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return light > 0.179 ? '#000000' : '#ffffff';
}
