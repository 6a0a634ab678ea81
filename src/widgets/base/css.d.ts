/** Style sheets are minified by the build and come as text, for constructable style sheets. */
declare module '*.css?inline' {
  const text: string;
  export default text;
}
