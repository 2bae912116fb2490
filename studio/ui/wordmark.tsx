/** Carillon's bell and name; knows no screen. */
import css from './wordmark.module.css';

export function Wordmark() {
  return (
    <span className={css.wordmark}>
      <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
        <rect width="32" height="32" rx="9" className={css.ground} />
        <path
          className={css.bell}
          d="M16 6.500c-4 0-6.400 3-6.600 7.200-.2 3.600-1 5.400-2.600 7h18.400c-1.600-1.600-2.400-3.400-2.600-7C22.400 9.500 20 6.500 16 6.500Z"
        />
        <path className={css.clapper} d="M13.200 22.900a2.900 2.900 0 0 0 5.600 0Z" />
      </svg>
      Carillon
    </span>
  );
}
