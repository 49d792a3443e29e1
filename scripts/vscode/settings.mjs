/** A window with nothing in it but the editor: no tips, no chat, no update or telemetry traffic. */
export const quietSettings = {
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  // On by default in a browser only; a desktop VS Code waits for Ctrl+S.
  'files.autoSave': 'off',
  // Documentation/process/coding-style.rst: tabs are 8 characters. VS Code takes headers for C++.
  '[c][cpp]': { 'editor.tabSize': 8, 'editor.insertSpaces': false, 'editor.detectIndentation': false },
};
