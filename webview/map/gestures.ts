/** What a mouse or a touchpad asks of the map. Lengths in CSS pixels. */
export interface MapAsked {
  click(event: MouseEvent): void;
  zoom(to: 'in' | 'out', event: MouseEvent): void;
  /** False where the map cannot go further that way: the page scrolls instead. */
  pan(x: number, y: number): boolean;
}

/** Movement that makes a press a drag. */
const dragged = 4;

/** A click chooses; dragging and the wheel move the map; the wheel with Ctrl, and a pinch, zoom. */
export class MapGestures {
  private readonly asked: MapAsked;
  private last: { readonly x: number; readonly y: number } | undefined;
  private isDrag = false;

  constructor(canvas: HTMLCanvasElement, asked: MapAsked) {
    this.asked = asked;
    canvas.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      [this.last, this.isDrag] = [{ x: event.clientX, y: event.clientY }, false];
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener('pointermove', (event) => { this.moved(event); });
    canvas.addEventListener('pointerup', (event) => {
      if (this.last && !this.isDrag) asked.click(event);
      this.last = undefined;
    });
    canvas.addEventListener('pointercancel', () => { this.last = undefined; });
    canvas.addEventListener('wheel', (event) => { this.wheeled(event); }, { passive: false });
  }

  private moved({ clientX, clientY }: PointerEvent): void {
    if (!this.last) return;
    const [x, y] = [this.last.x - clientX, this.last.y - clientY];
    this.isDrag ||= Math.hypot(x, y) >= dragged;
    if (!this.isDrag) return;
    this.asked.pan(x, y);
    this.last = { x: clientX, y: clientY };
  }

  private wheeled(event: WheelEvent): void {
    if (event.ctrlKey || event.metaKey) this.asked.zoom(event.deltaY < 0 ? 'in' : 'out', event);
    else if (!this.asked.pan(event.shiftKey ? event.deltaY : event.deltaX, event.shiftKey ? 0 : event.deltaY)) return;
    event.preventDefault();
  }
}
