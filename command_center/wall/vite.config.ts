import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [vue()],
  // Relative, so that the page also runs behind a path of its own.
  base: './',
  define: {
    // vue-i18n: the composition API alone; no eval anywhere, so that the page's policy needs none.
    __VUE_I18N_LEGACY_API__: false,
    __VUE_I18N_FULL_INSTALL__: true,
    __INTLIFY_PROD_DEVTOOLS__: false,
    __INTLIFY_DROP_MESSAGE_COMPILER__: false,
    __VUE_OPTIONS_API__: true,
    __VUE_PROD_DEVTOOLS__: false,
  },
  build: {
    outDir: '../static',
    emptyOutDir: true,
    target: 'es2022',
    // The map alone is about 1 MB; it is loaded after the tiles.
    chunkSizeWarningLimit: 1500,
    // Small pictures as data: addresses would need a wider policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  test: {
    // Components name happy-dom in their first line; the rest needs no page and is quicker without.
    environment: 'node',
    include: ['src/**/*.test.ts'],
    // A busy machine takes more than the usual 5 s to mount a page.
    testTimeout: 60_000,
    server: { deps: { inline: ['element-plus'] } },
  },
})
