/** Who works here and what each may do, as the API speaks of it; zod schemas only, no behaviour. */
import { z } from 'zod';

/** What somebody is here to do. Whoever has several may do what any of them may. */
export const ROLES = ['owner', 'designer', 'operator', 'supervisor', 'analyst'] as const;
export const roleSchema = z.enum(ROLES);
export type Role = z.infer<typeof roleSchema>;

/** What can be allowed; which role may what stands in `server/people/roles.ts` alone. */
export const PERMISSIONS = [
  'flows.read',
  'flows.write',
  'flows.publish',
  'conversations.read',
  'conversations.start',
  'conversations.speak',
  'conversations.assign',
  'conversations.export',
  'media.write',
  'brand.read',
  'brand.write',
  'secrets.read',
  'secrets.write',
  'calendars.read',
  'calendars.write',
  'cases.read',
  'cases.write',
  'consent.read',
  'consent.write',
  'consent.import',
  'consent.erase',
  'people.read',
  'people.write',
  'people.reset',
  'queues.read',
  'queues.write',
  'canned.read',
  'canned.write',
  'reports.read',
  'operations.read',
  'operations.write',
  'audit.read',
] as const;
export const permissionSchema = z.enum(PERMISSIONS);
export type Permission = z.infer<typeof permissionSchema>;

/** What the audit log knows to have happened. */
export const AUDIT_ACTIONS = [
  'sign-in.done',
  'sign-in.failed',
  'sign-in.ended',
  'owner.created',
  'person.invited',
  'person.joined',
  'person.changed',
  'invitation.withdrawn',
  'reset.offered',
  'password.changed',
  'second-factor.on',
  'second-factor.off',
  'second-factor.codes',
  'session.ended',
  'token.made',
  'token.revoked',
  'flow.created',
  'flow.edited',
  'flow.published',
  'flow.restored',
  'flow.archived',
  'flow.unarchived',
  'flow.moved',
  'preview-link.made',
  'preview-link.revoked',
  'brand.changed',
  'secret.set',
  'secret.removed',
  'calendar.changed',
  'case.changed',
  'consent.given',
  'consent.withdrawn',
  'consent.imported',
  'consent.parted',
  'conversation.started',
  'conversation.viewed',
  'conversation.taken-over',
  'conversation.transferred',
  'conversation.handed-back',
  'conversation.joined',
  'conversation.left',
  'conversation.whispered',
  'conversation.closed',
  'conversation.exported',
  'contact.exported',
  'contact.erased',
  'contact.blocked',
  'contact.unblocked',
  'contact.merged',
  'contact.parted',
  'payment.requested',
  'appointment.booked',
  'queue.changed',
  'canned.changed',
  'settings.changed',
  'rule.ran',
  'audit.exported',
] as const;
export const auditActionSchema = z.enum(AUDIT_ACTIONS);
export type AuditAction = z.infer<typeof auditActionSchema>;

const personId = z.string().regex(/^[A-Za-z0-9-]{1,64}$/);
export const emailSchema = z
  .string()
  .trim()
  .max(254)
  .regex(/^[^\s@"<>(),;:\\]+@[^\s@"<>(),;:\\]+\.[^\s@"<>(),;:\\]+$/, 'an e-mail address')
  .transform((email) => email.normalize('NFKC').toLowerCase());
/** What people call each other: one line, without what turns the text around it. */
export const personNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .regex(/^[^\p{Cc}\u200b-\u200f\u202a-\u202e\u2066-\u2069]*$/u, 'a name of one line');
const passwordSchema = z.string().min(1).max(1000);
const rolesSchema = z
  .array(roleSchema)
  .min(1)
  .max(ROLES.length)
  .refine((roles) => new Set(roles).size === roles.length, 'each role once');
/** A link's secret part. */
const linkTokenSchema = z.string().min(1).max(200);

// --- signing in ---------------------------------------------------------------------------------------------------

export const signInSchema = z.strictObject({
  email: z.string().max(254),
  password: passwordSchema,
  code: z
    .string()
    .max(40)
    .optional()
    .describe('Of the second factor: six digits, or a recovery code. Asked for by "second_factor_required".'),
});

export const meSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().optional(),
  roles: z.array(roleSchema),
  permissions: z.array(permissionSchema),
  secondFactor: z.boolean(),
});
export type Me = z.infer<typeof meSchema>;

export const sessionSchema = z.object({
  me: meSchema.optional().describe('Left out where nobody is signed in.'),
  founded: z.boolean().describe('False until the owner has been created.'),
});
export type SessionView = z.infer<typeof sessionSchema>;

// --- links that open once -----------------------------------------------------------------------------------------

export const lookSchema = z.strictObject({ token: linkTokenSchema });
export const linkSchema = z.object({
  kind: z.enum(['owner', 'invitation', 'reset']),
  email: z.string().optional().describe('Whose it is; an owner names their own.'),
  name: z.string().optional(),
  roles: z.array(roleSchema).optional(),
  from: z.string().optional().describe('Who invited.'),
  expires: z.number().int().optional(),
});
export type LinkView = z.infer<typeof linkSchema>;

export const openLinkSchema = z.strictObject({
  token: linkTokenSchema,
  password: passwordSchema,
  name: personNameSchema.optional(),
  email: emailSchema.optional(),
});

/** Shown once: the server keeps no way to say it again. */
export const madeLinkSchema = z.object({ url: z.string(), expires: z.number().int() });
export type MadeLink = z.infer<typeof madeLinkSchema>;

// --- people -------------------------------------------------------------------------------------------------------

export const personViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  roles: z.array(roleSchema),
  active: z.boolean(),
  secondFactor: z.boolean(),
  createdAt: z.number().int(),
  seenAt: z.number().int().optional().describe('When they last did anything.'),
});
export type PersonView = z.infer<typeof personViewSchema>;

export const invitationViewSchema = z.object({
  id: z.string(),
  email: z.string(),
  roles: z.array(roleSchema),
  by: z.string(),
  expires: z.number().int(),
});
export type InvitationView = z.infer<typeof invitationViewSchema>;

export const peopleSchema = z.object({
  people: z.array(personViewSchema),
  invitations: z.array(invitationViewSchema),
});
export type People = z.infer<typeof peopleSchema>;

export const inviteSchema = z.strictObject({ email: emailSchema, roles: rolesSchema });
export const invitedSchema = z.object({ invitation: invitationViewSchema, link: madeLinkSchema });
export const changePersonSchema = z.strictObject({
  roles: rolesSchema.optional(),
  active: z.boolean().optional(),
});
export const resetSchema = z.strictObject({
  secondFactor: z
    .boolean()
    .default(false)
    .describe('Takes the second factor off as well: its device is lost.'),
});
export const personParamsSchema = z.strictObject({ id: personId });

// --- my account ---------------------------------------------------------------------------------------------------

export const changeMeSchema = z.strictObject({ name: personNameSchema });
export const changePasswordSchema = z.strictObject({ current: passwordSchema, password: passwordSchema });
export const confirmSchema = z.strictObject({ password: passwordSchema });
export const secondFactorStartSchema = z.object({
  secret: z.string().describe('In base 32, for who cannot scan.'),
  uri: z.string().describe('otpauth://…, for a QR code.'),
});
export const secondFactorCodeSchema = z.strictObject({ code: z.string().max(40) });
export const recoveryCodesSchema = z.object({ codes: z.array(z.string()) });

export const sessionViewSchema = z.object({
  id: z.string(),
  current: z.boolean(),
  createdAt: z.number().int(),
  usedAt: z.number().int(),
  agent: z.string().describe('What the browser calls itself.'),
  address: z.string(),
});
export const sessionsSchema = z.object({ items: z.array(sessionViewSchema) });
export type OwnSession = z.infer<typeof sessionViewSchema>;

export const tokenViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  roles: z.array(roleSchema),
  ending: z.string().describe('Its last four characters.'),
  createdAt: z.number().int(),
  usedAt: z.number().int().optional(),
  expires: z.number().int().optional(),
});
export type TokenView = z.infer<typeof tokenViewSchema>;
export const tokensSchema = z.object({ items: z.array(tokenViewSchema) });
export const newTokenSchema = z.strictObject({
  name: personNameSchema,
  roles: rolesSchema,
  days: z
    .number()
    .int()
    .min(1)
    .max(3650)
    .optional()
    .describe('How long it is valid; without, until revoked.'),
});
export const madeTokenSchema = z.object({
  token: z.string().describe('Shown once: the server keeps no way to say it again.'),
  made: tokenViewSchema,
});
export const keyParamsSchema = z.strictObject({ id: z.string().regex(/^[A-Za-z0-9_-]{1,100}$/) });

// --- audit --------------------------------------------------------------------------------------------------------

export const auditEntrySchema = z.object({
  seq: z.number().int(),
  at: z.number().int(),
  who: z.object({
    id: z.string(),
    name: z.string(),
    via: z.enum(['session', 'token', 'admin-token', 'nobody', 'customer', 'rule']),
  }),
  action: auditActionSchema,
  subject: z.string().describe('What it was done to: an id.'),
  detail: z.record(z.string(), z.string()).optional(),
  address: z.string().optional(),
  failed: z
    .string()
    .optional()
    .describe('It came to nothing, with this code; `of` is the entry that announced it.'),
  of: z.number().int().optional(),
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

const auditFilter = {
  person: z.string().max(100).optional(),
  action: auditActionSchema.optional(),
  subject: z.string().max(200).optional(),
  from: z.coerce.number().int().optional(),
  to: z.coerce.number().int().optional(),
};
export const auditFilterSchema = z.strictObject(auditFilter);
export const auditQuerySchema = z.strictObject({
  ...auditFilter,
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
});
export const auditPageSchema = z.object({ items: z.array(auditEntrySchema), cursor: z.string().optional() });
export const auditVerdictSchema = z.object({
  whole: z.boolean(),
  entries: z.number().int(),
  brokenAt: z.number().int().optional().describe('The first entry that is not what was written.'),
});
export type AuditVerdict = z.infer<typeof auditVerdictSchema>;
