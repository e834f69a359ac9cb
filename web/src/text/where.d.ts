/** Made by text.plugin.mjs: for each language the folder with its groups of messages. */
declare module 'text:where' {
  const folders: Record<'en' | 'de', string>
  export default folders
}
