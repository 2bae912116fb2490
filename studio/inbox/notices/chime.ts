/** The sound of a notice: two soft notes, made here and not loaded. */

let context: AudioContext | undefined;

/** Makes no sound where the browser does not allow one yet (before the first click on the page). */
export function chime(): void {
  context ??= new AudioContext();
  const audio = context;
  void audio.resume().then(
    () => {
      for (const [start, pitch] of [
        [0, 880],
        [0.12, 1318.5],
      ] as const) {
        const tone = audio.createOscillator();
        const loudness = audio.createGain();
        const at = audio.currentTime + start;
        tone.frequency.value = pitch;
        loudness.gain.setValueAtTime(0, at);
        loudness.gain.linearRampToValueAtTime(0.08, at + 0.015);
        loudness.gain.exponentialRampToValueAtTime(0.0001, at + 0.5);
        tone.connect(loudness).connect(audio.destination);
        tone.start(at);
        tone.stop(at + 0.5);
      }
    },
    () => undefined,
  );
}
