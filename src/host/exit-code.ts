/** For `ok`: accepts every exit code. */
export const anyCode = Array.from({ length: 256 }, (_, code) => code);
