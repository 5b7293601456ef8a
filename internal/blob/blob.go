// Package blob owns where the bytes of attachments lie, which is a folder, and those of backups: a folder or a bucket. It sees sealed bytes
// and random names only.
package blob

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"
	"gocloud.dev/gcerrors"

	"github.com/kelolapesan/kelola/internal/fault"
)

// Faults of this package.
var (
	ErrNotFound    = fault.New(fault.NotFound, "blob.not_found", "The file is not there.")
	ErrUnavailable = fault.New(fault.Unavailable, "blob.unavailable", "Files cannot be read or written at the moment. Try again in a minute.")
	ErrAccess      = fault.New(fault.Invalid, "blob.access_missing", "The bucket needs KELOLA_BACKUP_S3_KEY and KELOLA_BACKUP_S3_SECRET.")
	ErrAddress     = fault.New(fault.Invalid, "blob.address_invalid", "The address of the file store is not a folder and no kind of store this program knows.")
)

// Store keeps blobs under keys of letters, digits, "-" and "/". It is safe for concurrent use.
type Store struct {
	bucket *blob.Bucket // of a folder
	dir    string       // of a folder, to make its files durable; "" otherwise
	remote *s3          // nil for a folder
}

// OpenTarget is Open that also takes a bucket: "s3://bucket/folder?endpoint=https://host&region=name".
func OpenTarget(ctx context.Context, address string, access Access) (*Store, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "s3" {
		return Open(ctx, address)
	}
	remote, err := openS3(u, access)
	if err != nil {
		return nil, err
	}
	return &Store{remote: remote}, nil
}

// callerError is a failure of who writes or lists, which is handed back as it is.
type callerError struct{ error }

// Unwrap implements the errors protocol.
func (e callerError) Unwrap() error { return e.error }

// told makes of an error of a bucket what callers know.
func told(err error) error {
	if err == nil {
		return nil
	}
	if own, ok := errors.AsType[callerError](err); ok {
		return own.error
	}
	if refused, ok := errors.AsType[*s3Error](err); ok && (refused.Code == "NoSuchKey" || refused.Status == 404 && refused.Code != "NoSuchBucket") {
		return ErrNotFound
	}
	return ErrUnavailable.With(err)
}

// Open opens a store by its address: "file:///folder", or the plain path of a folder, which is made if need be.
func Open(_ context.Context, address string) (*Store, error) {
	dir := address
	if u, err := url.Parse(address); err == nil && u.Scheme != "" {
		if u.Scheme != "file" || u.Path == "" {
			return nil, ErrAddress
		}
		dir = u.Path
	}
	if dir == "" {
		return nil, ErrAddress
	}
	bucket, err := fileblob.OpenBucket(dir, &fileblob.Options{
		CreateDir: true, DirFileMode: 0o700, NoTempDir: true, Metadata: fileblob.MetadataDontWrite,
	})
	if err != nil {
		return nil, ErrUnavailable.With(err)
	}
	return &Store{bucket: bucket, dir: dir}, nil
}

// Close releases the store.
func (s *Store) Close() error {
	if s.remote != nil {
		return s.remote.close()
	}
	return s.bucket.Close()
}

// Put stores what write writes under key. It is durable and complete when Put returns nil, and not there at all otherwise.
func (s *Store) Put(ctx context.Context, key string, write func(io.Writer) error) error {
	if s.remote != nil {
		err := told(s.remote.put(ctx, key, write))
		if errors.Is(err, ErrNotFound) { // of an upload that the bucket has ended, say
			err = ErrUnavailable.With(err)
		}
		return err
	}
	ctx, cancel := context.WithCancel(ctx) // a cancelled writer discards what it has
	defer cancel()
	w, err := s.bucket.NewWriter(ctx, key, &blob.WriterOptions{ContentType: "application/octet-stream", DisableContentTypeDetection: true})
	if err != nil {
		return ErrUnavailable.With(err)
	}
	if err := write(w); err != nil {
		cancel()
		_ = w.Close()
		return err
	}
	if err := w.Close(); err != nil {
		return ErrUnavailable.With(err)
	}
	if err := s.sync(key); err != nil {
		return ErrUnavailable.With(err)
	}
	return nil
}

// sync makes a file of a folder survive a power cut: its bytes and the folders that name it.
func (s *Store) sync(key string) error {
	if s.dir == "" {
		return nil
	}
	path := filepath.Join(s.dir, filepath.FromSlash(key))
	for {
		if err := syncPath(path); err != nil {
			return err
		}
		if path == s.dir || len(path) <= len(s.dir) {
			return nil
		}
		path = filepath.Dir(path)
	}
}

func syncPath(path string) error {
	f, err := os.Open(path) //nolint:gosec // the path is made of the store's folder and a key of our own
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Get opens a blob or fails with ErrNotFound. What it returns fails with ErrUnavailable.
func (s *Store) Get(ctx context.Context, key string) (io.ReadCloser, error) {
	if s.remote != nil {
		r, err := s.remote.get(ctx, key)
		if err != nil {
			return nil, told(err)
		}
		return content{r}, nil
	}
	r, err := s.bucket.NewReader(ctx, key, nil)
	if err != nil {
		return nil, translate(err)
	}
	return content{r}, nil
}

// content are the bytes of a blob.
type content struct{ io.ReadCloser }

// Read implements io.Reader.
func (c content) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = ErrUnavailable.With(err)
	}
	return n, err
}

// Prune removes the empty folders below a prefix, and those on the way to it, once nothing is written there any more. A bucket has none.
func (s *Store) Prune(prefix string) error {
	if s.dir == "" {
		return nil
	}
	var folders []string
	err := filepath.WalkDir(filepath.Join(s.dir, filepath.FromSlash(prefix)), func(path string, e fs.DirEntry, err error) error {
		if err == nil && e.IsDir() {
			folders = append(folders, path)
		}
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, folder := range slices.Backward(folders) { // the inner ones first
		if bad := os.Remove(folder); bad != nil && !errors.Is(bad, syscall.ENOTEMPTY) {
			err = errors.Join(err, bad)
		}
	}
	if err != nil {
		return ErrUnavailable.With(err)
	}
	return nil
}

// Delete removes a blob; one that is not there is removed already.
func (s *Store) Delete(ctx context.Context, key string) error {
	if s.remote != nil {
		if err := told(s.remote.delete(ctx, key)); !errors.Is(err, ErrNotFound) {
			return err
		}
		return nil
	}
	err := s.bucket.Delete(ctx, key)
	if err != nil && gcerrors.Code(err) != gcerrors.NotFound {
		return ErrUnavailable.With(err)
	}
	return nil
}

// Free says how much room a folder has; known is false for other kinds of stores.
func (s *Store) Free() (bytes int64, known bool) {
	var fs syscall.Statfs_t
	if s.dir == "" || syscall.Statfs(s.dir, &fs) != nil {
		return 0, false
	}
	return int64(min(fs.Bavail, 1<<40)) * fs.Bsize, true //nolint:gosec // bounded on this line
}

// DeleteAll removes every blob with a prefix, which ends with a slash, and in a folder what writes that were cut off have left there.
func (s *Store) DeleteAll(ctx context.Context, prefix string) error {
	if !strings.HasSuffix(prefix, "/") {
		return ErrAddress
	}
	var keys []string
	err := s.List(ctx, prefix, func(key string, _ int64) error {
		keys = append(keys, key)
		return nil
	})
	for _, key := range keys {
		if err == nil {
			err = s.Delete(ctx, key)
		}
	}
	if err != nil || s.dir == "" {
		return err
	}
	folder := filepath.Join(s.dir, filepath.FromSlash(prefix))
	if !strings.HasPrefix(folder, s.dir+string(filepath.Separator)) {
		return ErrAddress
	}
	if err := os.RemoveAll(folder); err != nil {
		return ErrUnavailable.With(err)
	}
	return nil
}

// List calls fn for every key with the prefix, in order.
func (s *Store) List(ctx context.Context, prefix string, fn func(key string, size int64) error) error {
	if s.remote != nil {
		return told(s.remote.list(ctx, prefix, fn))
	}
	for it := s.bucket.List(&blob.ListOptions{Prefix: prefix}); ; {
		obj, err := it.Next(ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return ErrUnavailable.With(err)
		}
		if strings.HasSuffix(obj.Key, ".tmp") { // a write that was cut off
			continue
		}
		if err := fn(obj.Key, obj.Size); err != nil {
			return err
		}
	}
}

func translate(err error) error {
	if gcerrors.Code(err) == gcerrors.NotFound {
		return ErrNotFound
	}
	return ErrUnavailable.With(err)
}
