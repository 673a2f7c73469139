/// The OpenAPI 3.1 document; a test holds its paths and parameters to ``RouteTable``.
package enum OpenAPIDocument {
    /// JSON, as it is served.
    package static let text = """
        {
          "openapi": "3.1.0",
          "info": {
            "title": "Assay",
            "version": "1",
            "description": "Decides whether events are fraud, and says why. This is \
        what programs ask; the pages for people begin at /, and are not in here."
          },
          "security": [{}, {"key": []}],
          "paths": {
        \(decidingPaths),
        \(readingPaths),
        \(ringPaths),
        \(modelPaths),
        \(policyPaths),
        \(modelWatchPaths),
        \(verificationPaths),
        \(enforcementPaths),
        \(casePaths),
        \(deliveryPaths),
        \(watchingPaths)
          },
          "components": {
        \(components)
          }
        }

        """
}
