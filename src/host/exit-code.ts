/** For `ok`: whatever a command ends with is an answer. */
export const anyCode = Array.from({ length: 256 }, (_, code) => code);
