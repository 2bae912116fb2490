/** A file of the API's, saved where the reader keeps downloads. Knows no file in particular. */
import { type RequestOptions, requestFile } from './request.ts';

/** `otherwise`: its name where the server gives none. Throws ApiError. */
export async function download(path: string, otherwise: string, options: RequestOptions = {}): Promise<void> {
  const { blob, name } = await requestFile(path, options);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name ?? otherwise;
  link.click();
  // The browser has its own hold on the data once it has begun.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
