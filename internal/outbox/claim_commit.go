//go:build !kelola_forget_claim

package outbox

// forgetClaim is true only in the deliberately broken build that shows that the kill test can fail: after a crash it acts
// as if `sending` had not been committed before the call, and sends again.
const forgetClaim = false
