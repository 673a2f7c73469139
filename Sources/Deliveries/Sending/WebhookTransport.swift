package import Vocabulary

/// A signed request, ready to be sent.
package struct WebhookRequest: Sendable {
    package var address: EndpointAddress
    package var headers: WebhookHeaders
    package var body: [UInt8]

    package init(address: EndpointAddress, headers: WebhookHeaders, body: [UInt8]) {
        (self.address, self.headers, self.body) = (address, headers, body)
    }
}

extension WebhookRequest {
    /// A leased message, signed for this attempt.
    ///
    /// - Throws: ``Fault`` for an address or a secret that cannot be used.
    package init(_ delivery: LeasedDelivery, now: Int64) throws(Fault) {
        let endpoint = delivery.endpoint
        let body = Array(delivery.message.payload.utf8)
        self.init(
            address: try EndpointAddress(endpoint.url, allowsPrivate: endpoint.allowsPrivate),
            headers: try WebhookSigning.headers(
                id: WebhookHeaders.id(of: delivery.message.id), seconds: now / 1000, body: body,
                secrets: endpoint.signing(at: now)),
            body: body)
    }
}

/// What sends requests.
package protocol WebhookTransport: Sendable {
    /// Sends one and returns at once; `done` is called once, on any thread.
    func send(_ request: WebhookRequest, done: @escaping @Sendable (WebhookReply) -> Void)
}
