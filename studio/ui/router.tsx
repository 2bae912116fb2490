/** Which page the address names, and how to go to another without a reload; knows no page. */
import { type AnchorHTMLAttributes, type MouseEvent, useSyncExternalStore } from 'react';

const MOVED = 'carillon:moved';

/** Asked before another page takes this one's place. False: not now; `leave` goes there all the same. */
export type Guard = (leave: () => void) => boolean;
let guard: Guard | undefined;
/** The address of the page that is guarded, to come back to where the browser's own buttons have left it. */
let guarded = '';

/** Guards the page that is shown; answers with what lets it go. One at a time. */
export function guardPage(asked: Guard): () => void {
  guard = asked;
  guarded = location.pathname;
  // Before any page hears of it: what is to be kept must not be taken down.
  window.addEventListener('popstate', stayOnBack, { capture: true });
  return () => {
    if (guard !== asked) return;
    guard = undefined;
    window.removeEventListener('popstate', stayOnBack, { capture: true });
  };
}

function stayOnBack(event: Event): void {
  const { pathname, search, hash } = location;
  if (!guard || pathname === guarded) return;
  const to = pathname + search + hash;
  if (guard(() => go(to, true))) return;
  event.stopImmediatePropagation();
  history.pushState(null, '', guarded);
}

/** Goes to a path of this studio ("/handset?say=book"). */
export function navigate(to: string, { replace = false } = {}): void {
  const isElsewhere = new URL(to, location.href).pathname !== location.pathname;
  if (guard && isElsewhere && !guard(() => go(to, replace))) return;
  go(to, replace);
}

function go(to: string, replace: boolean): void {
  if (replace) history.replaceState(null, '', to);
  else history.pushState(null, '', to);
  window.dispatchEvent(new Event(MOVED));
}

/** The current path without query and without a trailing slash; "/" for home. */
export function usePathname(): string {
  return useSyncExternalStore(subscribe, () => location.pathname.replace(/\/+$/, '') || '/');
}

/** One value of the address's query, and how to set it: without a new step in the history, "" takes it out. */
export function useQueryValue(name: string): [value: string, set: (value: string) => void] {
  const search = useSyncExternalStore(subscribe, () => location.search);
  const set = (value: string) => {
    const url = new URL(location.href);
    if (value === '') url.searchParams.delete(name);
    else url.searchParams.set(name, value);
    navigate(url.pathname + url.search + url.hash, { replace: true });
  };
  return [new URLSearchParams(search).get(name) ?? '', set];
}

/** What stands for the names in "/flows/:id", decoded; undefined where the path is another one. */
export function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const found: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    if (!part.startsWith(':')) {
      if (part !== value) return undefined;
      continue;
    }
    const decoded = decode(value);
    if (!decoded) return undefined;
    found[part.slice(1)] = decoded;
  }
  return found;
}

/** A link between pages. Clicks meant for the browser (new tab, download) are left to it. */
export function Link({ href, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }) {
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(href);
    window.scrollTo(0, 0);
  };
  return <a href={href} onClick={follow} {...rest} />;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('popstate', listener);
  window.addEventListener(MOVED, listener);
  return () => {
    window.removeEventListener('popstate', listener);
    window.removeEventListener(MOVED, listener);
  };
}
