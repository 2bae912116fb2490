/** Starts the studio in the page; knows the stylesheets every screen shares and nothing of any screen. */
import './ui/font.css';
import './ui/tokens.css';
import './ui/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { loadSession } from './api/session.ts';
import { App } from './app.tsx';
import { followLocale } from './ui/i18n.ts';
import { followTheme } from './ui/theme.ts';

followTheme(document.documentElement);
followLocale(document.documentElement);
void loadSession();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
