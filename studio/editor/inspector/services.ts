/** What the server's services can do, as the API describes them. Draws nothing. */
import { useQuery } from '@tanstack/react-query';
import { request } from '../../api/request.ts';

/** The part of JSON Schema that inputs are described with. */
export interface InputSchema {
  type?: string | string[];
  enum?: unknown[];
  default?: unknown;
  description?: string;
  properties?: Record<string, InputSchema>;
  required?: string[];
  anyOf?: InputSchema[];
  additionalProperties?: boolean | InputSchema;
}

export interface ServiceSheet {
  summary: string;
  operations: Record<string, { summary: string; input: InputSchema; failures: Record<string, string> }>;
}

export type ServiceSheets = Record<string, ServiceSheet>;

/** They change only when the server does. */
const FRESH_MS = 10 * 60_000;

export function useServices() {
  return useQuery({
    queryKey: ['services'],
    queryFn: ({ signal }) => request<ServiceSheets>('/services', { signal }),
    staleTime: FRESH_MS,
  });
}
