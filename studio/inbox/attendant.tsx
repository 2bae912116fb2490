/**
 * What reaches somebody who works in the inbox on whatever screen they are: notices, and conversations offered to them.
 * Mounted once, beside the screens; knows none of them but the address of the inbox.
 */
import { BUILT_IN_VIEWS } from '../../server/contract/inbox-words.ts';
import { useTexts } from '../ui/i18n.ts';
import { matchPath, usePathname } from '../ui/router.tsx';
import css from './attendant.module.css';
import { inboxTexts } from './inbox-texts.ts';
import { listTexts } from './list/list-texts.ts';
import { placeUrl } from './list/place.ts';
import { useCounts } from './live/use-counts.ts';
import { useNotices } from './notices/use-notices.ts';
import { Offers } from './offers.tsx';
import { useSavedViews } from './use-work.ts';

/** Screens of the inbox that show no conversation. */
const BESIDE = ['/inbox/wall', '/inbox/settings'];

export function Attendant() {
  const say = useTexts(inboxTexts);
  const sayList = useTexts(listTexts);
  const path = usePathname();
  const { data: saved = [] } = useSavedViews();
  const inInbox = (path === '/inbox' || path.startsWith('/inbox/')) && !BESIDE.includes(path);
  const open = inInbox ? matchPath('/inbox/:conversation', path)?.conversation : undefined;
  useNotices(open, useCounts(), (view) => {
    const built = BUILT_IN_VIEWS.find((one) => one === view);
    return built ? sayList(built) : saved.find(({ id }) => id === view)?.name;
  });
  // There they stand at the head of the list.
  if (inInbox) return null;
  return (
    <section className={css.corner} aria-label={say('offered')} aria-live="polite">
      <Offers hrefOf={(id) => placeUrl({ view: 'mine', filter: undefined, sort: undefined }, id)} />
    </section>
  );
}
