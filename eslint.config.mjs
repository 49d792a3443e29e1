import tseslint from 'typescript-eslint';

/** Rooms in the order of their dependencies: a room may import itself and what it names here, nothing else. */
const rooms = {
  json: [],
  c: [],
  kernel: ['c'],
  layout: ['c', 'kernel'],
  uses: ['c', 'kernel', 'layout'],
  model: ['layout'],
  footprint: ['c', 'kernel', 'layout', 'uses'],
  judge: ['layout', 'model'],
  simulator: ['json', 'layout', 'model', 'judge'],
  check: ['json', 'c', 'kernel', 'layout', 'uses', 'model', 'footprint', 'judge'],
  whatif: ['json', 'c', 'kernel', 'layout', 'uses', 'model', 'footprint', 'judge', 'simulator', 'check'],
  report: ['layout', 'uses', 'model', 'footprint', 'judge', 'simulator', 'whatif', 'check'],
};
const pure = Object.keys(rooms);
const all = [...pure, 'cli', 'server', 'extension'];

const roomRules = pure.map((room) => ({
  files: [`src/${room}/**/*.ts`],
  rules: {
    'no-restricted-imports': ['error', {
      patterns: [
        ...all.filter((other) => other !== room && !rooms[room].includes(other))
          .map((other) => ({ group: [`**/${other}/*`, `**/${other}`], message: `src/${room} may not import src/${other}: dependencies run one way.` })),
        { group: ['node:*', 'fs', 'path', 'process', 'os', 'child_process', 'worker_threads', 'vscode', 'vscode-*'], message: 'Everything below the command line is pure: no Node, no vscode.' },
      ],
    }],
    'no-restricted-globals': ['error', 'process', 'Buffer', 'require', '__dirname', 'window', 'document'],
  },
}));

export default tseslint.config(
  // src/simulator/assembly is AssemblyScript: its compiler checks it.
  { ignores: ['dist/**', 'out/**', 'node_modules/**', 'examples/**', 'src/simulator/assembly/**'] },
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ['src/**/*.ts', 'webview/**/*.ts', 'test/**/*.ts'] })),
  {
    files: ['src/**/*.ts', 'webview/**/*.ts', 'test/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  ...roomRules,
  {
    files: ['src/extension/**/*.ts'],
    rules: {
      'no-restricted-syntax': ['error',
        { selector: 'Property[key.name=/^(title|placeHolder|prompt|openLabel)$/] > :matches(Literal, TemplateLiteral).value', message: 'People read this: vscode.l10n.t lets a translation replace it.' },
        { selector: 'CallExpression[callee.property.name=/^show(Information|Warning|Error)Message$/] > Literal', message: 'People read this: vscode.l10n.t lets a translation replace it.' },
      ],
    },
  },
  {
    files: ['webview/**/*.ts'],
    rules: {
      'no-restricted-syntax': ['error',
        { selector: "CallExpression[callee.name='element'] > ArrayExpression > :matches(Literal[value=/[A-Za-z]{2}/], TemplateLiteral:has(TemplateElement[value.raw=/[A-Za-z]{2}/]))", message: 'People read this: t of @vscode/l10n lets a translation replace it.' },
        { selector: "CallExpression[callee.name='element'] Property[key.value=/^(aria-label|aria-roledescription)$/] > :matches(Literal, TemplateLiteral).value", message: 'People read this: t of @vscode/l10n lets a translation replace it.' },
        { selector: "CallExpression[callee.name='element'] Property[key.name=/^(title|placeholder)$/] > :matches(Literal, TemplateLiteral).value", message: 'People read this: t of @vscode/l10n lets a translation replace it.' },
        { selector: 'AssignmentExpression[left.property.name=/^(textContent|title)$/] > :matches(Literal[value=/[A-Za-z]{2}/], TemplateLiteral:has(TemplateElement[value.raw=/[A-Za-z]{2}/])).right', message: 'People read this: t of @vscode/l10n lets a translation replace it.' },
      ],
    },
  },
  {
    files: ['src/cli/**/*.ts', 'src/server/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [{ group: ['vscode', '**/extension/*'], message: 'Only src/extension imports vscode.' }] }] },
  },
);
