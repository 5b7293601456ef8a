package channel

import (
	"context"
	"fmt"

	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Simulate adds a channel whose network is a model, within a transaction. It has no account anywhere, so it needs no route, no token and
// no room in the licence.
func (s *Service) Simulate(ctx context.Context, tx *wsdb.Tx, name string) (Channel, error) {
	connector, err := s.Connector(Simulated)
	if err != nil {
		return Channel{}, err
	}
	c := Channel{
		ID: id.New[Channel](), Kind: Simulated, Name: name, State: Connected, Quality: "unknown",
		Limits: connector.Capabilities().DefaultLimits, CreatedAt: tx.Now(), UpdatedAt: tx.Now(),
	}
	c.ExternalID = c.ID.String()
	sealed, err := sealToken(tx, c.ID, secret.String{})
	if err != nil {
		return Channel{}, err
	}
	if err := put(ctx, tx, c, sealed); err != nil {
		return Channel{}, err
	}
	if err := tx.Enqueue(ctx, SyncTemplates{Workspace: tx.Workspace(), Channel: c.ID}, queue.Unique()); err != nil {
		return Channel{}, err
	}
	return c, s.changed(ctx, tx, c.ID)
}

// Forget removes a simulated channel with its templates and what came in. It fails with ErrKind for a channel of a real network, whose
// history stays, and with ErrNotFound.
func (s *Service) Forget(ctx context.Context, tx *wsdb.Tx, ch ID) error {
	c, err := get(ctx, tx, ch)
	if err != nil {
		return err
	}
	if c.Kind != Simulated {
		return ErrKind
	}
	for _, text := range []string{
		`DELETE FROM inbound WHERE channel_id = $1`, `DELETE FROM channel_upload WHERE channel_id = $1`,
		`DELETE FROM template WHERE channel_id = $1`, `DELETE FROM channel WHERE id = $1`,
	} {
		if _, err := tx.Exec(ctx, text, ch); err != nil {
			return fmt.Errorf("forget channel: %w", err)
		}
	}
	return s.changed(ctx, tx, ch)
}
