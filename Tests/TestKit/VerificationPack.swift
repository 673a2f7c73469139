/// A small pack that asks people to prove things: e-mail of everybody, more where risk asks.
package enum VerificationPack {
    package static let verification = """
        event: verification
        vendors:
          - { name: mail, timeout: 30s, url: "https://mail.example/checks" }
          - { name: papers, timeout: 30s, tries: 3, silence: 5m }
          - { name: backup, timeout: 30s, tries: 3, silence: 5m }
          - { name: newcomer, timeout: 30s }
        requirements:
          - { name: email, friction: 1, vendors: [{ name: mail }], open: 24h, holds: 90d }
          - name: document
            friction: 5
            vendors:
              - { name: papers, stage: live }
              - { name: backup, stage: live }
              - { name: newcomer, stage: shadow }
            open: 2h
            holds: 365d
            attempts: 2
            cooldown: 60s
          - { name: liveness, friction: 8, vendors: [{ name: papers }], open: 2h, holds: 30d }
        journeys:
          sign_up:
            base: [email]
            step_up:
              - { ask: [liveness, document], when: challenged && signals.farm >= 0.5 }
          payout:
            base: [email]
        """

    /// The files of the pack by their names.
    package static let texts = [
        "pack.yaml": """
        name: people
        version: 1.0.0
        description: A pack for tests of verification.
        owner: tests
        lateness: 1h
        """,
        "events.yaml": """
        entities:
          account: Who acts
        events:
          account.signed_up:
            description: Somebody came.
            journey: sign_up
            fields:
              user: { type: string, required: true, max: 64, entity: account }
              device: { type: string, max: 64 }
          payout.asked:
            description: Somebody wants money.
            journey: payout
            fields:
              user: { type: string, required: true, max: 64, entity: account }
          verification:
            description: Somebody was asked to prove something, or did.
            journey: verification
            fields:
              user: { type: string, required: true, max: 64, entity: account }
              requirement: { type: string, required: true, max: 32 }
              state: { type: string, required: true, max: 16 }
              vendor: { type: string, max: 32 }
              reference: { type: string, max: 64 }
              reasons: { type: string, max: 256 }
              name: { type: string, max: 64 }
              document: { type: string, max: 64 }
              email: { type: string, max: 64 }
        """,
        "features.yaml": """
        features:
          - name: account.failed_checks
            description: Checks failed within a day.
            entity: account
            on: verification
            aggregate: count
            where: event.state == "failed"
            window: 1d
        """,
        "rules.yaml": """
        rules:
          - id: farm_device
            description: A device of a farm.
            owner: tests
            severity: high
            mode: live
            on: sign_up
            when: event.device == "farm"
            signal: { name: farm, weight: 0.6 }
            reason: "{event.device}"
          - id: failed_check
            description: A check has failed.
            owner: tests
            severity: high
            mode: live
            on: verification
            when: features.account.failed_checks >= 1
            signal: { name: liar, weight: 0.9 }
            reason: "{features.account.failed_checks} failed"
        """,
        "policy.yaml": """
        policy:
          sign_up:
            - { action: challenge, when: score >= 0.5 }
          payout: []
          verification:
            - { action: restrict, when: score >= 0.5 }
        """,
        "verification.yaml": verification,
    ]
}
