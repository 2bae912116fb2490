/** A path that was found is what the preview of the server comes to when it plays it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Bundle, FlowInput } from '../../../flows/flow.ts';
import { enumeratePaths, type Path } from '../../../flows/paths.ts';
import { sampleResults } from '../../../flows/sample-results.ts';
import { pathInputs } from '../../../studio/editor/paths/path-inputs.ts';
import { bundleOf, says } from '../../flows/fixtures.ts';
import { readShipped } from '../../flows/library/shipped.ts';
import { NOW, openPreviewRig, type Player, type PreviewRig } from '../../server/preview/preview-rig.ts';

const failing: FlowInput['nodes'] = {
  pick: {
    kind: 'choose',
    ask: says('Which?'),
    choices: [
      { id: 'pay', label: 'Pay now', to: 'look' },
      { id: 'name', label: 'Say who', to: 'name' },
    ],
    timeout: { after: '2h', to: 'bye' },
  },
  look: { kind: 'call', service: 'calendar', operation: 'find', input: {}, save: 'found', to: 'bye' },
  name: { kind: 'ask', ask: says('Your name?'), expect: { type: 'text' }, save: 'who', to: 'bye' },
  bye: { kind: 'end', say: says('Bye') },
};

describe('a path as inputs of a preview', () => {
  let rig: PreviewRig;
  let ana: Player;
  beforeAll(async () => {
    rig = await openPreviewRig();
    ana = await rig.player();
  });
  afterAll(async () => {
    ana.close();
    await rig.close();
  });

  async function played(bundle: Bundle, path: Path): Promise<readonly string[]> {
    const state = await ana.get('preview:open', {
      document: bundle.flow,
      inputs: pathInputs(bundle, [], path, NOW),
      locale: path.locale,
      rcs: path.channel === 'rbm',
      now: NOW,
      services: 'ask',
    });
    await ana.ask('preview:close', { session: state.session });
    return state.path;
  }

  const small = bundleOf(failing, {
    id: 'small',
    locales: ['en'],
    variables: { found: { type: 'object' }, who: { type: 'text' } },
  });
  const payment = readShipped().get('payment');
  if (!payment) throw new Error('no payment flow');
  const flows: Record<string, Bundle> = { small, payment: { flow: payment, subflows: {} } };

  test.each(Object.keys(flows))('every way through %s is played as it was found', async (name) => {
    const bundle = flows[name];
    if (!bundle) throw new Error(name);
    const { calls, signals } = sampleResults(bundle, NOW);
    const { paths } = enumeratePaths(bundle, {
      at: NOW,
      channels: ['rbm', 'sms'],
      locales: ['en'],
      maxPaths: 8,
      samples: calls,
      signals,
    });
    expect(paths.length).toBeGreaterThan(3);
    for (const path of paths)
      expect([path.script, await played(bundle, path)]).toEqual([path.script, path.visited]);
  });

  test('a button is said by what it read, a call answered by what it answered there, a silence by its timer', () => {
    const inputs = (script: Path['script'], from: Partial<Path> = {}) =>
      pathInputs(
        small,
        [],
        { locale: 'en', channel: 'rbm', visited: [], ending: 'end', problems: [], script, ...from },
        NOW,
      );
    const { paths } = enumeratePaths(small, { at: NOW });
    const paying = paths.find(({ visited }) => visited.includes('look'));
    expect(inputs(paying?.script ?? [])[0]).toMatchObject({
      kind: 'act',
      act: { kind: 'tap', label: 'Pay now' },
    });
    expect(inputs([{ wait: 'timer' }])).toEqual([{ kind: 'fire', node: 'pick', event: expect.any(String) }]);
    expect(inputs([{ say: ['one', 'two'] }])).toEqual([
      { kind: 'act', act: { kind: 'text', text: 'one', more: true } },
      { kind: 'act', act: { kind: 'text', text: 'two' } },
    ]);
  });
});
