/** Hands a picture or a document to the server, which keeps it and gives it an address. */
import type { UploadedMedia } from '../../server/contract.ts';
import { request } from './request.ts';

/** Throws ApiError where the server does not take it: too large, or not what it says it is. */
export function uploadMedia(file: Blob, signal?: AbortSignal): Promise<UploadedMedia> {
  return request('/media', { method: 'POST', body: file, signal });
}
