/** Whatever is done in a preview, doing it again comes to the same: ids, times, words and ways. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PreviewState } from '../../../server/contract.ts';
import { chips, openPreviewRig, type Player, type PreviewRig } from './preview-rig.ts';

let rig: PreviewRig;
let ana: Player;
beforeAll(async () => {
  rig = await openPreviewRig();
  ana = await rig.player();
});
afterAll(() => rig.close());

const move = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('tap' as const), which: fc.nat(20) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('text' as const),
      text: fc.constantFrom(
        '1',
        '2',
        'Zoé',
        'agent',
        'stop',
        'start',
        'help',
        'restart',
        '12/03/1990',
        '😀',
        'x',
      ),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ kind: 'next' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('skip' as const), by: fc.integer({ min: 1, max: 9e8 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('set' as const),
      setting: fc.constantFrom(
        { rcs: false },
        { rcs: true },
        { online: false },
        { online: true },
        { reads: false },
        { failing: { 'calendar.days': 'error' } },
        { failing: {} },
      ),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'pay' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'handback' as const }) },
);

async function make(
  state: PreviewState,
  done: { kind: string } & Record<string, unknown>,
): Promise<PreviewState> {
  const { session } = state;
  const ask = async (event: 'preview:act' | 'preview:skip' | 'preview:setting', payload: object) => {
    const answer = await ana.ask(event, { session, ...payload } as never);
    return answer.ok ? answer.state : state;
  };
  switch (done.kind) {
    case 'tap': {
      const labels = chips(state);
      const label = labels[(done.which as number) % Math.max(1, labels.length)];
      return label === undefined ? state : ask('preview:act', { act: { kind: 'tap', label } });
    }
    case 'text':
      return ask('preview:act', { act: { kind: 'text', text: done.text } });
    case 'next':
      return ask('preview:skip', { to: 'next' });
    case 'skip':
      return ask('preview:skip', { by: done.by });
    case 'set':
      return ask('preview:setting', done.setting as object);
    case 'pay':
      return ask('preview:act', { act: { kind: 'pay', outcome: 'succeed' } });
    default:
      return ask('preview:act', { act: { kind: 'handback' } });
  }
}

test.each(['booking', 'claims', 'payment', 'welcome'])(
  '%s: a fork at the last step is what it was forked from',
  async (flow) => {
    await fc.assert(
      fc.asyncProperty(fc.array(move, { minLength: 1, maxLength: 12 }), fc.boolean(), async (moves, rcs) => {
        // A person is slower than this test.
        await rig.clock.advance(10_000);
        let state = await ana.get('preview:open', { flow, locale: 'en', rcs });
        for (const one of moves) state = await make(state, one);
        const again = await ana.get('preview:fork', { session: state.session, step: state.steps - 1 });
        expect({ ...again, session: '' }).toEqual({ ...state, session: '' });
        // What is on the phone was sent, in the same order as it is told.
        const shown = state.thread
          .filter(({ direction }) => direction === 'out')
          .map(({ id, via }) => `${via} ${id}`);
        expect(new Set(shown).size).toBe(shown.length);
        await ana.ask('preview:close', { session: again.session });
        await ana.ask('preview:close', { session: state.session });
      }),
      { numRuns: 15 },
    );
  },
);
