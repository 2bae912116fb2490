/** Uploaded files, from agents and from persons, in bounded memory; knows no message. */
import { MEDIA_TYPES } from '../../flows/limits.ts';
import { GoogleError } from './google-error.ts';

export interface StoredFile {
  id: string;
  mimeType: string;
  fileName: string;
  /** The file itself, or the address an agent named instead. */
  bytes?: Buffer;
  fileUrl?: string;
}

export interface Files {
  /** Keeps a file, forgetting the oldest past the bounds. */
  add(file: Omit<StoredFile, 'id'>): StoredFile;
  get(id: string): StoredFile | undefined;
  reset(): void;
}

export const FILE_LIMITS = {
  /** Of one file; Google's own limit is 100 MiB. */
  fileBytes: 10 * 1024 * 1024,
  totalBytes: 128 * 1024 * 1024,
  files: 10_000,
} as const;

const ACCEPTED = new Set<string>(Object.values(MEDIA_TYPES).flat());

/** The bare media type, or a 400 for one RBM does not carry. Nothing a browser would run is among them. */
export function acceptedType(contentType: string | undefined): string {
  const type = (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (!ACCEPTED.has(type)) throw new GoogleError(400, `The media type "${type}" is not supported.`);
  return type;
}

export function createFiles({ newId }: { newId: () => string }): Files {
  const files = new Map<string, StoredFile>();
  let totalBytes = 0;

  return {
    add(fields) {
      const file = { ...fields, id: newId() };
      files.set(file.id, file);
      totalBytes += file.bytes?.length ?? 0;
      for (const oldest of files.values()) {
        if (totalBytes <= FILE_LIMITS.totalBytes && files.size <= FILE_LIMITS.files) break;
        files.delete(oldest.id);
        totalBytes -= oldest.bytes?.length ?? 0;
      }
      return file;
    },
    get: (id) => files.get(id),
    reset() {
      files.clear();
      totalBytes = 0;
    },
  };
}
