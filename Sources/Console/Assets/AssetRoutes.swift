import API
import HTTPTypes
import Hummingbird
import NIOCore
import Vocabulary

/// Sends style, modules and Debian's scripts.
struct AssetRoutes: Sendable {
    let assets: Assets

    var routes: [Route] {
        [Route(.get, "/assets/{folder}/{file}", queries: ["v"], .open, file)]
    }

    /// `GET /assets/{folder}/{file}`; kept by caches for good when its tag is asked for.
    private func file(_ call: Call) async throws -> Response {
        let name = try call.place("folder") + "/" + call.place("file")
        guard !name.hasPrefix("templates/"), let file = assets.file(name) else {
            throw Fault(.notFound, "There is no file \(name.prefix(80)).")
        }
        var headers: HTTPFields = [.contentType: file.type, .eTag: "\"\(file.tag)\""]
        headers[.vary] = "Accept-Encoding"
        var bytes = file.bytes
        if let gzip = file.gzip,
            call.request.headers[values: .acceptEncoding].contains(where: { $0.contains("gzip") })
        {
            headers[.contentEncoding] = "gzip"
            bytes = gzip
        }
        if call.queries["v"] == file.tag, !assets.isFolder {
            headers[.cacheControl] = "public, max-age=31536000, immutable"
        }
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
