/** Tells the reader of what is meant for them, by sound and on the desktop, as they have set it. Draws nothing. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Counts } from '../../../server/contract/inbox-list.ts';
import type { LivePush } from '../../../server/contract.ts';
import { liveSocket } from '../../api/live.ts';
import { useTexts } from '../../ui/i18n.ts';
import { navigate } from '../../ui/router.tsx';
import { toast } from '../../ui/toast.ts';
import { settingsTexts } from '../settings/settings-texts.ts';
import { readNotices } from '../work-requests.ts';
import { chime } from './chime.ts';
import { isQuiet } from './quiet.ts';

export const NOTICES_KEY = ['inbox', 'notices'] as const;

/** `open`: the conversation in sight, of whose messages nobody need be told. */
export function useNotices(open: string | undefined, counts: Counts | undefined): void {
  const say = useTexts(settingsTexts);
  const { data: settings } = useQuery({
    queryKey: NOTICES_KEY,
    queryFn: ({ signal }) => readNotices(signal),
    staleTime: 60_000,
  });
  const latest = useRef({ settings, open, say });
  latest.current = { settings, open, say };

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
      const looking = document.visibilityState === 'visible' && document.hasFocus();
      if (looking && kind === 'message' && conversation === shown) return;
      if (rule.sound) chime();
      if (rule.desktop && !looking) show(title, text || words(kind), conversation);
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
    const rules = latest.current.settings;
    if (!old || !counts || !rules || isQuiet(rules.quiet, new Date())) return;
    if (rules.views.some((view) => (counts.views[view] ?? 0) > (old.views[view] ?? 0))) chime();
  }, [counts]);
}

function show(title: string, text: string, conversation: string): void {
  if (typeof Notification === 'undefined' || Notification.permission !== 'granted') return;
  const notice = new Notification(title, { body: text.slice(0, 200), tag: conversation });
  notice.onclick = () => {
    window.focus();
    navigate(`/inbox/${conversation}`);
    notice.close();
  };
}
