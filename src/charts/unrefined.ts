/** What is used of the library's trace of a surface. */
interface SurfaceTrace {
  refineData: boolean;
  dataScaleX: number;
  dataScaleY: number;
  update(data: unknown): void;
  setContourLevels(): void;
}

/** The library's module of a kind of trace, with what makes one in a scene. */
interface TraceModule {
  readonly plot: (scene: unknown, data: unknown) => SurfaceTrace;
}

/**
 * The library's surface, drawn on the points that it is given and traced for its lines once a figure. By itself it puts
 * straight lines between the points until each side has 120 of them, which shows nothing more and makes each redraw
 * several times the work, and traces the lines again in every frame of a turn. Levels of the lines must come with the figure.
 */
export function unrefined<M extends object>(module: M): M {
  const { plot } = module as unknown as TraceModule;
  return {
    ...module,
    plot(scene: unknown, data: unknown): SurfaceTrace {
      // It is drawn as it is made.
      const trace = plot(scene, data);
      const update = trace.update.bind(trace);
      const traceLines = trace.setContourLevels.bind(trace);
      let isTraced = false;
      trace.refineData = false;
      trace.dataScaleX = 1;
      trace.dataScaleY = 1;
      trace.update = (next) => {
        isTraced = false;
        update(next);
      };
      trace.setContourLevels = () => {
        if (isTraced) return;
        isTraced = true;
        traceLines();
      };
      trace.update(data);
      return trace;
    },
  };
}
