package account

import (
	"context"
	"crypto/subtle"
	"errors"
	"strings"

	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/workspace"
)

// Claim is what is known of somebody who says to be a person without logging in.
type Claim struct {
	User  UserID                // zero when nobody has the name
	Knows bool                  // what was typed beside the name is the licence code of that person
	Owns  []workspace.Workspace // what the person owns
}

// Digest is by what a typed licence code is compared later, so that the code itself need not be kept. What cannot be a code takes the same work.
func (s *Service) Digest(typed secret.String) string {
	code, err := ParseCode(typed.Reveal())
	symbols := code.Reveal()
	if err != nil {
		symbols = strings.Repeat("0", codeSymbols)
	}
	hash := s.codeHash(symbols)
	if err != nil {
		return strings.Repeat("0", len(hash)) // nobody's
	}
	return hash
}

// Claim looks at a username with a digest. It starts no session and leaves no trace; whoever asks must not tell what came of it.
func (s *Service) Claim(ctx context.Context, typed, digest string) (c Claim, err error) {
	name, ok := username(typed)
	if !ok {
		return Claim{}, nil
	}
	err = s.deps.System.Read(ctx, func(q sysdb.Query) error {
		u, err := getUserByName(ctx, q, name)
		if errors.Is(err, ErrNotFound) || err == nil && !u.DisabledAt.IsZero() {
			return nil
		}
		if err != nil {
			return err
		}
		c.User = u.ID
		hash, err := getCodeHash(ctx, q, u.ID)
		if err != nil {
			return err
		}
		c.Knows = hash != "" && subtle.ConstantTimeCompare([]byte(hash), []byte(digest)) == 1
		all, err := s.deps.Workspaces.MembershipsIn(ctx, q, u.ID)
		for i := range all {
			if all[i].Member.Role == workspace.Owner {
				c.Owns = append(c.Owns, all[i].Workspace)
			}
		}
		return err
	})
	return c, err
}
