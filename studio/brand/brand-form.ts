/** What can be changed of a brand, as it stands in the fields, and what is wrong with it. Knows no markup. */
import type { BrandRecord } from '../api/brands.ts';
import { readColor } from './contrast.ts';

export interface BrandFields {
  name: string;
  agentId: string;
  description: string;
  color: string;
  logo: string;
  phone: string;
  website: string;
  /** One host a line. */
  linkDomains: string;
  locale: string;
  timezone: string;
}

/** Which text says it, and what fills it. */
export interface FieldFault {
  text:
    | 'nameMissing'
    | 'tooLong'
    | 'agentMissing'
    | 'colorInvalid'
    | 'logoUrlInvalid'
    | 'phoneInvalid'
    | 'websiteInvalid'
    | 'linkDomainsInvalid';
  values?: Record<string, string | number>;
}
export type BrandFaults = Partial<Record<keyof BrandFields, FieldFault>>;

export const MAX = { name: 100, description: 100 } as const;
const HOST = /^(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+$/;

export function fieldsOf(brand: BrandRecord): BrandFields {
  const { name, agentId, description, color, logo, phone, website, linkDomains, locale, timezone } = brand;
  return {
    name,
    agentId,
    description: description ?? '',
    color: color ?? '',
    logo: logo ?? '',
    phone: phone ?? '',
    website: website ?? '',
    linkDomains: (linkDomains ?? []).join('\n'),
    locale,
    timezone,
  };
}

/** The brand as the API takes it; only to be called without faults. */
export function brandOf(id: string, fields: BrandFields): BrandRecord {
  const { name, agentId, description, color, logo, phone, website, linkDomains, locale, timezone } = fields;
  const hosts = hostsOf(linkDomains);
  return {
    id,
    name: name.trim(),
    agentId: agentId.trim(),
    ...given('description', description.trim()),
    ...given('color', readColor(color) ?? ''),
    ...given('logo', logo.trim()),
    ...given('phone', readPhone(phone) ?? ''),
    ...given('website', website.trim()),
    ...(hosts.length > 0 ? { linkDomains: hosts } : {}),
    locale,
    timezone,
  };
}

export function faultsOf(fields: BrandFields): BrandFaults {
  const faults: BrandFaults = {};
  const { name, agentId, description, color, logo, phone, website, linkDomains } = fields;
  if (name.trim() === '') faults.name = { text: 'nameMissing' };
  else if (name.trim().length > MAX.name) faults.name = { text: 'tooLong', values: { max: MAX.name } };
  if (agentId.trim() === '') faults.agentId = { text: 'agentMissing' };
  if (description.trim().length > MAX.description) {
    faults.description = { text: 'tooLong', values: { max: MAX.description } };
  }
  if (color.trim() !== '' && readColor(color) === undefined) faults.color = { text: 'colorInvalid' };
  if (logo.trim() !== '' && !isPicture(logo.trim())) faults.logo = { text: 'logoUrlInvalid' };
  if (phone.trim() !== '' && !readPhone(phone)) faults.phone = { text: 'phoneInvalid' };
  if (website.trim() !== '' && !isHttps(website.trim())) faults.website = { text: 'websiteInvalid' };
  const strange = hostsOf(linkDomains).find((host) => !HOST.test(host));
  if (strange) faults.linkDomains = { text: 'linkDomainsInvalid', values: { host: strange } };
  return faults;
}

/** In E.164 ("+33612345678") from what people write, spaces and brackets and all; undefined where it is none. */
export function readPhone(text: string): string | undefined {
  const digits = text.replace(/[\s().\-\u00a0\u202f]/g, '').replace(/^00/, '+');
  return /^\+[1-9]\d{6,14}$/.test(digits) ? digits : undefined;
}

/** As people paste them: with "https://", with capitals, with a path behind. */
function hostsOf(text: string): string[] {
  const hosts = text
    .split(/[\s,;]+/)
    .map((line) =>
      line
        .replace(/^https?:\/\//i, '')
        .replace(/\/.*$/, '')
        .toLowerCase(),
    )
    .filter(Boolean);
  return [...new Set(hosts)];
}

function isPicture(address: string): boolean {
  return isHttps(address) || /^\/media\/[\w./-]+$/.test(address);
}

function isHttps(address: string): boolean {
  return URL.canParse(address) && new URL(address).protocol === 'https:';
}

function given<Name extends string>(name: Name, value: string): Partial<Record<Name, string>> {
  return value === '' ? {} : ({ [name]: value } as Record<Name, string>);
}
