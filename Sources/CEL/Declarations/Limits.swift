/// Every bound on what one expression may cost; each refusal names the limit it met.
package struct Limits: Sendable {
    /// UTF-8 bytes of source text.
    package var expressionBytesMax = 100_000
    /// Levels of a syntax tree; long chains of `&&` and `||` count as one.
    package var nestingDepthMax = 250
    /// Steps of all comprehensions, sorts and the like in one evaluation; a step of a long body,
    /// and reading a long text, list or map, count as several.
    package var comprehensionIterationsMax = 100_000
    /// UTF-8 bytes of one regular expression.
    package var regexPatternBytesMax = 1_000
    /// Bytes that one compiled regular expression, with its matching caches, may take.
    package var regexProgramMemoryMax = 4 * 1024 * 1024
    /// Bytes of text and lists made by folding constants in one program.
    package var constantBytesMax = 16 * 1024 * 1024

    package init() {}
}
