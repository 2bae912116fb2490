/** Where the emulator reports; the shape of a pino logger, so that one can be passed in. */

export interface EmulatorLog {
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
}
