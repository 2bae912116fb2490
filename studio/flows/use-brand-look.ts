/** How the phone of the gallery shows the brand: as it is set, and as it is shipped until that is known. */
import { firstBrand, useBrands } from '../api/brands.ts';
import type { Brand } from '../phone/entry.ts';

const SHIPPED: Brand = {
  name: 'Maison Carillon',
  logo: '/media/library/logo-thumb.jpg',
  colour: '#1f5661',
  verified: true,
};

export function useBrandLook(): Brand {
  const brand = firstBrand(useBrands().data);
  if (!brand) return SHIPPED;
  return { name: brand.name, logo: brand.logo, colour: brand.color ?? SHIPPED.colour, verified: true };
}
