/** Short news that come and go, most of them with an undo. Holds the list; `toaster.tsx` draws it. */
import { create } from 'zustand';

export interface Toast {
  id: number;
  text: string;
  tone: 'plain' | 'good' | 'bad';
  action?: { label: string; run: () => void };
  /** Milliseconds it stays. */
  duration: number;
}

interface ToastState {
  toasts: Toast[];
  next: number;
}

/** More than these at once nobody reads. */
const SHOWN = 3;
const SHORT_MS = 5_000;
/** Long enough to read it and to reach the button. */
const WITH_ACTION_MS = 10_000;

export const useToasts = create<ToastState>(() => ({ toasts: [], next: 1 }));

/** Says something; answers with its id. */
export function toast(news: {
  text: string;
  tone?: Toast['tone'];
  action?: Toast['action'];
  duration?: number;
}): number {
  const { next: id, toasts } = useToasts.getState();
  const duration = news.duration ?? (news.action || news.tone === 'bad' ? WITH_ACTION_MS : SHORT_MS);
  const added: Toast = { tone: 'plain', ...news, id, duration };
  useToasts.setState({ toasts: [...toasts, added].slice(-SHOWN), next: id + 1 });
  return id;
}

export function dismissToast(id: number): void {
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((one) => one.id !== id) }));
}
