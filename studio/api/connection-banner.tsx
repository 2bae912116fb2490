/** Says that the live connection is lost and that nothing is: floats, so that nothing on the page moves. */
import { WifiOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { dictionary, useTexts } from '../ui/i18n.ts';
import css from './connection-banner.module.css';
import { useLive } from './live-state.ts';

const texts = dictionary(
  {
    lost: 'No connection to the server.',
    kept: 'What you change stays here and is sent as soon as it is back.',
    unkept: 'This browser has no room left for your newest changes: leave this page open until it is back.',
    now: 'Try now',
  },
  {
    lost: 'Pas de connexion au serveur.',
    kept: 'Vos changements restent ici et partiront dès son retour.',
    unkept:
      'Ce navigateur n’a plus de place pour vos derniers changements : laissez cette page ouverte jusqu’à son retour.',
    now: 'Essayer',
  },
);

/** A server that restarts is back before anybody has to know. */
const PATIENCE_MS = 2_000;

export function ConnectionBanner() {
  const say = useTexts(texts);
  const lost = useLive(({ state }) => state === 'lost');
  const isKept = useLive((live) => live.isKept);
  const retry = useLive((live) => live.retry);
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (!lost) return setShown(false);
    const timer = setTimeout(() => setShown(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [lost]);
  return (
    <div role="status" className={css.place}>
      {shown ? (
        <div className={css.banner}>
          <WifiOff size={16} aria-hidden />
          <p>
            <strong>{say('lost')}</strong> {say(isKept ? 'kept' : 'unkept')}
          </p>
          <Button size="s" onClick={retry}>
            {say('now')}
          </Button>
        </div>
      ) : null}
    </div>
  );
}
