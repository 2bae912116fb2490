/** Lets React's style property carry the custom properties the phone's stylesheet reads. */
import 'react';

declare module 'react' {
  interface CSSProperties {
    '--brand'?: string;
  }
}
