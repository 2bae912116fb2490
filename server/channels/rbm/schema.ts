/**
 * Google's names and shapes for RBM v1, as types; knows no behaviour.
 *
 * Source: the REST reference of RCS for Business and the clients generated from its API definition of 2025-06-17.
 * The names follow the generated @googleapis packages, so that one can take this file's place.
 */

// --- what an agent sends ---------------------------------------------------------------------------------------

export interface Schema$AgentMessage {
  /** Output only, as are `sendTime`, `richMessageClassification`, `totalPayloadSizeBytes` and `carrier`. */
  name?: string | null;
  sendTime?: string | null;
  contentMessage?: Schema$AgentContentMessage;
  messageTrafficType?: MessageTrafficType | null;
  /** RFC 3339; instead of `ttl`. */
  expireTime?: string | null;
  /** Seconds with a final "s", such as "10s"; at most 15 days. */
  ttl?: string | null;
  richMessageClassification?: Schema$RichMessageClassification;
  /** An int64 as a string. */
  totalPayloadSizeBytes?: string | null;
  carrier?: string | null;
}

export type MessageTrafficType =
  | 'MESSAGE_TRAFFIC_TYPE_UNSPECIFIED'
  | 'AUTHENTICATION'
  | 'TRANSACTION'
  | 'PROMOTION'
  | 'SERVICEREQUEST'
  | 'ACKNOWLEDGEMENT';

/** One of `text`, `richCard`, `contentInfo`, `uploadedRbmFile` or the deprecated `fileName`. */
export interface Schema$AgentContentMessage {
  text?: string | null;
  fileName?: string | null;
  uploadedRbmFile?: Schema$UploadedRbmFile;
  richCard?: Schema$RichCard;
  contentInfo?: Schema$ContentInfo;
  suggestions?: Schema$Suggestion[];
}

export interface Schema$UploadedRbmFile {
  fileName?: string | null;
  thumbnailName?: string | null;
}

export interface Schema$ContentInfo {
  fileUrl?: string | null;
  thumbnailUrl?: string | null;
  forceRefresh?: boolean | null;
}

export interface Schema$RichCard {
  carouselCard?: Schema$CarouselCard;
  standaloneCard?: Schema$StandaloneCard;
}

export interface Schema$StandaloneCard {
  cardOrientation?: 'CARD_ORIENTATION_UNSPECIFIED' | 'HORIZONTAL' | 'VERTICAL' | null;
  thumbnailImageAlignment?: 'THUMBNAIL_IMAGE_ALIGNMENT_UNSPECIFIED' | 'LEFT' | 'RIGHT' | null;
  cardContent?: Schema$CardContent;
}

export interface Schema$CarouselCard {
  cardWidth?: 'CARD_WIDTH_UNSPECIFIED' | 'SMALL' | 'MEDIUM' | null;
  cardContents?: Schema$CardContent[];
}

export interface Schema$CardContent {
  title?: string | null;
  description?: string | null;
  media?: Schema$Media;
  suggestions?: Schema$Suggestion[];
}

export interface Schema$Media {
  height?: 'HEIGHT_UNSPECIFIED' | 'SHORT' | 'MEDIUM' | 'TALL' | null;
  fileName?: string | null;
  uploadedRbmFile?: Schema$UploadedRbmFile;
  contentInfo?: Schema$ContentInfo;
}

export interface Schema$Suggestion {
  reply?: Schema$SuggestedReply;
  action?: Schema$SuggestedAction;
}

export interface Schema$SuggestedReply {
  text?: string | null;
  postbackData?: string | null;
}

/** One of the actions, beside what every action has. */
export interface Schema$SuggestedAction {
  text?: string | null;
  postbackData?: string | null;
  fallbackUrl?: string | null;
  dialAction?: Schema$DialAction;
  viewLocationAction?: Schema$ViewLocationAction;
  createCalendarEventAction?: Schema$CreateCalendarEventAction;
  openUrlAction?: Schema$OpenUrlAction;
  shareLocationAction?: Schema$ShareLocationAction;
  composeAction?: Schema$ComposeAction;
  paymentRequestAction?: Schema$PaymentRequestAction;
}

export interface Schema$DialAction {
  phoneNumber?: string | null;
}

export interface Schema$ViewLocationAction {
  latLong?: Schema$LatLng;
  label?: string | null;
  query?: string | null;
}

export interface Schema$LatLng {
  latitude?: number | null;
  longitude?: number | null;
}

export interface Schema$CreateCalendarEventAction {
  startTime?: string | null;
  endTime?: string | null;
  title?: string | null;
  description?: string | null;
}

export interface Schema$OpenUrlAction {
  url?: string | null;
  application?: 'OPEN_URL_APPLICATION_UNSPECIFIED' | 'BROWSER' | 'WEBVIEW' | null;
  webviewViewMode?: 'WEBVIEW_VIEW_MODE_UNSPECIFIED' | 'FULL' | 'HALF' | 'TALL' | null;
  /** What a screen reader says. */
  description?: string | null;
}

export type Schema$ShareLocationAction = Record<string, never>;

/** Its rollout is paused since June 2025. */
export interface Schema$ComposeAction {
  composeTextMessage?: Schema$ComposeTextMessage;
  composeRecordingMessage?: Schema$ComposeRecordingMessage;
}

export interface Schema$ComposeTextMessage {
  phoneNumber?: string | null;
  text?: string | null;
}

export interface Schema$ComposeRecordingMessage {
  phoneNumber?: string | null;
  type?: string | null;
}

/** In the generated clients, but in no guide; as are the four types it is made of. */
export interface Schema$PaymentRequestAction {
  requestId?: string | null;
  items?: Schema$LineItem[];
  total?: Schema$LineItem;
  paymentMethods?: Schema$Method[];
  expireTime?: string | null;
  completedMessage?: string | null;
  expiredMessage?: string | null;
  signature?: string | null;
}

export interface Schema$LineItem {
  label?: string | null;
  subText?: string | null;
  type?: string | null;
  amount?: Schema$Money;
}

export interface Schema$Money {
  currencyCode?: string | null;
  /** An int64 as a string. */
  units?: string | null;
  nanos?: number | null;
}

export interface Schema$Method {
  paymentMethod?: string | null;
  merchantId?: string | null;
  merchantName?: string | null;
  billingAddressRequired?: boolean | null;
  billingAddressFormat?: string | null;
  supportedCardNetworks?: string[] | null;
  supportedCardTypes?: string[] | null;
  allowedCountryCodes?: string[] | null;
  tokenizationData?: Schema$TokenizationData;
}

export interface Schema$TokenizationData {
  tokenizationType?: string | null;
  parameters?: { [key: string]: string } | null;
}

export interface Schema$RichMessageClassification {
  /** Seen: RICH_MESSAGE, RICH_MEDIA_MESSAGE. */
  classificationType?: string | null;
  segmentCount?: number | null;
}

export interface Schema$AgentEvent {
  name?: string | null;
  eventType?: 'TYPE_UNSPECIFIED' | 'IS_TYPING' | 'READ' | null;
  /** Of the customer's message; with READ only. */
  messageId?: string | null;
  sendTime?: string | null;
}

// --- the other methods -----------------------------------------------------------------------------------------

/** Features Google names; a response may hold others. */
export const FEATURES = [
  'RICHCARD_STANDALONE',
  'RICHCARD_CAROUSEL',
  'ACTION_CREATE_CALENDAR_EVENT',
  'ACTION_DIAL',
  'ACTION_OPEN_URL',
  'ACTION_SHARE_LOCATION',
  'ACTION_VIEW_LOCATION',
  'ACTION_OPEN_URL_IN_WEBVIEW',
  'PDF_IN_RICH_CARDS',
] as const;
export type Feature = (typeof FEATURES)[number];

export interface Schema$Capabilities {
  features?: string[] | null;
  carrier?: string | null;
}

export interface Schema$BatchGetUsersRequest {
  /** 500 to 10,000 different numbers in E.164. */
  users?: string[] | null;
  agentId?: string | null;
}

export interface Schema$BatchGetUsersResponse {
  reachableUsers?: string[] | null;
  totalRandomSampleUserCount?: number | null;
  reachableRandomSampleUserCount?: number | null;
  /** By carrier, for US numbers only; the shape of a value is not documented. */
  reachableUsersMap?: { [carrier: string]: unknown } | null;
}

export interface Schema$CreateFileRequest {
  fileUrl?: string | null;
  thumbnailUrl?: string | null;
  agentId?: string | null;
  contentDescription?: string | null;
}

export interface Schema$File {
  /** "files/{uid}". */
  name?: string | null;
}

export interface Schema$Tester {
  name?: string | null;
  inviteStatus?: 'INVITE_STATUS_UNSPECIFIED' | 'PENDING' | 'ACCEPTED' | 'DECLINED' | null;
}

export interface Schema$DialogflowEvent {
  name?: string | null;
  eventName?: string | null;
  languageCode?: string | null;
  parameters?: { [key: string]: unknown } | null;
}

export type Schema$Empty = Record<string, never>;
