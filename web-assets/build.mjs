// Makes app.css, app.rtl.css, app.js and govuk-frontend.min.js in the folder given as argument.
// Run by script/assets. Everything third-party comes from node_modules as the lock file pins it.
//
// What may not be in the result is checked here, and a finding fails the build: GDS Transport and
// the crown (we are not on gov.uk), files we do not serve, an own part that has grown too large.

import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import postcss from 'postcss'
import rtlcss from 'rtlcss'
import { compile, compileString, Logger } from 'sass'

const OWN_LIMIT_BYTES = 6 * 1024
// Fragments such as url("#pattern-void") point into the page itself and are none.
const PICTURE = /url\((?!["']?#)/
const here = dirname(fileURLToPath(import.meta.url))
const out = process.argv[2]

function fail(message) {
    console.error(`web-assets: ${message}`)
    process.exit(1)
}

const sassOptions = {
    loadPaths: [here, join(here, 'node_modules')],
    style: 'compressed',
    charset: false,
}

// Upstream's icons and crest are files we do not serve; a rule that asks for one asks for a 404.
const withoutUpstreamPictures = {
    postcssPlugin: 'without-upstream-pictures',
    Declaration(declaration) {
        if (PICTURE.test(declaration.value)) {
            declaration.remove()
        }
    },
    RuleExit(rule) {
        if (rule.nodes.length === 0) {
            rule.remove()
        }
    },
}

function checkStylesheet(name, css) {
    const forbidden = [/GDS Transport/i, /crest/i, /@font-face/, PICTURE, /@import/]
    for (const pattern of forbidden) {
        if (pattern.test(css)) {
            fail(`${name} contains ${pattern}`)
        }
    }
}

// A side named by left or right would be mirrored by rtlcss behind the author's back, and a
// picture would be taken out as if it were upstream's.
function checkOwnPart() {
    const css = compileString('@use "own";', sassOptions).css
    if (css.length > OWN_LIMIT_BYTES) {
        fail(`_own.scss compiles to ${css.length} bytes, the limit is ${OWN_LIMIT_BYTES}`)
    }
    const side = '(?:(?:margin|padding|border)-)?(?:left|right)'
    const found = css.match(new RegExp(`[{;](?:${side}[\\w-]*|float):|text-align:(?:left|right)`))
    if (found) {
        fail(`_own.scss uses "${found[0]}": write the logical property instead`)
    }
    if (PICTURE.test(css)) {
        fail('_own.scss asks for a picture, and none is served')
    }
    return css.length
}

// rtlcss mirrors a triangle's borders and not what clips it, which leaves a splinter of it.
function mirrorPolygons(css) {
    return css.replace(/polygon\(([^)]*)\)/g, (_, points) => {
        const turned = points.split(',').map((point) => {
            const [x, y] = point.trim().split(/\s+/)
            return `${100 - Number.parseFloat(x)}% ${y}`
        })
        return `polygon(${turned.join(', ')})`
    })
}

// Nor what an arrow in the page's own text looks like: that to the next page points to the left.
const MIRRORED_PICTURES = '.govuk-pagination__icon{transform:scaleX(-1)}'

function buildStylesheets() {
    // Upstream warns about upstream; what our own part does wrong was told by checkOwnPart.
    const options = { ...sassOptions, logger: Logger.silent }
    const compiled = compile(join(here, 'app.scss'), options).css
    const css = postcss([withoutUpstreamPictures]).process(compiled, { from: undefined }).css
    const mirrored = mirrorPolygons(rtlcss.process(css)) + MIRRORED_PICTURES
    checkStylesheet('app.css', css)
    checkStylesheet('app.rtl.css', mirrored)
    writeFileSync(join(out, 'app.css'), css)
    writeFileSync(join(out, 'app.rtl.css'), mirrored)
}

// The source map stays behind, so the line that names it goes too.
function copyGovukScript() {
    const source = join(here, 'node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js')
    const script = readFileSync(source, 'utf8')
    const withoutMap = script.replace(/\/\/# sourceMappingURL=.*\s*$/, '')
    writeFileSync(join(out, 'govuk-frontend.min.js'), withoutMap)
}

if (!out) {
    fail('usage: node build.mjs FOLDER')
}
const ownBytes = checkOwnPart()
buildStylesheets()
copyGovukScript()
copyFileSync(join(here, 'app.js'), join(out, 'app.js'))
copyFileSync(join(here, 'favicon.svg'), join(out, 'favicon.svg'))
console.log(`web-assets: own part of the stylesheet ${ownBytes} of ${OWN_LIMIT_BYTES} bytes`)
