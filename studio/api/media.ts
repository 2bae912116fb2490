/** Hands a picture or a document to the server, which keeps it and gives it an address. */
import { request } from './request.ts';

export interface StoredMedia {
  /** On this server: "/media/u/…". */
  url: string;
}

/** Throws ApiError where the server does not take it: too large, or not what it says it is. */
export function uploadMedia(file: Blob, signal?: AbortSignal): Promise<StoredMedia> {
  return request('/media', { method: 'POST', body: file, signal });
}
