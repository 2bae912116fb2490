/**
 * The one table of limits, RBM's and our own: read by the author's checks, the sender and the emulator; knows no
 * behaviour.
 *
 * Source: Google's RBM guides "Send messages" and "Rich cards", REST reference v1, read 2026-11-23.
 * Google does not say how it counts characters; UTF-16 code units are the strictest reading and are used everywhere.
 */
export const LIMITS = {
  text: 3072,
  /** Bytes of the whole message as JSON; a rich card's payload alone has the same limit. */
  messageBytes: 250 * 1024,
  suggestionsPerMessage: 11,
  suggestionsPerCard: 4,
  suggestionLabel: 25,
  postbackData: 2048,
  url: 2048,
  cardTitle: 200,
  cardDescription: 2000,
  carouselMinCards: 2,
  carouselMaxCards: 10,
  calendarTitle: 100,
  calendarDescription: 500,
  fileBytes: 100 * 1024 * 1024,
  thumbnailBytes: 100 * 1000,
  ttlMaxSeconds: 15 * 24 * 3600,
  /** Below this the revoke notice and the receipt may both come; advice, not a limit. */
  ttlAdvisedSeconds: 10,
  offlineQueueDays: 30,
  batchMinUsers: 500,
  batchMaxUsers: 10_000,
  batchCallsPerMinute: 600,
  testersPerDay: 20,
  testersTotal: 200,
  webhookBackoffMaxSeconds: 600,
  webhookRetryDays: 7,
  typingSeconds: 20,
  basicMessageBytes: 160,
} as const;

/** Media an agent may send, as MIME types (guide "Send messages"). Audio may not stand in a card. */
export const MEDIA_TYPES = {
  image: ['image/jpeg', 'image/jpg', 'image/png', 'image/gif'],
  video: ['video/h263', 'video/m4v', 'video/mp4', 'video/mpeg4', 'video/mpeg', 'video/webm'],
  audio: [
    'audio/aac',
    'audio/mp3',
    'audio/mpeg',
    'audio/mpg',
    'audio/mp4',
    'audio/mp4-latm',
    'audio/3gpp',
    'audio/ogg',
    'application/ogg',
  ],
  document: ['application/pdf'],
} as const;

/** What one flow document may be: more is refused with a sentence, before anything else is done with it. */
export const DOCUMENT_LIMITS = { nodes: 2000, bytes: 2 * 1024 * 1024 } as const;
