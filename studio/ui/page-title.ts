/** The title of the browser's tab. */
import { useEffect } from 'react';

/** "Handset · Carillon"; "" leaves the product's name alone. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} · Carillon` : 'Carillon';
  }, [title]);
}
