// Writing to standard output and standard error; the only place that does.

export interface TextSink {
  write(text: string, done?: () => void): boolean;
  on?(event: "error", listener: (error: NodeJS.ErrnoException) => void): unknown;
}

export interface Printer {
  /** A result, alone on standard output. */
  out(text: string): void;
  /** Words for people while working, on standard error. */
  err(text: string): void;
  /** Settles when all of it has left the process. */
  flush(): Promise<void>;
}

/** A reader that goes away (`| head`) is no failure: what is left is dropped. */
export function createPrinter(stdout: TextSink, stderr: TextSink): Printer {
  const gone = new Set<TextSink>();
  for (const sink of [stdout, stderr]) sink.on?.("error", () => gone.add(sink));
  const write = (sink: TextSink, text: string): void => {
    if (!gone.has(sink)) sink.write(text.endsWith("\n") ? text : `${text}\n`);
  };
  const drain = (sink: TextSink): Promise<void> =>
    new Promise((settle) => {
      if (gone.has(sink)) settle();
      else {
        sink.on?.("error", () => settle());
        sink.write("", () => settle());
      }
    });
  return {
    out: (text) => write(stdout, text),
    err: (text) => write(stderr, text),
    flush: async () => {
      await drain(stdout);
      await drain(stderr);
    },
  };
}
