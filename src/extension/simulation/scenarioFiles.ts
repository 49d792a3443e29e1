/** Files that hold a scenario. `.pagelens.json` itself, with nothing before it, is a tree's settings. */
export const SCENARIO_FILES = '**/?*.pagelens.json';
