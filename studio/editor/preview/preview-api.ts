/** Tests and links of a flow, as the API keeps them. Knows the routes, no screen. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import type {
  newPreviewLinkAnswerSchema,
  previewLinkSchema,
  saveTestSchema,
  TestReport,
  testSummarySchema,
} from '../../../server/contract.ts';
import { request } from '../../api/request.ts';

export type FlowTest = z.output<typeof testSummarySchema>;
export type NewTest = z.input<typeof saveTestSchema>;
export type PreviewLink = z.output<typeof previewLinkSchema>;
export type NewPreviewLink = z.output<typeof newPreviewLinkAnswerSchema>;

const pathOf = (flow: string, rest: string) => `/flows/${encodeURIComponent(flow)}/${rest}`;

export function useFlowTests(flow: string) {
  return useQuery({
    queryKey: ['flow-tests', flow],
    queryFn: async ({ signal }) =>
      (await request<{ items: FlowTest[] }>(pathOf(flow, 'tests'), { signal })).items,
    enabled: flow !== '',
  });
}

export function useSaveTest(flow: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (test: NewTest) => request<FlowTest>(pathOf(flow, 'tests'), { method: 'POST', body: test }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['flow-tests', flow] }),
  });
}

export function useRemoveTest(flow: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (test: string) =>
      request<void>(pathOf(flow, `tests/${encodeURIComponent(test)}`), { method: 'DELETE' }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['flow-tests', flow] }),
  });
}

export function useRestoreTest(flow: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (test: string) =>
      request<FlowTest>(pathOf(flow, `tests/${encodeURIComponent(test)}/restore`), { method: 'POST' }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['flow-tests', flow] }),
  });
}

/** On the document as it is edited, not as it is stored. */
export function runTests(flow: string, document: unknown, tests?: string[]): Promise<TestReport> {
  return request(pathOf(flow, 'tests/run'), {
    method: 'POST',
    body: { document, ...(tests ? { tests } : {}) },
  });
}

export function usePreviewLinks(flow: string, enabled: boolean) {
  return useQuery({
    queryKey: ['preview-links', flow],
    queryFn: async ({ signal }) =>
      (await request<{ items: PreviewLink[] }>(pathOf(flow, 'preview-links'), { signal })).items,
    enabled,
  });
}

export function useMakeLink(flow: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (hours: number) =>
      request<NewPreviewLink>(pathOf(flow, 'preview-links'), { method: 'POST', body: { hours } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['preview-links', flow] }),
  });
}

export function useEndLink(flow: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (link: string) =>
      request<void>(pathOf(flow, `preview-links/${encodeURIComponent(link)}`), { method: 'DELETE' }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['preview-links', flow] }),
  });
}
