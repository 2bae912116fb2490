/** How a step, an exit or a connection is lit right now: by the pointer, the preview, what was tried, what differs. */
import { classNames } from '../../ui/class-names.ts';
import { useLights } from '../lights.ts';
import { useCanvas } from './canvas-state.ts';
import { linkId } from './graph.ts';
import css from './lights.module.css';

export interface StepLights {
  here: boolean;
  /** On no way that is shown: drawn faintly. */
  aside: boolean;
  /** Whether a path or a test has been here; undefined while nothing is shown of that. */
  tried: boolean | undefined;
  compared: 'added' | 'removed' | 'changed' | undefined;
  /** The one that decides the rim of the box. */
  strongest: 'here' | 'passed' | 'routed' | 'untried' | 'added' | 'removed' | 'changed' | undefined;
}

export function useStepLights(id: string): StepLights {
  const aside = useCanvas(({ hover }) => hover !== undefined && !hover.nodes.has(id));
  const here = useLights(({ preview }) => preview?.node === id);
  const passed = useLights(({ preview }) => preview?.path.includes(id) === true);
  const routed = useLights(({ route }) => route?.nodes.includes(id));
  const tried = useLights(({ coverage }) => coverage?.nodes.has(id));
  const compared = useLights(({ comparison }) =>
    comparison?.added.has(id)
      ? 'added'
      : comparison?.removed.has(id)
        ? 'removed'
        : comparison?.changed.has(id)
          ? 'changed'
          : undefined,
  );
  return {
    here,
    tried,
    compared,
    strongest: here
      ? 'here'
      : routed
        ? 'routed'
        : (compared ?? (passed ? 'passed' : tried === false ? 'untried' : undefined)),
    aside: aside || routed === false,
  };
}

export function useExitLight(node: string, exit: string): string {
  const taken = useLights(({ preview }) =>
    preview?.edges.some((one) => one.node === node && one.exit === exit),
  );
  const untried = useLights(({ coverage }) => coverage && !coverage.exits.has(linkId(node, exit)));
  return classNames(taken && css.taken, untried && css.untriedExit);
}

export function useLinkLight(id: string, node: string, exit: string): string {
  const taken = useLights(({ preview }) =>
    preview?.edges.some((one) => one.node === node && one.exit === exit),
  );
  const routed = useLights(({ route }) => route?.edges.some((one) => one.node === node && one.exit === exit));
  const untried = useLights(({ coverage }) => coverage && !coverage.exits.has(id));
  const hover = useCanvas((state) => state.hover?.links.has(id));
  return linkClasses({ taken, routed, untried, hover });
}

/** Undefined where nothing of the kind is shown at all. */
export interface LinkLights {
  taken: boolean | undefined;
  routed: boolean | undefined;
  untried: boolean | undefined;
  hover: boolean | undefined;
}

export function linkClasses({ taken, routed, untried, hover }: LinkLights): string {
  return classNames(
    taken && css.takenLink,
    routed && css.routedLink,
    routed === false && css.asideLink,
    untried && css.untriedLink,
    hover && css.hoverLink,
    hover === false && css.asideLink,
  );
}
