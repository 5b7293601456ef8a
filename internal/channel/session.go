package channel

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const (
	tokenPurpose = "channel.token"
	sessionLife  = 5 * time.Second // how long another process may not notice a change
	sessionCache = 10_000
)

type sessionKey struct {
	ws id.Workspace
	ch ID
}

type openSession struct {
	session Session
	until   time.Time
}

// sessions are the opened channels, in memory only.
type sessions struct {
	mu    sync.Mutex
	open  map[sessionKey]openSession
	epoch int
}

func (s *sessions) get(key sessionKey, now time.Time) (Session, int, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	hit, ok := s.open[key]
	return hit.session, s.epoch, ok && hit.until.After(now)
}

// put remembers a session unless something was dropped since it was read.
func (s *sessions) put(key sessionKey, session Session, until time.Time, epoch int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.epoch != epoch {
		return
	}
	if len(s.open) >= sessionCache {
		clear(s.open)
	}
	s.open[key] = openSession{session: session, until: until}
}

func (s *sessions) drop(ws id.Workspace, ch ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.epoch++
	delete(s.open, sessionKey{ws: ws, ch: ch})
}

func sealToken(tx *wsdb.Tx, ch ID, token secret.String) ([]byte, error) {
	place := ch.Bytes()
	return tx.Box().Seal(tokenPurpose, []byte(token.Reveal()), place[:])
}

// Session opens the credentials of a channel. It fails with ErrNotFound and ErrDisconnected.
func (s *Service) Session(ctx context.Context, ws id.Workspace, ch ID) (Session, error) {
	key, now := sessionKey{ws: ws, ch: ch}, s.d.Clock.Now()
	hit, epoch, ok := s.sessions.get(key, now)
	if ok {
		return hit, nil
	}
	var c Channel
	var sealed []byte
	err := s.d.DB.Read(ctx, ws, func(q wsdb.Query) (err error) {
		c, sealed, err = getWithToken(ctx, q, ch)
		return err
	})
	if err != nil {
		return Session{}, err
	}
	if c.State == Disconnected {
		return Session{}, ErrDisconnected
	}
	box, err := s.d.DB.Box(ctx, ws)
	if err != nil {
		return Session{}, err
	}
	place := ch.Bytes()
	token, err := box.Open(tokenPurpose, sealed, place[:])
	if err != nil {
		return Session{}, err
	}
	session := Session{Workspace: ws, Channel: c, Token: secret.New(string(token)), Media: &mediaStore{s: s, ws: ws, ch: ch}}
	s.sessions.put(key, session, now.Add(sessionLife), epoch)
	return session, nil
}

// uploads makes callers who need the same file on the same channel share one upload.
type uploads struct{ group singleflight.Group }

// mediaStore is the files of one workspace as one channel sends them.
type mediaStore struct {
	s  *Service
	ws id.Workspace
	ch ID
}

// Open implements MediaStore.
func (m *mediaStore) Open(ctx context.Context, attachment string) (io.ReadCloser, MediaInfo, error) {
	if m.s.d.Files == nil {
		return nil, MediaInfo{}, ErrNoFiles
	}
	body, name, mime, size, err := m.s.d.Files.OpenFile(ctx, m.ws, attachment)
	return body, MediaInfo{Name: name, MIME: mime, Size: size}, err
}

// Uploaded implements MediaStore.
func (m *mediaStore) Uploaded(ctx context.Context, attachment string, life time.Duration, upload func(context.Context) (string, error)) (string, error) {
	external, err := m.find(ctx, attachment)
	if err != nil || external != "" {
		return external, err
	}
	key := m.ws.String() + m.ch.String() + attachment
	done := m.s.uploads.group.DoChan(key, func() (any, error) {
		// The upload serves everyone who waits for it, so it does not end with the first of them.
		ctx := context.WithoutCancel(ctx)
		if external, err := m.find(ctx, attachment); err != nil || external != "" {
			return external, err
		}
		external, err := upload(ctx)
		if err != nil {
			return "", err
		}
		until := m.s.d.Clock.Now().Add(life)
		err = m.s.d.DB.Join(ctx, m.ws, func(tx *wsdb.Tx) error { return saveUpload(ctx, tx, m.ch, attachment, external, until) })
		if err != nil { // the upload itself is good; it is only made again next time
			m.s.d.Log.WarnContext(ctx, "an upload could not be remembered", slog.Any("channel", m.ch), slog.String("err", codeOf(err)))
		}
		return external, nil
	})
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case r := <-done:
		if r.Err != nil {
			return "", r.Err
		}
		external, _ := r.Val.(string)
		return external, nil
	}
}

func (m *mediaStore) find(ctx context.Context, attachment string) (external string, err error) {
	err = m.s.d.DB.Read(ctx, m.ws, func(q wsdb.Query) error {
		external, err = findUpload(ctx, q, m.ch, attachment, m.s.d.Clock.Now())
		return err
	})
	return external, err
}

// Link implements MediaStore.
func (m *mediaStore) Link(ctx context.Context, attachment string) (string, MediaInfo, error) {
	if m.s.d.Files == nil {
		return "", MediaInfo{}, ErrNoFiles
	}
	address, mime, size, err := m.s.d.Files.Link(ctx, m.ws, attachment)
	return address, MediaInfo{MIME: mime, Size: size}, err
}

// Forget implements MediaStore.
func (m *mediaStore) Forget(ctx context.Context, attachment string) error {
	return m.s.d.DB.Join(ctx, m.ws, func(tx *wsdb.Tx) error { return deleteUpload(ctx, tx, m.ch, attachment) })
}
