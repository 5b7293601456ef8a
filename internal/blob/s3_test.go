package blob

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"github.com/kelolapesan/kelola/internal/secret"
)

var anAccess = Access{Key: "AKIAIOSFODNN7EXAMPLE", Secret: secret.New("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")}

// bucket serves one and opens it. before sees each request and may answer it.
func bucket(t *testing.T, before func(w http.ResponseWriter, r *http.Request) (done bool)) *Store {
	t.Helper()
	memory := s3mem.New()
	if err := memory.CreateBucket("cadangan"); err != nil {
		t.Fatal(err)
	}
	handler := gofakes3.New(memory, gofakes3.WithIntegrityCheck(true)).Server()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 Credential=AKIA") {
			t.Error("a request without a signature")
		}
		if before == nil || !before(w, r) {
			handler.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(server.Close)
	s, err := OpenTarget(t.Context(), "s3://cadangan/toko/harian?region=id-jkt&endpoint="+url.QueryEscape(server.URL), anAccess)
	if err != nil {
		t.Fatal(err)
	}
	s.remote.part = 5 << 20
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestS3_keepsBlobs(t *testing.T) {
	t.Parallel()
	s := bucket(t, nil)
	contents := map[string][]byte{
		"a/empty": {}, "a/small one+ü": []byte("hello"), "b/parts": bytes.Repeat([]byte("0123456789abcdef"), 1<<20), "b/exact": make([]byte, 10<<20),
	}
	for key, raw := range contents {
		if err := s.Put(t.Context(), key, func(w io.Writer) error {
			for rest := raw; len(rest) > 0; rest = rest[min(len(rest), 100_000):] {
				if _, err := w.Write(rest[:min(len(rest), 100_000)]); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatalf("%s: %v", key, err)
		}
	}
	for key, want := range contents {
		r, err := s.Get(t.Context(), key)
		if err != nil {
			t.Fatalf("%s: %v", key, err)
		}
		if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, want) || r.Close() != nil {
			t.Errorf("%s: %d bytes, %v", key, len(got), err)
		}
	}
	var keys []string
	list := func(prefix string) string {
		keys = nil
		if err := s.List(t.Context(), prefix, func(key string, size int64) error {
			if size != int64(len(contents[key])) {
				t.Errorf("%s has %d bytes", key, size)
			}
			keys = append(keys, key)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		return strings.Join(keys, " ")
	}
	if got := list("a/"); got != "a/empty a/small one+ü" {
		t.Errorf("List = %s", got)
	}
	if err := s.DeleteAll(t.Context(), "b/"); err != nil {
		t.Fatal(err)
	}
	if got := list(""); got != "a/empty a/small one+ü" {
		t.Errorf("after DeleteAll: %s", got)
	}
	for range 2 {
		if err := s.Delete(t.Context(), "a/empty"); err != nil {
			t.Error(err)
		}
	}
	if _, err := s.Get(t.Context(), "a/empty"); !errors.Is(err, ErrNotFound) {
		t.Errorf("a blob that is gone: %v", err)
	}
	if _, known := s.Free(); known {
		t.Error("a bucket knows its room")
	}
}

// What is given up on the way is not there, however much of it was sent.
func TestS3_aFailedWriteLeavesNothing(t *testing.T) {
	t.Parallel()
	var aborted atomic.Bool
	s := bucket(t, func(_ http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodDelete && r.URL.Query().Get("uploadId") != "" {
			aborted.Store(true)
		}
		return false
	})
	for _, size := range []int{10, 12 << 20} {
		err := s.Put(t.Context(), "half", func(w io.Writer) error {
			_, err := w.Write(make([]byte, size))
			return errors.Join(err, io.ErrUnexpectedEOF)
		})
		if !errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, ErrUnavailable) {
			t.Errorf("Put = %v", err)
		}
		if _, err := s.Get(t.Context(), "half"); !errors.Is(err, ErrNotFound) {
			t.Errorf("Get = %v", err)
		}
	}
	if !aborted.Load() {
		t.Error("the parts of the upload were left there")
	}
}

// A store that fails for a moment is asked again; one that refuses is not, and neither says a secret.
func TestS3_triesAgain(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	s := bucket(t, func(w http.ResponseWriter, r *http.Request) bool {
		n := asked.Add(1)
		if r.Method == http.MethodPut && n == 1 {
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = io.WriteString(w, "<Error><Code>SlowDown</Code></Error>")
			return true
		}
		if r.Method == http.MethodGet {
			w.WriteHeader(http.StatusForbidden)
			_, _ = io.WriteString(w, "<Error><Code>SignatureDoesNotMatch</Code></Error>")
			return true
		}
		return false
	})
	if err := s.Put(t.Context(), "x", func(w io.Writer) error {
		_, err := io.WriteString(w, "hello")
		return err
	}); err != nil || asked.Load() != 2 {
		t.Errorf("Put after %d requests: %v", asked.Load(), err)
	}
	_, err := s.Get(t.Context(), "x")
	if !errors.Is(err, ErrUnavailable) || asked.Load() != 3 || !strings.Contains(err.Error(), "403 SignatureDoesNotMatch") || strings.Contains(err.Error(), "AKIA") {
		t.Errorf("Get after %d requests: %v", asked.Load(), err)
	}
}

// The examples of the S3 API reference ("Signature Calculations for the Authorization Header", read 2026-11).
func TestSigner_examplesOfTheReference(t *testing.T) {
	t.Parallel()
	at := time.Date(2013, 5, 24, 0, 0, 0, 0, time.UTC)
	for name, tt := range map[string]struct{ path, query, header, want string }{
		"get object": {"/test.txt", "", "bytes=0-9", "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"},
		"lifecycle":  {"/", "lifecycle=", "", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"},
		"list":       {"/", "max-keys=2&prefix=J", "", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"},
	} {
		req := httptest.NewRequest(http.MethodGet, "https://examplebucket.s3.amazonaws.com"+tt.path, nil)
		req.URL.Host, req.URL.RawQuery = "examplebucket.s3.amazonaws.com", tt.query
		if tt.header != "" {
			req.Header.Set("Range", tt.header)
		}
		signer{anAccess, "us-east-1"}.sign(req, nil, at)
		if got := req.Header.Get("Authorization"); !strings.HasSuffix(got, "Signature="+tt.want) {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestOpenTarget_refusesWrongAddresses(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]error{
		"s3://": ErrAddress, "s3://bucket?endpoint=ftp://x": ErrAddress, "s3://key:secret@bucket": ErrAddress, "s3://b?endpoint=https://u:p@x": ErrAddress,
		"gs://bucket": ErrAddress,
	} {
		if _, err := OpenTarget(t.Context(), address, anAccess); !errors.Is(err, want) {
			t.Errorf("OpenTarget(%q) = %v", address, err)
		}
	}
	if _, err := OpenTarget(t.Context(), "s3://bucket", Access{}); !errors.Is(err, ErrAccess) {
		t.Errorf("without a key: %v", err)
	}
}

// TestS3_aStoreThatStallsHoldsNobodyUp reads from and writes to a store that stops in the middle.
func TestS3_aStoreThatStallsHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	over := make(chan struct{})
	s := bucket(t, func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodGet {
			w.Header().Set("Content-Length", "1000")
			_, _ = io.WriteString(w, "half")
			_ = http.NewResponseController(w).Flush()
		}
		<-over // neither reads what is sent nor goes on
		return true
	})
	t.Cleanup(func() { close(over) })
	s.remote.client.Transport = patient(50 * time.Millisecond)
	r, err := s.Get(t.Context(), "stalled")
	if err == nil {
		_, err = io.Copy(io.Discard, r)
		_ = r.Close()
	}
	if err == nil {
		t.Error("half of a blob is taken for all of it")
	}
}
