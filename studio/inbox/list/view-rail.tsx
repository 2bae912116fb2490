/** The views at the side with how many are in each, the reader's own among them, and the ways to the wall and the settings. */
import {
  Archive,
  AtSign,
  Bot,
  CircleUserRound,
  Hourglass,
  Inbox,
  Layers,
  LayoutDashboard,
  ListFilter,
  type LucideIcon,
  Moon,
  Settings2,
  Star,
  UsersRound,
} from 'lucide-react';
import type { ReactNode } from 'react';
import type { Counts, SavedView } from '../../../server/contract/inbox-list.ts';
import type { BuiltInView } from '../../../server/contract/inbox-words.ts';
import { BUILT_IN_VIEWS } from '../../../server/contract/inbox-words.ts';
import { useMay } from '../../api/session.ts';
import { useRegion, useTexts } from '../../ui/i18n.ts';
import { Link, navigate } from '../../ui/router.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import { inboxTexts } from '../inbox-texts.ts';
import { useInboxCommands } from '../use-inbox-commands.ts';
import { listTexts } from './list-texts.ts';
import { goToList, placeUrl } from './place.ts';
import css from './view-rail.module.css';

const ICONS: Record<BuiltInView, LucideIcon> = {
  mine: CircleUserRound,
  unassigned: Inbox,
  team: UsersRound,
  mentioned: AtSign,
  waiting: Hourglass,
  bot: Bot,
  snoozed: Moon,
  closed: Archive,
  all: Layers,
};

interface Props {
  view: string;
  /** A filter lies over the view. */
  filtered: boolean;
  counts: Counts | undefined;
  saved: readonly SavedView[];
  conversation: string | undefined;
  /** Only icons. */
  narrow: boolean;
  children?: ReactNode;
}

export function ViewRail({ view, filtered, counts, saved, conversation, narrow, children }: Props) {
  const say = useTexts(listTexts);
  const sayInbox = useTexts(inboxTexts);
  const region = useRegion();
  const mayWall = useMay('reports.read');
  const maySettings = useMay('queues.read');
  const goTo = (id: string) => goToList({ view: id, filter: undefined, sort: undefined }, conversation);
  useInboxCommands([
    ...BUILT_IN_VIEWS.map((id) => ({ id: `inbox.view.${id}` as const, run: () => goTo(id) })),
    ...saved.map(({ id, name }) => ({
      id: 'inbox.view.saved' as const,
      of: id,
      values: { name },
      run: () => goTo(id),
    })),
    mayWall && { id: 'inbox.wall', run: () => navigate('/inbox/wall') },
    maySettings && { id: 'inbox.settings', run: () => navigate('/inbox/settings') },
  ]);
  const count = (id: string) => {
    const known = counts?.views[id];
    if (!counts || known === undefined || known === 0) return undefined;
    const text = new Intl.NumberFormat(region, { notation: 'compact' }).format(known);
    return known >= counts.most ? `${text}+` : text;
  };
  const item = (id: string, name: string, Icon: LucideIcon) => {
    const number = count(id);
    const link = (
      <Link
        href={placeUrl({ view: id, filter: undefined, sort: undefined }, conversation)}
        className={css.view}
        aria-current={id === view && !filtered ? 'page' : undefined}
      >
        <Icon size={15} aria-hidden />
        <bdi className={css.name}>{name}</bdi>
        <span className={css.count}>{number}</span>
      </Link>
    );
    return (
      <li key={id}>
        {narrow ? (
          <Tooltip text={name} side="right">
            {link}
          </Tooltip>
        ) : (
          link
        )}
      </li>
    );
  };
  const way = (href: string, name: string, Icon: LucideIcon) => {
    const link = (
      <Link href={href} className={css.view}>
        <Icon size={15} aria-hidden />
        <span className={css.name}>{name}</span>
      </Link>
    );
    return narrow ? (
      <Tooltip text={name} side="right">
        {link}
      </Tooltip>
    ) : (
      link
    );
  };
  return (
    <nav className={css.rail} data-narrow={narrow || undefined} aria-label={say('views')}>
      {children}
      <ul className={css.list}>
        {BUILT_IN_VIEWS.map((id) => item(id, say(id), ICONS[id]))}
        {filtered ? (
          <li>
            <span className={css.view} aria-current="page">
              <ListFilter size={15} aria-hidden />
              <span className={css.name}>{say('custom')}</span>
            </span>
          </li>
        ) : null}
      </ul>
      {saved.length > 0 ? (
        <>
          <h2 className={css.heading}>{say('ownViews')}</h2>
          <ul className={css.list}>{saved.map(({ id, name }) => item(id, name, Star))}</ul>
        </>
      ) : null}
      <div className={css.foot}>
        {mayWall ? way('/inbox/wall', sayInbox('wall'), LayoutDashboard) : null}
        {maySettings ? way('/inbox/settings', sayInbox('settings'), Settings2) : null}
      </div>
    </nav>
  );
}
