package channel

import (
	"context"
	"encoding/base64"
	"fmt"
	"sync"
	"time"

	"github.com/kelolapesan/kelola/internal/crypt"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/phone"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// UnstoredID identifies an entry of the do-not-store list.
type UnstoredID = id.ID[Unstored]

// Unstored is a number whose messages are dropped before anything of them is stored.
type Unstored struct {
	ID        UnstoredID
	Number    phone.Number
	CreatedAt time.Time
	CreatedBy string
}

const (
	unstoredPurpose = "channel.unstored"

	// MaxUnstored is how many numbers a workspace can list.
	MaxUnstored = 1000
)

// unstoredHashes names a person in the list without saying who it is: by number, and by the network's user id.
func unstoredHashes(box *crypt.Box, a Address) (number, user string) {
	return addressHashes(box, unstoredPurpose, a)
}

// addressHashes are keyed hashes of what an address has; "" for what it has not.
func addressHashes(box *crypt.Box, purpose string, a Address) (number, user string) {
	hash := func(label, value string) string {
		if value == "" {
			return ""
		}
		sum := box.KeyedHash(purpose, []byte(label+value))
		return base64.RawURLEncoding.EncodeToString(sum[:18])
	}
	return hash("phone:", a.Phone), hash("user:", a.UserID)
}

// unstoredLists are the lists of the workspaces in memory, so that what comes in is compared before it is written anywhere.
type unstoredLists struct {
	db    *wsdb.DB
	mu    sync.RWMutex
	known map[id.Workspace]map[string]UnstoredID
	epoch int
}

// of returns the list of a workspace by hashes. It must not be changed.
func (l *unstoredLists) of(ctx context.Context, ws id.Workspace) (map[string]UnstoredID, error) {
	l.mu.RLock()
	list, ok := l.known[ws]
	epoch := l.epoch
	l.mu.RUnlock()
	if ok {
		return list, nil
	}
	err := l.db.Read(ctx, ws, func(q wsdb.Query) (err error) {
		list, err = listUnstoredHashes(ctx, q)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the do-not-store list: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.epoch == epoch { // else the list may have changed meanwhile; it is read again next time
		if l.known == nil {
			l.known = map[id.Workspace]map[string]UnstoredID{}
		}
		l.known[ws] = list
	}
	return list, nil
}

// forget makes the list of a workspace be read again. It is called once a change is durable.
func (l *unstoredLists) forget(ws id.Workspace) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.epoch++
	delete(l.known, ws)
}

// sifted is what is left of fragments once those of listed people are taken out.
type sifted struct {
	keep    []Fragment
	dropped int64
	also    map[string]UnstoredID // hashes of user ids that were seen together with a listed number
}

// sift takes out what is from or to people on the list.
func (l *unstoredLists) sift(ctx context.Context, ws id.Workspace, box *crypt.Box, frags []Fragment) (sifted, error) {
	list, err := l.of(ctx, ws)
	if err != nil || len(list) == 0 {
		return sifted{keep: frags}, err
	}
	out := sifted{keep: make([]Fragment, 0, len(frags)), also: map[string]UnstoredID{}}
	for _, f := range frags {
		number, user := unstoredHashes(box, f.Person)
		byNumber, listed := list[number]
		_, byUser := list[user]
		if !listed && !byUser {
			out.keep = append(out.keep, f)
			continue
		}
		out.dropped++
		if listed && user != "" && !byUser {
			out.also[user] = byNumber
		}
	}
	return out, nil
}

// note keeps how much was dropped, and by what else the listed people are known. Nothing says which of them wrote, or when.
func (s *sifted) note(ctx context.Context, tx *wsdb.Tx) error {
	if s.dropped == 0 {
		return nil
	}
	for hash, entry := range s.also {
		if err := insertUnstoredHash(ctx, tx, hash, entry); err != nil {
			return err
		}
	}
	return addDropped(ctx, tx, s.dropped)
}
