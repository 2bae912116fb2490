/** The shape of a conversation that is on its way. */
import { useTexts } from '../../ui/i18n.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { threadTexts } from '../thread/thread-texts.ts';
import css from './conversation.module.css';

export function Waiting() {
  const say = useTexts(threadTexts);
  return (
    <div className={css.frame} aria-busy="true">
      <p className="visually-hidden" role="status">
        {say('loading')}
      </p>
      <div className={css.waitHead}>
        <Skeleton width="180px" height="16px" />
      </div>
      <div className={css.wait}>
        <Skeleton width="46%" height="44px" />
        <Skeleton width="32%" height="34px" className={css.theirs} />
        <Skeleton width="54%" height="58px" />
      </div>
    </div>
  );
}
