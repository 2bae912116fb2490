/**
 * A page inside the messaging app. Only pages of this server are framed, and without scripts; any other opens in a tab
 * of its own.
 */
import { Lock, RotateCw } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../ui/i18n.ts';
import { phoneTexts } from '../phone-texts.ts';
import { safeUrl } from '../safe-url.ts';
import type { ActionOf } from './action-of.ts';
import css from './sheet.module.css';
import { Sheet } from './sheet.tsx';

/** How much of the screen a page takes, by how the brand asked for it to be opened. */
export const SHEET_HEIGHTS = {
  browser: 'content',
  'webview-full': 'full',
  'webview-half': 'half',
  'webview-tall': 'tall',
} as const;

export function WebSheet({ suggestion, onClose }: { suggestion: ActionOf<'open-url'>; onClose: () => void }) {
  const say = useTexts(phoneTexts);
  const [loads, setLoads] = useState(0);
  const url = safeUrl(suggestion.url, location.href);
  if (!url) {
    return (
      <Sheet title={say('webview')} onClose={onClose}>
        <p className={css.note}>{say('unsafe')}</p>
        <p className={css.note}>
          <bdi>{suggestion.url}</bdi>
        </p>
      </Sheet>
    );
  }
  if (url.origin !== location.origin) {
    return (
      <Sheet
        title={suggestion.label || say('webview')}
        height={SHEET_HEIGHTS[suggestion.view]}
        onClose={onClose}
      >
        <p className={css.note}>{say('openOutside')}</p>
        <p className={css.note}>
          <bdi>{url.href}</bdi>
        </p>
        <a className={css.action} href={url.href} target="_blank" rel="noopener noreferrer" onClick={onClose}>
          {say('openTab', { host: url.host })}
        </a>
      </Sheet>
    );
  }
  return (
    <Sheet
      title={suggestion.label || say('webview')}
      height={SHEET_HEIGHTS[suggestion.view]}
      onClose={onClose}
      tools={
        <button
          type="button"
          className={css.tool}
          aria-label={say('reload')}
          onClick={() => setLoads(loads + 1)}
        >
          <RotateCw size={18} aria-hidden />
        </button>
      }
    >
      <p className={css.where}>
        <span className={css.address}>
          {url.protocol === 'https:' ? <Lock size={13} aria-hidden /> : null}
          <span>{url.host + url.pathname}</span>
        </span>
      </p>
      {/* allow-same-origin lets the page's own forms carry its cookies; it is harmless because no script may run. */}
      <iframe
        key={loads}
        className={css.page}
        src={url.href}
        title={suggestion.label || say('webview')}
        sandbox="allow-forms allow-same-origin"
      />
    </Sheet>
  );
}
