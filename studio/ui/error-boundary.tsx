/** Keeps a fault in one part of the page from taking the rest with it; knows no screen. */
import { Component, type ReactNode } from 'react';

interface Props {
  /** Shown instead of what failed; `again` draws it anew. */
  fallback: (again: () => void) => ReactNode;
  children: ReactNode;
}

// React catches rendering faults only in a class.
export class ErrorBoundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed
      ? this.props.fallback(() => this.setState({ failed: false }))
      : this.props.children;
  }
}
