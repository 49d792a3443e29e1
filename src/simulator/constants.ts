/** GUP_PIN_COUNTING_BIAS (include/linux/mm.h): references a pin counts. */
export const GUP_PIN = 1024;
