// What a team's pipeline runs: node upload.js upload|preview PROJECT KEY [QRCODE]
const ci = require('miniprogram-ci')

const [, , what, projectPath, privateKeyPath, qrcode] = process.argv
const project = new ci.Project({
  appid: process.env.WXLOCAL_APPID,
  type: 'miniProgram',
  projectPath,
  privateKeyPath,
  ignores: ['node_modules/**/*'],
})
const setting = { es6: true, minify: true }

async function main() {
  if (what === 'preview') {
    return ci.preview({ project, desc: '预览', setting, robot: 2, qrcodeFormat: 'image', qrcodeOutputDest: qrcode })
  }
  return ci.upload({ project, version: '1.2.3', desc: '第一版', setting, robot: 3 })
}

main().then(
  (result) => console.log(JSON.stringify(result)),
  (error) => {
    console.error(error.message)
    process.exit(1)
  }
)
