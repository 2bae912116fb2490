/** The panels of the editor, each loaded when it is first opened; knows where they are, nothing of what they show. */
import { type ComponentType, lazy, type ReactNode, Suspense } from 'react';
import { ErrorBoundary } from '../ui/error-boundary.tsx';
import { useTexts } from '../ui/i18n.ts';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { editorTexts } from './editor-texts.ts';
import css from './slots.module.css';

const found = import.meta.glob(
  './{inspector/inspector,preview/preview-panel,paths/paths-panel,outline/outline,problems/problems-panel,versions/versions-panel,publish/publish-dialog}.tsx',
);

function slot<Props extends object = object>(path: string, name: string): ComponentType<Props> {
  return lazy(async () => {
    const module = (await found[path]?.()) as Record<string, ComponentType<Props>> | undefined;
    return { default: module?.[name] ?? (() => null) };
  }) as unknown as ComponentType<Props>;
}

export const Inspector = slot('./inspector/inspector.tsx', 'Inspector');
export const PreviewPanel = slot('./preview/preview-panel.tsx', 'PreviewPanel');
export const PathsPanel = slot('./paths/paths-panel.tsx', 'PathsPanel');
export const Outline = slot('./outline/outline.tsx', 'Outline');
export const ProblemsPanel = slot('./problems/problems-panel.tsx', 'ProblemsPanel');
export const VersionsPanel = slot('./versions/versions-panel.tsx', 'VersionsPanel');
export const PublishDialog = slot<{ open: boolean; onClose: () => void }>(
  './publish/publish-dialog.tsx',
  'PublishDialog',
);

const FILES: Readonly<Record<string, string>> = {
  inspector: './inspector/inspector.tsx',
  preview: './preview/preview-panel.tsx',
  paths: './paths/paths-panel.tsx',
  outline: './outline/outline.tsx',
  problems: './problems/problems-panel.tsx',
  versions: './versions/versions-panel.tsx',
};

/** Whether this build has the panel: a tab that shows nothing is not offered. */
export function isThere(panel: string): boolean {
  const file = FILES[panel];
  return file === undefined || found[file] !== undefined;
}

/** Keeps a panel's loading and its faults to itself. */
export function Slot({ children }: { children: ReactNode }) {
  const say = useTexts(editorTexts);
  return (
    <ErrorBoundary
      fallback={(again) => (
        <div className={css.wait}>
          <Problem title={say('partFailed')} onRetry={again} />
        </div>
      )}
    >
      <Suspense
        fallback={
          <div className={css.wait} aria-busy="true">
            <span className="visually-hidden">{say('preparing')}</span>
            <Skeleton width="40%" height="14px" />
            <Skeleton height="34px" />
            <Skeleton height="34px" />
            <Skeleton width="70%" height="14px" />
          </div>
        }
      >
        {children}
      </Suspense>
    </ErrorBoundary>
  );
}
