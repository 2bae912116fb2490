/** A text as a QR code, drawn as one path; dark on light in every theme, since cameras want it so. */
import qrcode from 'qrcode-generator';
import { useMemo } from 'react';
import css from './qr-code.module.css';

/** Modules of white around it, as the standard asks. */
const QUIET = 4;

export function QrCode({ text, label }: { text: string; label: string }) {
  const { size, path } = useMemo(() => draw(text), [text]);
  const side = size + 2 * QUIET;
  return (
    <svg className={css.code} viewBox={`0 0 ${side} ${side}`} role="img" aria-label={label}>
      <path transform={`translate(${QUIET} ${QUIET})`} d={path} shapeRendering="crispEdges" />
    </svg>
  );
}

function draw(text: string): { size: number; path: string } {
  // As small as the text allows; with a quarter of it dirty or lit badly it still reads.
  const code = qrcode(0, 'M');
  code.addData(text);
  code.make();
  const size = code.getModuleCount();
  let path = '';
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      if (code.isDark(row, column)) path += `M${column} ${row}h1v1h-1z`;
    }
  }
  return { size, path };
}
