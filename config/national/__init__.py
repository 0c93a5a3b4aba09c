"""The national contract (OpenAPI) and the sentences that go with it. Data only."""
