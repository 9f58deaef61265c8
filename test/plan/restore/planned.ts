export const coded = (code: string, text: string) =>
  expect.objectContaining({ code, message: expect.stringContaining(text) });
