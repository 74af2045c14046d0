declare module "virtual:zh-Hant" {
  const words: Record<string, string>;
  export default words;
}
