//go:build kelola_forget_claim

package outbox

const forgetClaim = true
