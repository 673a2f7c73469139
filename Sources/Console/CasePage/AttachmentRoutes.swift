import API
import Access
import Cases
import HTTPTypes
import Hummingbird
import NIOCore
import Vocabulary

/// Files of a case: sent as browsers send them, and given back as files, never as pages.
struct AttachmentRoutes: Sendable {
    let parts: ConsoleParts
    private var work: CaseWork { CaseWork(parts: parts) }

    /// Beyond the file: names, boundary and the form's other fields.
    private static let aroundMax = 64 * 1024

    var routes: [Route] {
        [
            Route(
                .post, "/cases/{id}/files", .needs(.casesWork), audited: "case.attach",
                takesFiles: true, attach),
            Route(
                .get, "/cases/{id}/files/{digest}", .needs(.casesRead),
                audited: "case.attachment", file),
        ]
    }

    private func attach(_ call: Call) async throws -> Response {
        let id = try call.place("id")
        var request = call.request
        let body = try await request.collectBody(
            upTo: CaseBounds.attachmentBytesMax + AttachmentRoutes.aroundMax)
        let form = try Multipart(
            type: call.request.headers[.contentType] ?? "", body: Array(body.readableBytesView))
        // The door reads tokens of plain forms only.
        let given = call.request.headers[.formToken] ?? form.text("_token")
        guard
            call.caller.formToken.isEmpty
                || Secret.isSame(Array(given.utf8), Array(call.caller.formToken.utf8))
        else {
            throw Fault(
                .forbidden, "The form is not of this session.", fix: "Load the page anew.")
        }
        guard let file = form.file, !file.content.isEmpty else {
            throw Fault(.invalid, "No file was sent.", fix: "Choose one, and send it again.")
        }
        let by = try CaseWork.name(of: call.caller)
        _ = try await work.working(for: call.caller) {
            try $0.attach(id, name: file.name, type: file.type, content: file.content, by: by)
        }
        return Shell.go(to: "/cases/\(Query.escaped(id))#files", notice: "Attached \(file.name).")
    }

    private func file(_ call: Call) async throws -> Response {
        let id = try call.place("id")
        let digest = try call.place("digest")
        let found = try await work.reading { desk -> (CaseAttachment, [UInt8])? in
            let known = try desk.tables.attachments(of: desk.expected(id).id).first {
                $0.digest == digest
            }
            guard let known, let content = try desk.tables.attachmentContent(digest: digest)
            else { return nil }
            return (known, content)
        }
        guard let (attachment, content) = found else {
            throw Fault(.notFound, "The case has no such file.", fix: "See /cases/\(id).")
        }
        var response = Response(
            status: .ok, headers: [.contentType: attachment.type],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: content)))
        response.headers[.contentDisposition] =
            "attachment; filename*=UTF-8''\(Query.escaped(attachment.name))"
        response.headers[.contentSecurityPolicy] = "default-src 'none'; sandbox"
        return response
    }
}
