/** What is used of the library's trace of a surface. */
interface SurfaceTrace {
  refineData: boolean;
  dataScaleX: number;
  dataScaleY: number;
  update(data: unknown): void;
}

/** The library's module of a kind of trace, with what makes one in a scene. */
interface TraceModule {
  readonly plot: (scene: unknown, data: unknown) => SurfaceTrace;
}

/**
 * The library's surface, drawn on the points that it is given. By itself it puts straight lines between them until
 * each side has 120 points, which shows nothing more and makes each redraw several times the work.
 */
export function unrefined<M extends object>(module: M): M {
  const { plot } = module as unknown as TraceModule;
  return {
    ...module,
    plot(scene: unknown, data: unknown): SurfaceTrace {
      // It is drawn as it is made.
      const trace = plot(scene, data);
      trace.refineData = false;
      trace.dataScaleX = 1;
      trace.dataScaleY = 1;
      trace.update(data);
      return trace;
    },
  };
}
