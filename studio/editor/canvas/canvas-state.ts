/** What happens on the canvas and is not in the flow: what is being dragged, typed, pointed at, asked for. */
import type { ReactFlowInstance } from '@xyflow/react';
import { create } from 'zustand';
import type { Guide } from './align.ts';
import type { Box, Link } from './graph.ts';
import type { Obstacles, Point, Route } from './route.ts';
import { forgetRoutes } from './route-cache.ts';
import type { CanvasBox, LinkLine } from './scene.ts';

export interface QuickAdd {
  /** Where the new box's handle shall come to lie, in the flow's own pixels. */
  at: Point;
  /** Where the list opens, in pixels of the window. */
  screen: Point;
  /** The exit that leads to the new step. */
  from?: { node: string; exit: string };
  /** The connection it is put into. */
  into?: Link;
}

export type CanvasMenu = { screen: Point; at: Point } & (
  | { kind: 'pane' }
  | { kind: 'node'; id: string }
  | { kind: 'selection' }
  | { kind: 'link'; link: Link }
);

export interface Editing {
  id: string;
  /** Inside the node; undefined: its title. */
  at?: readonly (string | number)[];
}

export interface CanvasState {
  /** Boxes being dragged, resized or animated: where they are right now. */
  moved: ReadonlyMap<string, Partial<Box>>;
  /** True while a hand moves them, false while an animation does. */
  dragging: boolean;
  guides: readonly Guide[];
  /** The connection that a box would be put into if it were dropped now. */
  dropLink: string | undefined;
  /** Where a box from the palette would come to lie. */
  ghost: Box | undefined;
  editing: Editing | undefined;
  /** Steps and connections before and after what the pointer is on. */
  hover: { nodes: ReadonlySet<string>; links: ReadonlySet<string> } | undefined;
  selectedLinks: ReadonlySet<string>;
  quickAdd: QuickAdd | undefined;
  menu: CanvasMenu | undefined;
  /** The box that Tab leads to. */
  active: string | undefined;
  obstacles: Obstacles | undefined;
  /** Read aloud; a new object each time, so that the same words are said again. */
  said: { text: string };
  layingOut: boolean;
  /** Zoomed out so far that no word can be read: boxes are drawn as their titles alone. */
  far: boolean;
}

/** Below this zoom. */
export const FAR = 0.42;

export const useCanvas = create<CanvasState>(() => ({
  moved: new Map(),
  dragging: false,
  guides: [],
  dropLink: undefined,
  ghost: undefined,
  editing: undefined,
  hover: undefined,
  selectedLinks: new Set(),
  quickAdd: undefined,
  menu: undefined,
  active: undefined,
  obstacles: undefined,
  said: { text: '' },
  layingOut: false,
  far: false,
}));

/** Another flow is shown: nothing of the one before may be left. */
export function resetCanvas(): void {
  useCanvas.setState(useCanvas.getInitialState());
  routes.clear();
  forgetRoutes();
}

export function announce(text: string): void {
  useCanvas.setState({ said: { text } });
}

/** The ways of the connections that are drawn right now, by link id: what a cut crosses and a drop lands on. */
export const routes = new Map<string, Route>();

export type CanvasView = ReactFlowInstance<CanvasBox, LinkLine>;
let view: { instance: CanvasView; element: HTMLElement } | undefined;

export function attachView(instance: CanvasView, element: HTMLElement): () => void {
  const mine = { instance, element };
  view = mine;
  return () => {
    if (view === mine) view = undefined;
  };
}

/** The canvas on the screen; undefined while there is none. */
export function canvasView(): { instance: CanvasView; element: HTMLElement } | undefined {
  return view;
}

/** The middle of what is seen, in the flow's own pixels. */
export function seenMiddle(): Point {
  if (!view) return { x: 0, y: 0 };
  const { left, top, width, height } = view.element.getBoundingClientRect();
  return view.instance.screenToFlowPosition({ x: left + width / 2, y: top + height / 2 });
}
