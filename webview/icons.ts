/** Pictures of the transport, as SVG paths of 16 by 16. */
export const icons = {
  play: 'M4 2.5v11l9-5.5z',
  pause: 'M4 3h3v10H4zM9 3h3v10H9z',
  step: 'M3 3v10l6.5-5zM11 3h2v10h-2z',
  back: 'M13 3v10L6.5 8zM3 3h2v10H3z',
  start: 'M2 3h2v10H2zM9 3v10L4.5 8zM14 3v10L9.5 8z',
  conflict: 'M2 3v10l5-5zM11 2.5l-1 7h3l-1-7zM10.2 11h2.6v2.5h-2.600z',
} as const;
