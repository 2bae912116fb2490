/** The brand this workspace speaks for, as the API keeps it; several screens ask for it. */
import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { brandSchema } from '../../server/contract.ts';
import { request } from './request.ts';
import { useMay } from './session.ts';

export type BrandRecord = z.infer<typeof brandSchema>;

export const BRANDS_KEY = ['brands'] as const;
/** The one a new workspace begins with. */
const FIRST = 'default';

export function useBrands() {
  const may = useMay('brand.read');
  return useQuery({
    queryKey: BRANDS_KEY,
    queryFn: async ({ signal }) => (await request<{ items: BrandRecord[] }>('/brands', { signal })).items,
    enabled: may,
  });
}

/** The brand new flows speak for. */
export function firstBrand(brands: readonly BrandRecord[] | undefined): BrandRecord | undefined {
  return brands?.find(({ id }) => id === FIRST) ?? brands?.[0];
}

export function saveBrand({ id, ...brand }: BrandRecord): Promise<BrandRecord> {
  return request(`/brands/${encodeURIComponent(id)}`, { method: 'PUT', body: brand });
}
