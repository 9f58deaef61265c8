/** For webpack: a file of ours as an older or a newer roost might have it. */
module.exports = function edit(source) {
  return this.getOptions().changes.reduce((text, [from, to]) => {
    if (!text.includes(from))
      throw new Error(`${this.resourcePath} has no ${JSON.stringify(from)}: adapt the test that edits it`);
    return text.replace(from, () => to);
  }, source);
};
