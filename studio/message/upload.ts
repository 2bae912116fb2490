/** Sends a file to this server, which keeps it and gives it an address; makes small versions of pictures. Knows no form. */
import { LIMITS } from '../../flows/limits.ts';
import { MEDIA_TYPES, type UploadedMedia } from '../../server/contract.ts';
import { ApiError } from '../api/api-error.ts';
import { uploadMedia } from '../api/media.ts';
import { outputSize, type Size } from './crop.ts';

export type Uploaded = UploadedMedia & { thumbnail?: string };

/** What may be chosen in the file dialog. */
export const ACCEPTED = MEDIA_TYPES.join(',');
const THUMBNAIL_MOST = 480;

/**
 * Uploads a file and, for a picture, a small version that fits RBM's limit. Throws ApiError: "payload_too_large",
 * "unsupported_media_type", "offline".
 */
export async function upload(file: Blob, signal?: AbortSignal): Promise<Uploaded> {
  if (file.size > LIMITS.fileBytes) throw new ApiError(413, 'payload_too_large', 'The file is too large.');
  if (!MEDIA_TYPES.some((type) => type === file.type)) {
    throw new ApiError(415, 'unsupported_media_type', 'Phones do not show this kind of file.');
  }
  const kept = await uploadMedia(file, signal);
  const small = await smallVersion(file).catch(() => undefined);
  if (!small) return kept;
  // Without its small version a picture still shows, only later.
  const thumbnail = await uploadMedia(small, signal).catch(() => undefined);
  return thumbnail ? { ...kept, thumbnail: thumbnail.url } : kept;
}

/** A picture small enough to be shown at once; undefined for what is no picture, or is small already. */
async function smallVersion(file: Blob): Promise<Blob | undefined> {
  if (!file.type.startsWith('image/')) return undefined;
  const bitmap = await createImageBitmap(file);
  try {
    const whole = { x: 0, y: 0, width: bitmap.width, height: bitmap.height };
    for (const quality of [0.8, 0.6, 0.4]) {
      const blob = await drawn(bitmap, whole, outputSize(whole, THUMBNAIL_MOST), 'image/jpeg', quality);
      if (blob.size <= LIMITS.thumbnailBytes) return blob;
    }
    return undefined;
  } finally {
    bitmap.close();
  }
}

/** A part of a picture as a new file. Rejects where the browser may not read the picture. */
export function drawn(
  picture: CanvasImageSource,
  from: Size & { x: number; y: number },
  to: Size,
  type: string,
  quality?: number,
): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = to.width;
  canvas.height = to.height;
  const context = canvas.getContext('2d');
  if (!context) return Promise.reject(new Error('no canvas'));
  if (type === 'image/jpeg') {
    // A JPEG has no holes: what was transparent would turn black.
    context.fillStyle = '#ffffff';
    context.fillRect(0, 0, to.width, to.height);
  }
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, from.x, from.y, from.width, from.height, 0, 0, to.width, to.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), type, quality);
  });
}

/** "1.2 MB", as the reader's language writes it. */
export function sizeWords(bytes: number, locale: string): string {
  const [value, unit] =
    bytes >= 1_000_000 ? [bytes / 1_000_000, 'megabyte'] : [Math.max(1, bytes / 1000), 'kilobyte'];
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: value < 10 ? 1 : 0,
  }).format(value);
}
