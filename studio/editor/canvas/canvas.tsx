/** The flow as a drawing that can be edited by hand. Puts the pieces together; decides nothing about flows. */
import '@xyflow/react/dist/base.css';
import {
  Background,
  BackgroundVariant,
  type Connection,
  type EdgeChange,
  type FinalConnectionState,
  MiniMap,
  type NodeChange,
  PanOnScrollMode,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useStore,
  useStoreApi,
} from '@xyflow/react';
import {
  type CSSProperties,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useDocument } from '../../document/store.ts';
import { classNames } from '../../ui/class-names.ts';
import { useLocale, useTexts } from '../../ui/i18n.ts';
import { useMediaQuery } from '../../ui/media-query.ts';
import { focusInspector } from '../focus.ts';
import { showPanel, useFrame } from '../frame.ts';
import { useShowing } from '../versions/showing.ts';
import { shownLocale } from '../words.ts';
import { connectExit, disconnectLinks, openQuickAdd, reconnectLink } from './actions.ts';
import css from './canvas.module.css';
import { CanvasMenuLayer } from './canvas-menu.tsx';
import { useCanvasPrefs } from './canvas-prefs.ts';
import { attachView, canvasView, FAR, useCanvas } from './canvas-state.ts';
import { ariaLabels, canvasTexts } from './canvas-texts.ts';
import { EmptyCanvas } from './empty-canvas.tsx';
import { FarLines } from './far-lines.tsx';
import { FrameNode } from './frame-node.tsx';
import { graphOf, type Link, wayThrough } from './graph.ts';
import { GuideLines } from './guide-lines.tsx';
import { LinkLine as LinkLineView } from './link-line.tsx';
import { NoteNode } from './note-node.tsx';
import { OtherPeople } from './other-people.tsx';
import { QuickAddList } from './quick-add.tsx';
import { obstaclesOf } from './route.ts';
import {
  type CanvasBox,
  createScene,
  isFrameId,
  isNoteId,
  isThere,
  type LinkLine,
  type StepBox,
} from './scene.ts';
import { SelectionBar } from './selection-bar.tsx';
import { Slice } from './slice.tsx';
import { StepNode } from './step-node.tsx';
import { useBoxDrag } from './use-box-drag.ts';
import { useCanvasKeys } from './use-canvas-keys.ts';
import { useClipboard } from './use-clipboard.ts';
import { useFocusRequests } from './use-focus-requests.ts';
import { useFollowing } from './use-following.ts';
import { usePaletteDrop } from './use-palette-drop.ts';
import { usePlaceInUrl } from './use-place-in-url.ts';
import { useSelectionInSight } from './use-selection-in-sight.ts';
import { ViewBar } from './view-bar.tsx';

const NODE_TYPES = { step: StepNode, note: NoteNode, frame: FrameNode };
const EDGE_TYPES = { link: LinkLineView };
const NO_LINES: LinkLine[] = [];
const GRID: [number, number] = [8, 8];
const DRAG_START = 3;
const THIN = [0.34, 0.26, 0.19, 0.14];
/** The drawing library reads its size from here. */
const QUIET = { hideAttribution: true };
const MINIMAP = { width: 184, height: 124 };

export function Canvas() {
  return (
    <ReactFlowProvider>
      <Drawing />
    </ReactFlowProvider>
  );
}

function Drawing() {
  const say = useTexts(canvasTexts);
  const reader = useLocale();
  useCountedSizes();
  const flow = useDocument((state) => state.flow);
  const selection = useDocument((state) => state.selection);
  const readOnly = useDocument((state) => state.readOnly);
  const moved = useCanvas((state) => state.moved);
  const active = useCanvas((state) => state.active);
  const selectedLinks = useCanvas((state) => state.selectedLinks);
  const dragging = useCanvas((state) => state.dragging);
  const far = useCanvas((state) => state.far);
  const { gestures, snap, minimap, notes } = useCanvasPrefs();
  const coarse = useMediaQuery('(pointer: coarse)');
  const build = useRef(createScene());
  const content = shownLocale(flow.locales, reader);
  const selected = useMemo(() => new Set(selection), [selection]);
  const tabStop = active !== undefined && isThere(flow, active) ? active : (selection[0] ?? flow.start);
  const scene = build.current({
    flow,
    locale: reader,
    content,
    selection: selected,
    selectedLinks,
    moved,
    active: tabStop,
    readOnly,
    notes,
  });
  const obstacles = useMemo(() => obstaclesOf(scene.shapes), [scene.shapes]);
  useEffect(() => {
    useCanvas.setState({ obstacles });
  }, [obstacles]);

  const isEmpty = Object.keys(flow.nodes).length === 0;

  const drag = useBoxDrag(scene);
  const element = useRef<HTMLDivElement>(null);
  const keys = useCanvasKeys();
  const drop = usePaletteDrop();
  const place = usePlaceInUrl();
  useClipboard();
  useFocusRequests(element);
  useSelectionInSight(element);
  const following = useFollowing();

  const onNodesChange = useCallback(
    (changes: NodeChange<CanvasBox>[]) => {
      const places: (NodeChange<CanvasBox> & { type: 'position' })[] = [];
      let next: Set<string> | undefined;
      for (const change of changes) {
        if (change.type === 'position' && change.dragging) places.push(change);
        else if (change.type === 'select') {
          next ??= new Set(useDocument.getState().selection);
          if (change.selected) next.add(change.id);
          else next.delete(change.id);
        } else if (change.type === 'dimensions' && change.resizing && change.dimensions) {
          resizing(change.id, change.dimensions);
        } else if (change.type === 'position' && change.dragging === undefined && change.position) {
          resizing(change.id, change.position);
        }
      }
      if (places.length > 0) drag.move(places);
      if (next) useDocument.getState().select([...next]);
    },
    [drag.move],
  );
  const onEdgesChange = useCallback((changes: EdgeChange<LinkLine>[]) => {
    const next = new Set(useCanvas.getState().selectedLinks);
    for (const change of changes) {
      if (change.type !== 'select') continue;
      if (change.selected) next.add(change.id);
      else next.delete(change.id);
    }
    useCanvas.setState({ selectedLinks: next });
  }, []);

  const onConnect = useCallback(({ source, sourceHandle, target }: Connection) => {
    if (sourceHandle) connectExit({ node: source, exit: sourceHandle }, target);
  }, []);
  const relinking = useRef<'begun' | 'done'>(undefined);
  const onConnectEnd = useCallback((event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
    // The library tells of the end of a line that is led elsewhere here too, before `onReconnectEnd`.
    if (relinking.current) return;
    const { fromNode, fromHandle, isValid } = state;
    if (isValid || !fromNode || !fromHandle?.id || fromHandle.type !== 'source') return;
    const from = { node: fromNode.id, exit: fromHandle.id };
    const screen = pointOf(event);
    const under = boxUnder(screen);
    if (under !== undefined && !isNoteId(under) && !isFrameId(under)) {
      connectExit(from, under);
      return;
    }
    const at = canvasView()?.instance.screenToFlowPosition(screen);
    // A click on a handle is none: it opens the list itself.
    const start = state.from ?? { x: 0, y: 0 };
    if (!at || Math.hypot(at.x - start.x, at.y - start.y) < 24) return;
    openQuickAdd({ from, at: { x: at.x, y: at.y - 20 }, screen });
  }, []);

  const onReconnect = useCallback((line: LinkLine, { source, sourceHandle, target }: Connection) => {
    relinking.current = 'done';
    if (line.data && sourceHandle)
      reconnectLink(line.data.link, { node: source, exit: sourceHandle, to: target });
  }, []);
  const onReconnectEnd = useCallback((event: MouseEvent | TouchEvent, line: LinkLine) => {
    const isDone = relinking.current === 'done';
    relinking.current = undefined;
    if (isDone || !line.data) return;
    const { link } = line.data;
    const under = boxUnder(pointOf(event));
    if (under === undefined) disconnectLinks([link.id]);
    else if (!isNoteId(under) && !isFrameId(under))
      reconnectLink(link, { node: link.node, exit: link.exit, to: under });
  }, []);

  const moving = useRef(false);
  const light = useCallback((at: { node: string } | { link: Link } | undefined) => {
    if (useCanvas.getState().dragging || (moving.current && at)) return;
    const graph = graphOf(useDocument.getState().flow.nodes);
    useCanvas.setState({ hover: at && wayThrough(graph, at) });
  }, []);
  /** Boxes light their way after a moment only: a pointer on its way elsewhere lights nothing. */
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined);
  const lightSoon = useCallback(
    (at: { node: string } | { link: Link } | undefined, ms: number) => {
      clearTimeout(pause.current);
      pause.current = setTimeout(() => light(at), ms);
    },
    [light],
  );
  useEffect(() => () => clearTimeout(pause.current), []);

  const byMouse = gestures === 'mouse' && !coarse;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the boxes inside take the keyboard; this hears what they leave.
    <div
      ref={element}
      data-part="canvas"
      className={classNames(css.canvas, dragging && css.dragging)}
      style={{ '--handle': '12px' } as CSSProperties}
      onKeyDown={keys.onKeyDown}
      onFocus={keys.onFocus}
      onPointerMove={keys.onPointerMove}
      onPointerDownCapture={(event) => {
        // The overview moves the view as a program does, without an event.
        if (event.target instanceof Element && event.target.closest('.react-flow__minimap')) following.hold();
      }}
      onPointerLeave={() => useDocument.getState().point(null)}
      onDragOver={drop.onDragOver}
      onDragLeave={drop.onDragLeave}
      onDrop={drop.onDrop}
    >
      <ReactFlow<CanvasBox, LinkLine>
        nodes={scene.boxes}
        edges={far ? NO_LINES : scene.lines}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        onInit={(instance) => {
          if (element.current) attachView(instance, element.current);
          place.onInit(instance);
        }}
        onMoveStart={() => {
          moving.current = true;
          if (useCanvas.getState().hover) lightSoon(undefined, 0);
        }}
        onMove={following.onMove}
        onMoveEnd={() => {
          moving.current = false;
          place.onMoveEnd();
        }}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        onNodeDragStop={drag.end}
        onSelectionDragStop={drag.end}
        onConnect={onConnect}
        onConnectEnd={onConnectEnd}
        onReconnect={onReconnect}
        onReconnectStart={() => {
          relinking.current = 'begun';
        }}
        onReconnectEnd={onReconnectEnd}
        onNodeMouseEnter={(_, box) => (box.type === 'step' ? lightSoon({ node: box.id }, 350) : undefined)}
        onNodeMouseLeave={() => lightSoon(undefined, 60)}
        onEdgeMouseEnter={(_, line) => line.data && lightSoon({ link: line.data.link }, 60)}
        onEdgeMouseLeave={() => lightSoon(undefined, 60)}
        onNodeContextMenu={(event, box) => openMenu(event, box)}
        onSelectionContextMenu={(event) => openMenu(event)}
        onEdgeContextMenu={(event, line) => {
          event.preventDefault();
          if (!line.data) return;
          const screen = { x: event.clientX, y: event.clientY };
          useCanvas.setState({
            selectedLinks: new Set([line.id]),
            menu: { kind: 'link', link: line.data.link, screen, at: flowPoint(screen) },
          });
        }}
        onPaneContextMenu={(event) => {
          event.preventDefault();
          const screen = { x: event.clientX, y: event.clientY };
          useCanvas.setState({ menu: { kind: 'pane', screen, at: flowPoint(screen) } });
        }}
        onPaneClick={(event) => {
          if (event.detail !== 2) return;
          const screen = { x: event.clientX, y: event.clientY };
          openQuickAdd({ at: flowPoint(screen), screen });
        }}
        onNodeClick={(event, box) => {
          useCanvas.setState({ active: box.id });
          showStep();
          if (event.detail === 2 && box.type === 'step' && !isWritten(event.target)) {
            showPanel('inspector');
            focusInspector();
          }
        }}
        minZoom={0.1}
        maxZoom={2}
        snapToGrid={snap}
        snapGrid={GRID}
        nodeDragThreshold={DRAG_START}
        connectionDragThreshold={DRAG_START}
        connectionRadius={28}
        connectOnClick={false}
        onlyRenderVisibleElements
        nodesFocusable
        edgesFocusable={false}
        disableKeyboardA11y
        nodesConnectable={!readOnly}
        nodesDraggable={!readOnly}
        deleteKeyCode={null}
        selectionKeyCode="Shift"
        multiSelectionKeyCode={['Shift', 'Meta', 'Control']}
        panActivationKeyCode="Space"
        selectionMode={SelectionMode.Partial}
        selectNodesOnDrag
        elevateNodesOnSelect
        zoomOnDoubleClick={false}
        panOnDrag={byMouse ? [0, 1] : [1]}
        selectionOnDrag={!byMouse}
        panOnScroll={!byMouse}
        panOnScrollMode={PanOnScrollMode.Free}
        panOnScrollSpeed={1}
        zoomOnScroll={byMouse}
        zoomOnPinch
        autoPanOnNodeFocus={false}
        proOptions={QUIET}
        ariaLabelConfig={ariaLabels(say)}
        aria-label={say('canvas', { name: flow.name })}
      >
        <Background variant={BackgroundVariant.Dots} gap={24} size={1.5} className={css.dots} />
        {minimap && !isEmpty ? (
          <MiniMap<CanvasBox>
            className={css.minimap}
            style={MINIMAP}
            pannable
            zoomable
            position="bottom-right"
            nodeClassName={miniClass}
            nodeBorderRadius={8}
            nodeStrokeWidth={0}
            maskStrokeWidth={0}
            ariaLabel={say('minimap')}
          />
        ) : null}
        {far ? <FarLines scene={scene} /> : null}
        <GuideLines />
        <Distance element={element} />
        <OtherPeople />
      </ReactFlow>
      <Slice />
      {isEmpty ? <EmptyCanvas /> : null}
      <SelectionBar />
      <ViewBar />
      <QuickAddList />
      <CanvasMenuLayer />
      <Spoken />
    </div>
  );
}

/**
 * Every box comes with its size and its handles (scene.ts). The library would measure them again as they are drawn,
 * which takes long with many, and would find no handles where a box is too small to show any, and so draw no lines.
 */
function useCountedSizes(): void {
  const library = useStoreApi();
  // Before its first drawing, which keeps what it finds.
  useState(() => library.setState({ updateNodeInternals: () => {} }));
}

/**
 * Says once for all boxes whether they can be read: asked each by itself, a thousand would be asked at every frame. And
 * how thick a line has to be for one pixel of the screen, in a few steps, since each is a new style for all of them.
 */
function Distance({ element }: { element: RefObject<HTMLElement | null> }) {
  const far = useStore((state) => state.transform[2] < FAR);
  const thin = useStore(({ transform }) => THIN.find((zoom) => transform[2] >= zoom) ?? 0.1);
  useLayoutEffect(() => {
    useCanvas.setState({ far });
  }, [far]);
  // Not before painting: the element is not there yet when its children's layout effects run.
  useEffect(() => {
    element.current?.style.setProperty('--thin', `${(0.75 / thin).toFixed(1)}px`);
  }, [thin, element]);
  return null;
}

/** What happened, for those who cannot see it. */
function Spoken() {
  const said = useCanvas((state) => state.said);
  return (
    <p className="visually-hidden" role="status" aria-live="polite">
      {said.text}
    </p>
  );
}

/** A click on a step wants to see it: its form takes the place of the history, unless a comparison is being read. */
function showStep(): void {
  const isReading = useShowing.getState().shown?.kind === 'comparison';
  if (useFrame.getState().right === 'versions' && !isReading) showPanel('inspector');
}

function resizing(id: string, part: { x?: number; y?: number; width?: number; height?: number }): void {
  const { moved, dragging } = useCanvas.getState();
  if (dragging || !(isNoteId(id) || isFrameId(id))) return;
  useCanvas.setState({ moved: new Map(moved).set(id, { ...moved.get(id), ...part }) });
}

function openMenu(
  event: { clientX: number; clientY: number; preventDefault(): void; target: EventTarget },
  box?: CanvasBox,
): void {
  event.preventDefault();
  // The menu key reports no pointer: the box's corner stands for it.
  const byKey = event.clientX === 0 && event.clientY === 0;
  const corner = byKey && event.target instanceof Element ? event.target.getBoundingClientRect() : undefined;
  const screen = corner
    ? { x: corner.left + 16, y: corner.top + 40 }
    : { x: event.clientX, y: event.clientY };
  const { selection, select } = useDocument.getState();
  const isOne = box !== undefined && !(selection.length > 1 && selection.includes(box.id));
  if (isOne) select([box.id]);
  useCanvas.setState({
    menu: {
      ...(isOne ? { kind: 'node', id: box.id } : { kind: 'selection' }),
      screen,
      at: flowPoint(screen),
    },
  });
}

function flowPoint(screen: { x: number; y: number }) {
  return canvasView()?.instance.screenToFlowPosition(screen) ?? { x: 0, y: 0 };
}

function boxUnder({ x, y }: { x: number; y: number }): string | undefined {
  const found = document.elementsFromPoint(x, y).find((element) => element.closest('.react-flow__node'));
  return found?.closest<HTMLElement>('.react-flow__node')?.dataset.id;
}

function pointOf(event: MouseEvent | TouchEvent): { x: number; y: number } {
  const touch = 'changedTouches' in event ? event.changedTouches[0] : undefined;
  const { clientX, clientY } = touch ?? (event as MouseEvent);
  return { x: clientX, y: clientY };
}

function isWritten(target: EventTarget): boolean {
  return target instanceof Element && target.closest('[data-in-place], textarea, button, a') !== null;
}

function miniClass(box: CanvasBox): string {
  if (box.type === 'step') return `mini-${(box as StepBox).data.face.kind}`;
  return box.type === 'frame' ? 'mini-frame' : 'mini-note';
}
