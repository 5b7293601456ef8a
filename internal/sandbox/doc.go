// Package sandbox is the local stand-in for the messaging networks: it owns a Graph host that speaks enough of the
// WhatsApp Business Cloud API to develop, test, demonstrate and measure against, the webhooks such a host sends, the
// customers at the other end, and a small page on which a person plays them.
//
// It models: bearer tokens with scopes, expiry and assets, appsecret_proof, the error envelope, usage headers; sending
// every ordinary message type with the limits of Meta's documentation; read receipts and typing; media with their life
// times; templates with cursors, creation rules, states and parameters; phone numbers, business profile, block list,
// webhook subscription; the 24 hour window, pair and number rate, messaging tier, marketing cap, opt-out, allow list and
// numbers that are not on WhatsApp; statuses in order or not, batched, doubled, lost, late, signed rightly or wrongly,
// and repeated until they are answered with 200; faults on demand for every route.
//
// It does not model: TLS, registration by SMS, business verification, billing, groups, calls, flows with their own
// endpoint, catalogues, carousel cards beyond their number, fetching of links (a link whose host ends in ".invalid"
// fails, any other is taken) and template review by a person. Instagram is a package of its own beneath this one, which
// posts its webhooks, strikes its faults and carries its control API. Nothing here is a promise about Meta's behaviour:
// the facts are those of Meta's public documentation and OpenAPI file as read in 2026-11; where sources disagree a knob
// chooses.
//
// Everything is loopback only, in memory, and deterministic for a given seed apart from the order of concurrent calls.
package sandbox
