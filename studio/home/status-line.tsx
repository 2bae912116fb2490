/** One line on how the server is, kept up to date. */
import { useTexts } from '../ui/i18n.ts';
import { homeTexts } from './home-texts.ts';
import { type Channel, useReadiness } from './readiness.ts';
import css from './status-line.module.css';

const STATES = {
  asking: 'asking',
  ready: 'ready',
  'not-ready': 'notReady',
  unreachable: 'unreachable',
} as const;
const CHANNELS = {
  emulator: 'channelEmulator',
  google: 'channelGoogle',
  'stand-in': 'channelStandIn',
} as const satisfies Record<Channel, string>;

export function StatusLine() {
  const say = useTexts(homeTexts);
  const readiness = useReadiness();
  const answered = 'checks' in readiness ? readiness : undefined;
  // All is well in one word; what is not is named.
  const faults =
    readiness.state === 'not-ready' ? answered?.checks.filter(([, result]) => result !== 'ok') : [];
  return (
    <p className={css.line} data-state={readiness.state} role="status">
      <span className={css.state}>{say(STATES[readiness.state])}</span>
      {readiness.state === 'ready' && answered?.channel ? (
        <span>{say(CHANNELS[answered.channel])}</span>
      ) : null}
      {faults?.map(([name, result]) => (
        <span key={name}>
          {name}: {result}
        </span>
      ))}
    </p>
  );
}
