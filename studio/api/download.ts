/** Files saved where the reader keeps downloads: the API's, and those made here. Knows no file in particular. */
import { type RequestOptions, requestFile } from './request.ts';

/** `otherwise`: its name where the server gives none. Throws ApiError. */
export async function download(path: string, otherwise: string, options: RequestOptions = {}): Promise<void> {
  const { blob, name } = await requestFile(path, options);
  saveFile(blob, name ?? otherwise);
}

export function saveFile(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser has its own hold on the data once it has begun.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
