/** Which panels of the editor are open. Knows their names, not what is in them. */
import { create } from 'zustand';

export type LeftPanel = 'palette' | 'outline';
export type RightPanel = 'inspector' | 'preview' | 'versions';
export type BottomPanel = 'problems' | 'paths';
export type Panel = LeftPanel | RightPanel | BottomPanel;
export type Side = 'left' | 'right' | 'bottom';

export interface Frame {
  left: LeftPanel | undefined;
  right: RightPanel | undefined;
  bottom: BottomPanel | undefined;
  /** The publish dialog is open. */
  publishing: boolean;
  /** Everything but the canvas is hidden. */
  focusMode: boolean;
}

const SIDES: Record<Panel, Side> = {
  palette: 'left',
  outline: 'left',
  inspector: 'right',
  preview: 'right',
  versions: 'right',
  problems: 'bottom',
  paths: 'bottom',
};
const KEY = 'carillon.panels';
/** Below this width the canvas would vanish between two panels. */
const ROOMY = 1200;

export const useFrame = create<Frame>(() => ({
  left: 'palette',
  right: window.innerWidth >= ROOMY ? 'inspector' : undefined,
  bottom: undefined,
  ...stored(),
  publishing: false,
  focusMode: false,
}));

useFrame.subscribe(({ left, right, bottom }) => {
  try {
    localStorage.setItem(
      KEY,
      JSON.stringify({ left: left ?? null, right: right ?? null, bottom: bottom ?? null }),
    );
  } catch {
    // Storage is full or refused: the panels are remembered until the page is closed.
  }
});

export function showPanel(panel: Panel): void {
  useFrame.setState({ [SIDES[panel]]: panel, focusMode: false });
}

export function hidePanel(side: Side): void {
  useFrame.setState({ [side]: undefined });
}

export function togglePanel(panel: Panel): void {
  const { focusMode, ...frame } = useFrame.getState();
  if (!focusMode && frame[SIDES[panel]] === panel) hidePanel(SIDES[panel]);
  else showPanel(panel);
}

export function openPublish(): void {
  useFrame.setState({ publishing: true });
}

export function closePublish(): void {
  useFrame.setState({ publishing: false });
}

export function setFocusMode(focusMode: boolean): void {
  useFrame.setState({ focusMode });
}

function stored(): Partial<Frame> {
  let read: unknown;
  try {
    read = JSON.parse(localStorage.getItem(KEY) ?? 'null');
  } catch {
    return {};
  }
  if (typeof read !== 'object' || read === null) return {};
  const kept: Partial<Record<Side, Panel | undefined>> = {};
  for (const side of ['left', 'right', 'bottom'] as const) {
    const panel = (read as Record<string, unknown>)[side];
    if (panel === null) kept[side] = undefined;
    else if (typeof panel === 'string' && Object.hasOwn(SIDES, panel) && SIDES[panel as Panel] === side) {
      kept[side] = panel as Panel;
    }
  }
  return kept as Partial<Frame>;
}
