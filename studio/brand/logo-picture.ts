/** Makes a logo of a chosen picture: square, no larger than needed, drawn anew so that nothing hides in it. */

/** Google's own size for a logo. */
export const LOGO_MIN = 224;
const LOGO_MAX = 512;
/** A photograph straight from a camera; more is not decoded. */
const FILE_MAX_BYTES = 10_000_000;
const TYPES = ['image/png', 'image/jpeg', 'image/webp'];

export type LogoFault = 'type' | 'too-large' | 'too-small' | 'unreadable';

/** Throws a `LogoError`. The middle of a picture that is not square is kept. */
export async function logoPicture(file: File): Promise<Blob> {
  if (!TYPES.includes(file.type)) throw new LogoError('type');
  if (file.size > FILE_MAX_BYTES) throw new LogoError('too-large');
  const picture = await createImageBitmap(file).catch(() => {
    throw new LogoError('unreadable');
  });
  try {
    const side = Math.min(picture.width, picture.height);
    if (side < LOGO_MIN) throw new LogoError('too-small');
    const size = Math.min(side, LOGO_MAX);
    const canvas = document.createElement('canvas');
    canvas.width = size;
    canvas.height = size;
    const pen = canvas.getContext('2d');
    if (!pen) throw new LogoError('unreadable');
    pen.imageSmoothingQuality = 'high';
    const [left, top] = [(picture.width - side) / 2, (picture.height - side) / 2];
    pen.drawImage(picture, left, top, side, side, 0, 0, size, size);
    return await new Promise<Blob>((resolve, reject) => {
      const type = file.type === 'image/jpeg' ? 'image/jpeg' : 'image/png';
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new LogoError('unreadable'))), type, 0.9);
    });
  } finally {
    picture.close();
  }
}

export class LogoError extends Error {
  readonly fault: LogoFault;

  constructor(fault: LogoFault) {
    super(fault);
    this.name = 'LogoError';
    this.fault = fault;
  }
}
