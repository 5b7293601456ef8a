package transfer

import (
	"archive/zip"
	"bufio"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"regexp"
	"strings"

	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Faults of an archive. All are found before anything is written.
var (
	ErrNoArchive = fault.New(fault.Invalid, "transfer.no_archive", "This file is no export of a workspace.")
	ErrDamaged   = fault.New(fault.Invalid, "transfer.damaged", "This export is damaged, cut off, or was changed after it was made.")
	ErrSignature = fault.New(fault.Invalid, "transfer.signature_invalid", "The signature of this export does not fit, or is not by the key that was named.")
	ErrNewer     = fault.New(fault.Invalid, "transfer.newer", "This export was made by a newer version of the program. Import it with that version.")
	ErrUnknown   = fault.New(fault.Invalid, "transfer.unknown_table", "This export holds a table or column that this version does not know.")
	ErrTooLarge  = fault.New(fault.Invalid, "transfer.too_large", "What this file unpacks to is larger than an export of its size can be.")
)

// archive is one that was opened and found whole.
type archive struct {
	m      *Manifest
	schema Schema
	key    ed25519.PublicKey // it is signed with
	hashes map[string]secret.Key
	files  map[string]*zip.File
	close  func() error
}

const (
	maxManifest = 256 << 20
	maxSchema   = 16 << 20
	maxLine     = 64 << 20
	freeSize    = 1 << 30 // unpacked bytes that any file may have
	mostRatio   = 200     // of unpacked to packed bytes above that
)

var entryName = regexp.MustCompile(`^(?:manifest\.json|schema\.json|hash-keys\.json|README\.txt|jobs\.ndjson|(?:tables|system)/[a-z][a-z0-9_]*\.ndjson|files/[0-9a-f-]{36}/[^/\\:]+|staged/[A-Za-z0-9]+)$`)

// open opens an archive and looks that it is whole: names, sizes, the signature, every hash and every row. pinned is the key it must be signed
// with, nil for any.
func (s *Service) open(name string, pinned ed25519.PublicKey) (*archive, error) {
	f, err := os.Open(name) //nolint:gosec // the operator names the file
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	a, err := s.read(f, info.Size(), pinned)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	a.close = f.Close
	return a, nil
}

func (s *Service) read(r io.ReaderAt, size int64, pinned ed25519.PublicKey) (*archive, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, ErrNoArchive.With(err)
	}
	a := &archive{files: map[string]*zip.File{}}
	if err := a.entries(z, size); err != nil {
		return nil, err
	}
	raw, err := a.small(manifestFile, maxManifest)
	if err != nil {
		return nil, err
	}
	if a.m, a.key, err = openManifest(raw, pinned); err != nil {
		return nil, err
	}
	if err := a.hold(); err != nil {
		return nil, err
	}
	if err := a.descriptions(); err != nil {
		return nil, err
	}
	return a, s.examine(a)
}

// entries looks at the table of contents: names that lead nowhere else, each once, plain files, and not more bytes than fit.
func (a *archive) entries(z *zip.Reader, size int64) error {
	var packed, unpacked uint64
	for _, f := range z.File {
		switch {
		case !entryName.MatchString(f.Name) || path.Clean(f.Name) != f.Name || strings.Contains(f.Name, "/.") || f.NonUTF8:
			return ErrNoArchive.With(errors.New("an entry has a name that no export has"))
		case !f.Mode().IsRegular() || f.Flags&1 != 0 || f.Method != zip.Store && f.Method != zip.Deflate:
			return ErrNoArchive.With(errors.New("an entry is of a kind that no export has"))
		case a.files[f.Name] != nil:
			return ErrDamaged.With(errors.New("an entry is there twice"))
		}
		a.files[f.Name] = f
		packed, unpacked = packed+f.CompressedSize64, unpacked+f.UncompressedSize64
		if packed > uint64(size) { //nolint:gosec // the size of a file
			return ErrDamaged.With(errors.New("entries overlap"))
		}
		if f.UncompressedSize64 > 1<<46 || unpacked > max(freeSize, mostRatio*uint64(size)) { //nolint:gosec // the size of a file
			return ErrTooLarge
		}
	}
	return nil
}

// reader reads an entry, of which it hands over as many bytes as the table of contents says at most.
func (a *archive) reader(name string) (io.ReadCloser, error) {
	f := a.files[name]
	if f == nil {
		return nil, ErrDamaged.With(fmt.Errorf("there is no %s", path.Dir(name)))
	}
	r, err := f.Open()
	if err != nil {
		return nil, ErrDamaged.With(err)
	}
	return struct {
		io.Reader
		io.Closer
	}{damage{r}, r}, nil
}

// damage tells what is wrong with the bytes of an archive apart from what is wrong with a disk.
type damage struct{ r io.Reader }

// Read implements io.Reader.
func (d damage) Read(p []byte) (int, error) {
	n, err := d.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = ErrDamaged.With(err)
	}
	return n, err
}

func (a *archive) small(name string, limit int64) ([]byte, error) {
	if f := a.files[name]; f == nil {
		return nil, ErrNoArchive.With(errors.New(name + " is missing"))
	} else if f.UncompressedSize64 > uint64(limit) { //nolint:gosec // a constant
		return nil, ErrTooLarge
	}
	r, err := a.reader(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	return io.ReadAll(io.LimitReader(r, limit))
}

// hold compares every file with the manifest.
func (a *archive) hold() error {
	if len(a.files) != len(a.m.Files)+1 {
		return ErrDamaged.With(errors.New("there are other files than the manifest says"))
	}
	seen := map[string]bool{}
	for _, want := range a.m.Files {
		if seen[want.Name] {
			return ErrDamaged.With(errors.New("the manifest names a file twice"))
		}
		seen[want.Name] = true
		r, err := a.reader(want.Name)
		if err != nil {
			return err
		}
		m := &measure{w: io.Discard, hash: sha256.New()}
		_, err = io.Copy(m, io.LimitReader(r, want.Size+1))
		if err = errors.Join(err, r.Close()); err != nil {
			return err
		}
		if m.size != want.Size || hex.EncodeToString(m.hash.Sum(nil)) != want.SHA256 {
			return ErrDamaged.With(errors.New("the hash of a file is another"))
		}
	}
	return nil
}

// descriptions reads the schema and the keys of hashes.
func (a *archive) descriptions() error {
	raw, err := a.small(schemaFile, maxSchema)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(raw, &a.schema); err != nil {
		return ErrDamaged.With(err)
	}
	if a.schema.Format != format {
		return ErrNewer
	}
	if raw, err = a.small(hashFile, maxSchema); err != nil {
		return err
	}
	texts := map[string]string{}
	if err := json.Unmarshal(raw, &texts); err != nil {
		return ErrDamaged.With(errors.New("the keys of hashes are not readable"))
	}
	a.hashes = map[string]secret.Key{}
	for _, purpose := range wsdb.HashPurposes() {
		if a.hashes[purpose], err = secret.ParseKey(texts[purpose]); err != nil {
			return ErrDamaged.With(errors.New("the key of a hash is missing"))
		}
	}
	return nil
}

// lines hands over the lines of a file.
func (a *archive) lines(name string, fn func(line []byte) error) error {
	r, err := a.reader(name)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	in := bufio.NewScanner(r)
	in.Buffer(make([]byte, 0, 1<<16), maxLine)
	for in.Scan() {
		if err := fn(in.Bytes()); err != nil {
			return err
		}
	}
	if errors.Is(in.Err(), bufio.ErrTooLong) {
		return ErrDamaged.With(in.Err())
	}
	return in.Err()
}

// table is the description of a file of rows; nil when the archive has none of the name.
func (a *archive) table(folder, name string) *TableSchema {
	for i := range a.schema.Tables {
		if t := &a.schema.Tables[i]; t.Table == name && t.File == folder+name+rowsSuffix {
			return t
		}
	}
	return nil
}
