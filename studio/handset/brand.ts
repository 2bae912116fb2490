/** The brand the shipped flows speak for, as the handset shows it when the emulator tells no more. */
import type { Brand } from '../phone/entry.ts';

export const SHIPPED_BRAND: Brand = {
  name: 'Maison Carillon',
  logo: '/media/library/logo-thumb.jpg',
  colour: '#1f5661',
  verified: true,
};
