/**
 * npm run bench: a durable turn against a bare Express route that only verifies the same signature.
 *
 * Both run in processes of their own, as does the channel's sink; they take turns, five rounds each. A turn is:
 * webhook in, signature verified, deduplicated, stepped, committed with fsync, answered 200. What the turns send goes
 * out to the sink meanwhile, and a round ends only when all of it has arrived there.
 */
import {
  CLIENT_TOKEN,
  CONNECTIONS,
  CONVERSATIONS,
  cleanUp,
  drained,
  median,
  REQUESTS,
  ROUNDS,
  rbmWebhooks,
  resting,
  spread,
  startCarillon,
  startHelper,
} from './carillon.ts';
import { load } from './load.ts';

async function run(): Promise<void> {
  const sink = await startHelper('sink.js', []);
  const bare = await startHelper('bare-route.js', [CLIENT_TOKEN]);
  const carillon = await startCarillon(sink);
  const { port } = carillon;

  let sent = 0;
  await load(
    port,
    rbmWebhooks(port, CONVERSATIONS, () => 'begin'),
    CONNECTIONS,
  );
  sent += CONVERSATIONS;
  await drained(sink, sent);
  await load(
    bare,
    rbmWebhooks(bare, CONVERSATIONS, () => 'begin'),
    CONNECTIONS,
  );

  const turns: number[] = [];
  const settled: number[] = [];
  const routes: number[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    const ours = rbmWebhooks(port, REQUESTS, (index) => `message ${index} of round ${round}`);
    const began = performance.now();
    const turn = await load(port, ours, CONNECTIONS);
    sent += REQUESTS;
    await drained(sink, sent);
    const whole = (performance.now() - began) / 1000;
    // What a turn leaves to be done later, such as the inbox's index, is done before the other contender begins.
    await resting(carillon);
    const theirs = rbmWebhooks(bare, REQUESTS, (index) => `message ${index} of round ${round}`);
    const route = await load(bare, theirs, CONNECTIONS);
    if (turn.other + route.other > 0) throw new Error(`${turn.other + route.other} answers were not 200.`);
    turns.push(turn.ok / turn.seconds);
    settled.push(turn.ok / whole);
    routes.push(route.ok / route.seconds);
    process.stdout.write(
      `round ${round}: turn ${Math.round(turn.ok / turn.seconds)}/s (p50 ${turn.p50.toFixed(1)} ms, p99 ${turn.p99.toFixed(1)} ms), ` +
        `with everything sent ${Math.round(turn.ok / whole)}/s, bare route ${Math.round(route.ok / route.seconds)}/s\n`,
    );
  }
  process.stdout.write(
    [
      '',
      `durable turn, answered 200        ${spread(turns)}`,
      `durable turn, its message sent    ${spread(settled)}`,
      `bare Express route with the HMAC  ${spread(routes)}`,
      `ratio of the medians: ${(median(turns) / median(routes)).toFixed(2)} answered, ${(median(settled) / median(routes)).toFixed(2)} with everything sent`,
      '',
    ].join('\n'),
  );
  await carillon.stop();
}

try {
  await run();
} finally {
  cleanUp();
}
