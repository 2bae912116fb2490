/** The inbox: views, list, and the conversation the address names, side by side as far as there is room. */
import { MessagesSquare } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { EmptyState } from '../ui/empty-state.tsx';
import { useTexts } from '../ui/i18n.ts';
import { useMediaQuery } from '../ui/media-query.ts';
import { usePageTitle } from '../ui/page-title.ts';
import { createStored, useStored } from '../ui/stored.ts';
import { TopBar } from '../ui/top-bar.tsx';
import { Waiting } from './conversation/waiting.tsx';
import css from './inbox.module.css';
import { inboxTexts } from './inbox-texts.ts';
import { ListPane } from './list/list-pane.tsx';
import { placeUrl, useListPlace } from './list/place.ts';
import { ViewRail } from './list/view-rail.tsx';
import { useCounts } from './live/use-counts.ts';
import { Offers } from './offers.tsx';
import { StatusSwitch } from './status-switch.tsx';
import { useSavedViews } from './use-work.ts';

const panelChoice = createStored<'open' | 'closed'>('carillon.inbox.panel', (text) =>
  text === 'closed' ? 'closed' : 'open',
);

const loadConversation = () => import('./conversation/conversation.tsx');
const Conversation = lazy(async () => ({ default: (await loadConversation()).Conversation }));

export function InboxScreen({ conversation }: { conversation: string | undefined }) {
  const say = useTexts(inboxTexts);
  const place = useListPlace();
  const counts = useCounts();
  const { data: saved } = useSavedViews();
  const wide = useMediaQuery('(min-width: 1240px)');
  const roomy = useMediaQuery('(min-width: 1100px)');
  const choice = useStored(panelChoice);
  const [floating, setFloating] = useState(false);
  // An open conversation names the page itself.
  usePageTitle(conversation === undefined ? say('title') : '');
  // It is there before the first one is opened; where that fails, opening it tries again.
  useEffect(() => void loadConversation().catch(() => undefined), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: over another conversation the panel does not stay open.
  useEffect(() => setFloating(false), [conversation, wide]);
  const panelOpen = wide ? choice === 'open' : floating;
  return (
    <div className={css.screen}>
      <TopBar />
      <main
        id="content"
        className={css.main}
        data-open={conversation === undefined ? undefined : ''}
        data-panel={(wide && panelOpen) || undefined}
      >
        <ViewRail
          view={place.view}
          filtered={place.filter !== undefined}
          counts={counts}
          saved={saved ?? []}
          conversation={conversation}
          narrow={!roomy}
        >
          <StatusSwitch narrow={!roomy} />
        </ViewRail>
        <ListPane place={place} saved={saved} conversation={conversation}>
          <div role="status" aria-label={say('offered')}>
            <Offers keyed hrefOf={(id) => placeUrl(place, id)} />
          </div>
        </ListPane>
        <div className={css.thread}>
          {conversation === undefined ? (
            <div className={css.empty}>
              <EmptyState
                icon={<MessagesSquare size={20} aria-hidden />}
                title={say('pickTitle')}
                text={say('pickText', { next: 'J', previous: 'K' })}
              />
            </div>
          ) : (
            <Suspense fallback={<Waiting />}>
              <Conversation
                key={conversation}
                id={conversation}
                backHref={placeUrl(place)}
                panelOpen={panelOpen}
                panelFloats={!wide}
                onPanel={(open) => (wide ? panelChoice.set(open ? 'open' : 'closed') : setFloating(open))}
              />
            </Suspense>
          )}
        </div>
      </main>
    </div>
  );
}
