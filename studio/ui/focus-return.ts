/** Gives the focus back to where it was before a dialog opened; knows no dialog. */
import { useRef } from 'react';

interface FocusReturn {
  onOpenAutoFocus: () => void;
  onCloseAutoFocus: (event: Event) => void;
}

/** For dialogs that open without a trigger of their own, by a command or a menu: the library would drop the focus. */
export function useFocusReturn(): FocusReturn {
  const before = useRef<Element | null>(null);
  return {
    onOpenAutoFocus() {
      before.current = ownerOf(document.activeElement);
    },
    onCloseAutoFocus(event) {
      event.preventDefault();
      const target = before.current;
      if (target instanceof HTMLElement && target.isConnected) target.focus({ preventScroll: true });
    },
  };
}

/** What stands in a menu is gone by then: the button that opened the menu is not. */
function ownerOf(element: Element | null): Element | null {
  const button = element?.closest('[role=menu]')?.getAttribute('aria-labelledby');
  return button ? document.getElementById(button) : element;
}
