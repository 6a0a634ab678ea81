/** How browser code is built: each bundle one self-contained file under `dist/widgets`. */
import type { InlineConfig, Plugin } from 'vite';

export interface Bundle {
  /** File name without `.js`. */
  name: string;
  entry: string;
  /** `iife`: for a plain `<script src>`; `es`: fetched by another bundle with `import()`. */
  format: 'iife' | 'es';
}

export const BUNDLES: readonly Bundle[] = [
  { name: 'assistant', entry: 'src/widgets/assistant/assistant.ts', format: 'iife' },
  { name: 'assistant.en', entry: 'src/widgets/assistant/messages.en.ts', format: 'es' },
];

export function bundleConfig({ name, entry, format }: Bundle, root: string): InlineConfig {
  return {
    configFile: false,
    root,
    logLevel: 'warn',
    publicDir: false,
    plugins: [withoutIndentation()],
    // Said here, because Vite takes Lit's development build where NODE_ENV is something else, as under a test runner.
    resolve: { conditions: ['production', 'module', 'browser', 'default'] },
    mode: 'production',
    build: {
      outDir: 'dist/widgets',
      // Each bundle is written beside the others.
      emptyOutDir: false,
      // Safari 16.4 and its contemporaries of spring 2023: constructable style sheets, :has(), dvh.
      target: ['chrome111', 'edge111', 'firefox115', 'safari16.4'],
      // Style sheets are written for those browsers as they stand: rewriting :dir() or color-scheme makes them longer, not better.
      cssTarget: ['chrome123', 'edge123', 'firefox121', 'safari17.5'],
      sourcemap: 'hidden',
      lib: { entry, formats: [format], name: 'buergernah', fileName: () => `${name}.js` },
    },
  };
}

/**
 * Templates are indented for people, but what stands between backquotes reaches every visitor. Sources of widgets keep
 * no text in which the blanks at the beginning of a line mean something (line breaks in texts are written as escapes).
 */
function withoutIndentation(): Plugin {
  return {
    name: 'without-indentation',
    enforce: 'pre',
    transform: {
      filter: { id: /\/src\/widgets\/.*\.ts$/ },
      handler: (code) => ({ code: code.replace(/\n[ \t]+/g, '\n'), map: null }),
    },
  };
}
