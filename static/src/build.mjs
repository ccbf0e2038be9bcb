// Builds the look: static/src -> static/build. Run from anywhere: `node static/src/build.mjs [css|js|fonts|images]`.
// The same sources and the same lock file give the same bytes.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import * as sass from 'sass'

const SRC = dirname(fileURLToPath(import.meta.url))
const ROOT = join(SRC, '..', '..')
const OUT = join(SRC, '..', 'build')
const MODULES = join(ROOT, 'node_modules')
const FONT = join(MODULES, '@fontsource-variable', 'atkinson-hyperlegible-next')

const NOTICE = `/*!\n${readFileSync(join(SRC, 'LICENCES.txt'), 'utf8').trim()}\n*/\n`

function css () {
  const { css } = sass.compile(join(SRC, 'scss', 'app.scss'), {
    loadPaths: [ROOT, SRC], style: 'compressed', sourceMap: false, quietDeps: true
  })
  mkdirSync(join(OUT, 'css'), { recursive: true })
  const charset = '@charset "UTF-8";\n'
  writeFileSync(join(OUT, 'css', 'app.css'), charset + NOTICE + css.replace(/^\uFEFF|^@charset "UTF-8";/, '') + '\n')
}

async function js () {
  const common = { bundle: true, minify: true, target: 'es2020', legalComments: 'inline', absWorkingDir: ROOT }
  await build({ ...common, format: 'esm', entryPoints: [join(SRC, 'js', 'app.mjs')], outfile: join(OUT, 'js', 'app.js'),
    banner: { js: NOTICE } })
  await build({ ...common, format: 'iife', entryPoints: [join(SRC, 'js', 'body.mjs')], outfile: join(OUT, 'js', 'body.js') })
}

function fonts () {
  mkdirSync(join(OUT, 'fonts'), { recursive: true })
  for (const range of ['latin', 'latin-ext']) {
    cpSync(join(FONT, 'files', `atkinson-hyperlegible-next-${range}-wght-normal.woff2`),
      join(OUT, 'fonts', `atkinson-hyperlegible-next-${range}.woff2`))
  }
  cpSync(join(FONT, 'LICENSE'), join(OUT, 'fonts', 'LICENSE-atkinson-hyperlegible-next.txt'))
}

function images () {
  cpSync(join(SRC, 'images'), join(OUT, 'images'), { recursive: true })
  const moj = join(MODULES, '@ministryofjustice', 'frontend', 'moj', 'assets', 'images')
  cpSync(join(moj, 'icon-document.svg'), join(OUT, 'images', 'icon-document.svg')) // named by the timeline's CSS
}

const parts = { css, js, fonts, images }
const wanted = process.argv.slice(2)
for (const name of wanted.length ? wanted : Object.keys(parts)) {
  if (!parts[name]) throw new Error(`There is no part called ${name}: choose from ${Object.keys(parts).join(', ')}`)
  await parts[name]()
}
