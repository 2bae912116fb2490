/** Tells the reader of what is meant for them, by sound and on the desktop, as they have set it. Draws nothing. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Counts } from '../../../server/contract/inbox-list.ts';
import type { LivePush } from '../../../server/contract.ts';
import { liveSocket } from '../../api/live.ts';
import { useTexts } from '../../ui/i18n.ts';
import { navigate } from '../../ui/router.tsx';
import { toast } from '../../ui/toast.ts';
import { placeUrl } from '../list/place.ts';
import { settingsTexts } from '../settings/settings-texts.ts';
import { readNotices } from '../work-requests.ts';
import { chime } from './chime.ts';
import { isQuiet } from './quiet.ts';

export const NOTICES_KEY = ['inbox', 'notices'] as const;

/**
 * `open`: the conversation in sight, of whose messages nobody need be told. `viewName`: of a view the reader watches;
 * undefined for one that is no more.
 */
export function useNotices(
  open: string | undefined,
  counts: Counts | undefined,
  viewName: (view: string) => string | undefined,
): void {
  const say = useTexts(settingsTexts);
  const { data: settings } = useQuery({
    queryKey: NOTICES_KEY,
    queryFn: ({ signal }) => readNotices(signal),
    staleTime: 60_000,
  });
  const latest = useRef({ settings, open, say, viewName });
  latest.current = { settings, open, say, viewName };

  useEffect(() => {
    const socket = liveSocket();
    const told = ({ kind, conversation, title, text, from }: LivePush<'inbox:notice'>) => {
      const { settings: rules, open: shown, say: words } = latest.current;
      // A whisper is for this moment: whoever has another conversation open reads it all the same.
      if (kind === 'whisper' && conversation !== shown) {
        toast({
          text: words('whisperTold', { name: from ?? '', customer: title, text }),
          action: { label: words('whisperOpen'), run: () => navigate(`/inbox/${conversation}`) },
        });
      }
      const rule = rules?.kinds[kind];
      if (!rule || isQuiet(rules?.quiet, new Date())) return;
      const looking = isLooking();
      if (looking && kind === 'message' && conversation === shown) return;
      if (rule.sound) chime();
      if (rule.desktop && !looking) {
        show({ title, text: text || words(kind), tag: conversation, href: `/inbox/${conversation}` });
      }
    };
    socket.on('inbox:notice', told);
    return () => {
      socket.off('inbox:notice', told);
    };
  }, []);

  // More in one of the views the reader watches.
  const before = useRef<Counts>(undefined);
  useEffect(() => {
    const old = before.current;
    before.current = counts;
    const { settings: rules, say: words, viewName: nameOf } = latest.current;
    if (!old || !counts || !rules || isQuiet(rules.quiet, new Date())) return;
    const grown = rules.views.flatMap((view) => {
      const count = (counts.views[view] ?? 0) - (old.views[view] ?? 0);
      const name = nameOf(view);
      return count > 0 && name !== undefined ? [{ view, name, count }] : [];
    });
    if (grown.length === 0) return;
    chime();
    if (isLooking()) return;
    for (const { view, name, count } of grown) {
      show({
        title: name,
        text: count === 1 ? words('viewGrewOne') : words('viewGrew', { count }),
        tag: `view/${view}`,
        href: placeUrl({ view, filter: undefined, sort: undefined }),
      });
    }
  }, [counts]);
}

function isLooking(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus();
}

/** On the desktop; a newer one of the same `tag` takes its place. */
function show({ title, text, tag, href }: { title: string; text: string; tag: string; href: string }): void {
  if (typeof Notification === 'undefined' || Notification.permission !== 'granted') return;
  const notice = new Notification(title, { body: text.slice(0, 200), tag });
  notice.onclick = () => {
    window.focus();
    navigate(href);
    notice.close();
  };
}
