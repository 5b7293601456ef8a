// Package crypt owns keys derived from a root key and what they do: keyed hashes, sealed values, sealed streams, wrapped keys.
package crypt

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"sync"

	aead "github.com/tink-crypto/tink-go/v2/aead/subtle"
	streaming "github.com/tink-crypto/tink-go/v2/streamingaead/subtle"
	"github.com/tink-crypto/tink-go/v2/tink"

	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/secret"
)

// ErrOpen is returned when sealed bytes were made with another key, for another purpose or place, or were changed.
var ErrOpen = fault.New(fault.Internal, "crypt.cannot_open", "A sealed value does not open with the key kept for it.")

const (
	sealVersion   = 1
	streamSegment = 1 << 16
)

// Box hashes and seals with subkeys of one root key, one for each purpose: what is sealed for one purpose does not open for
// another. It is safe for concurrent use and prints as ***.
type Box struct {
	root secret.Key
	mu   sync.Mutex
	subs map[string]secret.Key
}

// New makes a Box of a root key.
func New(root secret.Key) *Box {
	return &Box{root: root, subs: map[string]secret.Key{}}
}

// String implements fmt.Stringer.
func (b *Box) String() string { return "***" }

// GoString implements fmt.GoStringer.
func (b *Box) GoString() string { return "***" }

// Subkey derives the key of a purpose, for what takes a key of its own.
func (b *Box) Subkey(purpose string) secret.Key {
	b.mu.Lock()
	defer b.mu.Unlock()
	if k, ok := b.subs[purpose]; ok {
		return k
	}
	raw, err := hkdf.Key(sha256.New, b.root.Bytes(), nil, "kelola:"+purpose, 32)
	if err != nil {
		panic("crypt: " + err.Error()) // only for lengths that are not 32
	}
	k, err := secret.KeyFrom(raw)
	if err != nil {
		panic("crypt: " + err.Error())
	}
	b.subs[purpose] = k
	return k
}

// KeyedHash is HMAC-SHA-256 under the key of the purpose: equal data gives equal hashes, and without the key nobody can try
// numbers until one fits.
func (b *Box) KeyedHash(purpose string, data []byte) []byte {
	k := b.HashKey(purpose)
	mac := hmac.New(sha256.New, k.Bytes())
	_, _ = mac.Write(data)
	return mac.Sum(nil)
}

// HashKey is the key of the keyed hashes of a purpose.
func (b *Box) HashKey(purpose string) secret.Key { return b.Subkey("hash:" + purpose) }

// UseHashKey makes the keyed hashes of a purpose under another key from now on.
func (b *Box) UseHashKey(purpose string, k secret.Key) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.subs["hash:"+purpose] = k
}

// Seal encrypts data. place is what the value belongs to (the id of its row, say); the value opens only with the same one.
func (b *Box) Seal(purpose string, data, place []byte) ([]byte, error) {
	c, err := b.aead(purpose)
	if err != nil {
		return nil, err
	}
	sealed, err := c.Encrypt(data, place)
	if err != nil {
		return nil, err
	}
	return append([]byte{sealVersion}, sealed...), nil
}

// Open reverses Seal. It fails with ErrOpen.
func (b *Box) Open(purpose string, sealed, place []byte) ([]byte, error) {
	if len(sealed) < 1 || sealed[0] != sealVersion {
		return nil, ErrOpen
	}
	c, err := b.aead(purpose)
	if err != nil {
		return nil, err
	}
	data, err := c.Decrypt(sealed[1:], place)
	if err != nil {
		return nil, ErrOpen.With(err)
	}
	return data, nil
}

func (b *Box) aead(purpose string) (tink.AEAD, error) {
	return aead.NewXChaCha20Poly1305(b.Subkey("seal:" + purpose).Bytes())
}

// SealTo returns a writer that encrypts a stream into w; Close ends the stream and must be called.
func (b *Box) SealTo(purpose string, w io.Writer, place []byte) (io.WriteCloser, error) {
	s, err := b.stream(purpose)
	if err != nil {
		return nil, err
	}
	return s.NewEncryptingWriter(w, place)
}

// OpenFrom returns a reader of a sealed stream; it fails with ErrOpen where the stream was changed or cut, and as r does where r fails.
func (b *Box) OpenFrom(purpose string, r io.Reader, place []byte) (io.Reader, error) {
	s, err := b.stream(purpose)
	if err != nil {
		return nil, err
	}
	from := &source{r: r}
	plain, err := s.NewDecryptingReader(from, place)
	if err != nil {
		return nil, from.blame(err)
	}
	return openReader{plain, from}, nil
}

// source remembers why it could not be read.
type source struct {
	r      io.Reader
	failed error
}

// Read implements io.Reader.
func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		s.failed = err
	}
	return n, err
}

// blame tells what could not be read from what was read and is no sealed stream.
func (s *source) blame(err error) error {
	if s.failed != nil {
		return s.failed
	}
	return ErrOpen.With(err)
}

func (b *Box) stream(purpose string) (*streaming.AESGCMHKDF, error) {
	return streaming.NewAESGCMHKDF(b.Subkey("stream:"+purpose).Bytes(), "SHA256", 32, streamSegment, 0)
}

type openReader struct {
	r    io.Reader
	from *source
}

// Read implements io.Reader.
func (o openReader) Read(p []byte) (int, error) {
	n, err := o.r.Read(p)
	if err != nil && err != io.EOF {
		return n, o.from.blame(err)
	}
	return n, err
}

// Fingerprint names a key in public: the first 16 hexadecimal digits of a SHA-256 that is used for nothing else. It says nothing about
// the key.
func Fingerprint(k secret.Key) string {
	sum := sha256.Sum256(append([]byte("kelola:key fingerprint:"), k.Bytes()...))
	return hex.EncodeToString(sum[:8])
}

// Ring wraps keys with an instance key. Keys wrapped under an earlier instance key still open while it is in the ring.
type Ring struct {
	current secret.Key
	earlier []secret.Key
}

// NewRing makes a ring of the current instance key and earlier ones.
func NewRing(current secret.Key, earlier ...secret.Key) *Ring {
	return &Ring{current: current, earlier: earlier}
}

// Current is the key new things are wrapped under.
func (r *Ring) Current() secret.Key { return r.current }

// Keys are all keys of the ring, the current one first.
func (r *Ring) Keys() []secret.Key { return append([]secret.Key{r.current}, r.earlier...) }

// Wrap encrypts a key for its owner: the fingerprint of the instance key, then the sealed key.
func (r *Ring) Wrap(k secret.Key, owner string) ([]byte, error) {
	sealed, err := New(r.current).Seal("wrap", k.Bytes(), []byte(owner))
	if err != nil {
		return nil, err
	}
	return append(mark(r.current), sealed...), nil
}

// Unwrap reverses Wrap; stale says that it was wrapped under an earlier instance key. It fails with ErrOpen.
func (r *Ring) Unwrap(wrapped []byte, owner string) (k secret.Key, stale bool, err error) {
	if len(wrapped) < 4 {
		return secret.Key{}, false, ErrOpen
	}
	for i, with := range r.Keys() {
		if binary.BigEndian.Uint32(mark(with)) != binary.BigEndian.Uint32(wrapped) {
			continue
		}
		raw, err := New(with).Open("wrap", wrapped[4:], []byte(owner))
		if err != nil {
			return secret.Key{}, false, err
		}
		k, err := secret.KeyFrom(raw)
		return k, i > 0, err
	}
	return secret.Key{}, false, ErrOpen
}

// mark says which instance key a key is wrapped under.
func mark(k secret.Key) []byte { return New(k).KeyedHash("fingerprint", nil)[:4] }
