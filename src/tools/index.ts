export { findTool, toolsFolder, type FindOptions } from './find';
export { withLockFolder } from './lock';
export { onPath } from './path';
export { tools, type ToolName } from './table';
