package channel

// TokenPurpose, InboundPurpose and UnstoredPurpose are for what the columns of this package are sealed that go along when a workspace moves.
const (
	TokenPurpose    = tokenPurpose
	InboundPurpose  = inboundPurpose
	UnstoredPurpose = unstoredPurpose
)
