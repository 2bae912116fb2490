/** Gives the focus back to where it was before a dialog opened; knows no dialog. */
import { useRef, useState } from 'react';

interface FocusReturn {
  onOpenAutoFocus: () => void;
  onCloseAutoFocus: (event: Event) => void;
}

/** For dialogs that open without a trigger of their own, by a command or a menu: the library would drop the focus. */
export function useFocusReturn(): FocusReturn {
  // Where a field of the dialog takes the focus by itself, nobody is asked before: then it counts what had it at first.
  const [atFirst] = useState(() => ownerOf(document.activeElement));
  const before = useRef<Element | null>(atFirst);
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
