import { resolve } from "node:path";

import { defineConfig } from "vite";

import { closedPage } from "./build/closed.ts";
import { sharedPage } from "./build/pages.ts";
import { traditionalWords } from "./build/traditional.ts";

const here = import.meta.dirname;
const pages = ["index", "store", "rider", "ops", "invite", "missing"];

/** Six pages and the one that stands alone, built into the Python package that serves them; nothing is fetched from any other host. */
export default defineConfig({
  plugins: [sharedPage(), traditionalWords(), closedPage()],
  build: {
    outDir: resolve(here, "../src/qianbei/web/static"),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    rollupOptions: { input: Object.fromEntries(pages.map((page) => [page, resolve(here, `${page}.html`)])) },
  },
  server: {
    host: "127.0.0.1",
    proxy: { "/api": process.env.QIANBEI_URL ?? "http://127.0.0.1:8420" },
  },
});
