package app

import (
	"context"
	"crypto/ed25519"

	"github.com/kelolapesan/kelola/internal/backup"
	"github.com/kelolapesan/kelola/internal/desk"
	"github.com/kelolapesan/kelola/internal/id"
)

// buildDesk builds the deletion desk of operators.
func (a *App) buildDesk() *desk.Service {
	key, _ := a.sys.SigningKey().Public().(ed25519.PublicKey)
	return desk.New(desk.Deps{
		Erasures: a.erasures, Accounts: a.accounts, Workspaces: a.workspaces, Ledger: a.ledger, Key: key, Clock: a.clock, PublicURL: a.cfg.PublicURL,
		Backups: a.generations,
	})
}

// generations lists the backups, and for whom each can still be read.
func (a *App) generations(ctx context.Context) (out []desk.Generation, err error) {
	err = a.withBackups(ctx, "", func(s *backup.Service) error {
		all, err := s.List(ctx)
		if err != nil {
			return err
		}
		keys, err := s.Keys(ctx)
		for _, e := range all {
			g := desk.Generation{ID: e.ID, MadeAt: e.MadeAt, EndsAt: e.MadeAt.Add(a.cfg.BackupKeep), Keys: len(keys[e.ID]), Whole: e.Manifest != nil}
			if e.Manifest != nil {
				g.Bytes, g.Workspaces, g.Line = e.Manifest.Size(), len(e.Manifest.Workspaces), e.Manifest.Ledger.Begun
			}
			for _, part := range keys[e.ID] {
				if ws, err := id.ParseWorkspace(part); err == nil {
					g.Readable = append(g.Readable, ws)
				}
			}
			out = append(out, g)
		}
		return err
	})
	return out, err
}
