import API
import Foundation
import Testing

@Suite struct DocumentTests {
    private func document() throws -> [String: Any] {
        try #require(
            try JSONSerialization.jsonObject(with: Data(OpenAPIDocument.text.utf8))
                as? [String: Any])
    }

    @Test("The document and the routes are the same, in both directions")
    func routes() async throws {
        let paths = try #require(try document()["paths"] as? [String: [String: Any]])
        let documented = Set(
            paths.flatMap { path, methods in methods.keys.map { "\($0.uppercased()) \(path)" } })
        try await RunningServer.run { server in
            let registered = Set(server.routes.map { "\($0.method) \($0.path)" })
            #expect(documented == registered)
        }
    }

    @Test("Every parameter a route reads is documented, and no other")
    func parameters() async throws {
        try await RunningServer.run { server in
            let paths = try #require(
                try document()["paths"] as? [String: [String: [String: Any]]])
            for route in server.routes {
                let operation = try #require(paths[route.path]?[route.method.lowercased()])
                let references = operation["parameters"] as? [[String: String]] ?? []
                let named = Set(references.compactMap { $0["$ref"]?.split(separator: "/").last })
                let places = route.path.split(separator: "/").filter { $0.hasPrefix("{") }
                    .map { $0.dropFirst().dropLast() }
                #expect(named == Set(route.queries.map { $0[...] } + places), "\(route.path)")
            }
        }
    }

    @Test("Every reference in the document leads somewhere")
    func references() throws {
        let document = try document()
        var count = 0
        try follow(document, in: document, &count)
        #expect(count > 30)
    }

    private func follow(_ value: Any, in document: [String: Any], _ count: inout Int) throws {
        if let list = value as? [Any] {
            for item in list { try follow(item, in: document, &count) }
        }
        guard let object = value as? [String: Any] else { return }
        if let reference = object["$ref"] as? String {
            count += 1
            var place: Any = document
            for part in reference.split(separator: "/").dropFirst() {
                place = try #require((place as? [String: Any])?[String(part)], "\(reference)")
            }
        }
        for item in object.values { try follow(item, in: document, &count) }
    }

    @Test("It is served as JSON")
    func served() async throws {
        try await RunningServer.run { server in
            let reply = try await server.send("GET", "/openapi.json")
            #expect(reply.status == 200)
            #expect(reply.text == OpenAPIDocument.text)
            #expect(try reply.json()["openapi"] as? String == "3.1.0")
        }
    }
}
