package certificate

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"

	"github.com/kelolapesan/kelola/internal/crypt"
	"github.com/kelolapesan/kelola/internal/id"
)

// WorkspaceName names a workspace to whoever knows its id, and to nobody else.
type WorkspaceName struct {
	Salt string `json:"salt"` // 16 random bytes in hexadecimal
	Hash string `json:"hash"` // SHA-256 in hexadecimal; see docs/certificate.md
}

// NameOf names a workspace, under a new salt each time.
func NameOf(ws id.Workspace) WorkspaceName {
	var salt [16]byte
	_, _ = rand.Read(salt[:]) // never fails
	n := WorkspaceName{Salt: hex.EncodeToString(salt[:])}
	n.Hash = n.hashOf(ws)
	return n
}

// Names says whether this is the name of a workspace.
func (n WorkspaceName) Names(ws id.Workspace) bool { return n.Hash == n.hashOf(ws) }

func (n WorkspaceName) hashOf(ws id.Workspace) string {
	sum := sha256.Sum256([]byte("kelola workspace 1\n" + n.Salt + "\n" + ws.String()))
	return hex.EncodeToString(sum[:])
}

// Pseudonym stands for a person in certificates: the same for the same person, and opened only by who has the key of the box.
func Pseudonym(box *crypt.Box, person Thing) string {
	b := person.Bytes()
	return hex.EncodeToString(box.KeyedHash("certificate pseudonym", b[:])[:8])
}
