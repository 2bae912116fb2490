/** Has the layout engine work in a worker of its own, fetched when first needed. Knows no flow. */
import type { default as ElkConstructor, ElkNode } from 'elkjs/lib/elk-api.js';
import workerUrl from 'elkjs/lib/elk-worker.min.js?url';

/** A flow of 2,000 steps takes a few seconds; what takes longer is not worth waiting for. */
const PATIENCE_MS = 30_000;

/** The graph with places in it. Throws where the engine cannot do it, or not in time; its worker is ended then. */
export async function runLayout(graph: ElkNode): Promise<ElkNode> {
  const Elk = constructorIn(await import('elkjs/lib/elk-api.js'));
  const elk = new Elk({ workerFactory: () => new Worker(workerUrl) });
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    return await Promise.race([
      elk.layout(graph),
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error('The layout took too long.')), PATIENCE_MS);
      }),
    ]);
  } finally {
    clearTimeout(timer);
    elk.terminateWorker();
  }
}

/** The package is no ES module: what its default is depends on who bundles it. */
function constructorIn(module: { default: unknown }): typeof ElkConstructor.default {
  const found = module.default;
  const inner = typeof found === 'object' && found !== null && 'default' in found ? found.default : found;
  return inner as typeof ElkConstructor.default;
}
