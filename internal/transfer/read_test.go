package transfer

import (
	"archive/zip"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// parts are the files of an archive in their order.
type parts struct {
	names []string
	data  map[string][]byte
	m     Manifest
}

func take(t testing.TB, path string) *parts {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = z.Close() }()
	p := &parts{data: map[string][]byte{}}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		p.names, p.data[f.Name] = append(p.names, f.Name), raw
	}
	var s signed
	if err := errors.Join(json.Unmarshal(p.data[manifestFile], &s), json.Unmarshal(s.Manifest, &p.m)); err != nil {
		t.Fatal(err)
	}
	return p
}

// sign brings hashes, sizes and the signature up to date.
func (p *parts) sign(t testing.TB, key ed25519.PrivateKey) {
	t.Helper()
	p.m.Files = nil
	for _, name := range p.names {
		if name != manifestFile {
			sum := sha256.Sum256(p.data[name])
			p.m.Files = append(p.m.Files, File{Name: name, Size: int64(len(p.data[name])), SHA256: hex.EncodeToString(sum[:])})
		}
	}
	pub, _ := key.Public().(ed25519.PublicKey)
	raw, err := p.m.seal(key, pub)
	if err != nil {
		t.Fatal(err)
	}
	p.data[manifestFile] = raw
}

func (p *parts) write(t testing.TB, method uint16) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range p.names {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: method})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(p.data[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "other.zip")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func (p *parts) add(name, text string) {
	if _, ok := p.data[name]; !ok {
		p.names = append(p.names, name)
	}
	p.data[name] = []byte(text)
}

func (p *parts) replace(name, from, to string) {
	p.data[name] = bytes.Replace(p.data[name], []byte(from), []byte(to), 1)
}

// Whatever is wrong with an archive is found before anything is written, even where somebody has signed it.
func TestImport_refusesWrongArchives(t *testing.T) {
	t.Parallel()
	from := setup(t, dbtest.New(t, database.SQLite))
	path := from.export(t, from.shop(t))
	to := setup(t, dbtest.New(t, database.SQLite))
	_, stranger, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	contacts := "tables/contact.ndjson"
	tests := map[string]struct {
		spoil  func(p *parts)
		unsign bool
		want   *fault.Error
	}{
		"a byte of a file":         {func(p *parts) { p.data[contacts][20] ^= 1 }, true, ErrDamaged},
		"a file more":              {func(p *parts) { p.add("tables/other.ndjson", "{}\n") }, true, ErrDamaged},
		"a file less":              {func(p *parts) { p.names = p.names[1:] }, true, ErrDamaged},
		"a byte of the manifest":   {func(p *parts) { p.replace(manifestFile, "Toko Maju", "Toko Lain") }, true, ErrSignature},
		"no manifest":              {func(p *parts) { p.names = p.names[:len(p.names)-1] }, true, ErrNoArchive},
		"a way out":                {func(p *parts) { p.add("files/../../../etc/cron.d/x", "x") }, false, ErrNoArchive},
		"a way out of files":       {func(p *parts) { p.add("files/01890000-0000-7000-8000-000000000000/../../x", "x") }, false, ErrNoArchive},
		"an absolute name":         {func(p *parts) { p.add("/etc/passwd", "x") }, false, ErrNoArchive},
		"a name of Windows":        {func(p *parts) { p.add(`files\x`, "x") }, false, ErrNoArchive},
		"a folder":                 {func(p *parts) { p.add("tables/", "") }, false, ErrNoArchive},
		"a newer format":           {func(p *parts) { p.m.Format = 2 }, false, ErrNewer},
		"a newer migration":        {func(p *parts) { p.m.Migrations = append(p.m.Migrations, 9999) }, false, ErrNewer},
		"another product":          {func(p *parts) { p.m.Product = "x" }, false, ErrNoArchive},
		"an unknown table":         {func(p *parts) { p.replace(schemaFile, `"contact"`, `"kontak"`) }, false, ErrDamaged},
		"a table of the system":    {rename("contact", "account"), false, ErrUnknown},
		"a table of nobody":        {rename("contact", "kontak"), false, ErrUnknown},
		"a table that is left out": {rename("contact", "hash_key"), false, ErrUnknown},
		"an unknown column":        {func(p *parts) { p.replace(schemaFile, `"name": "email"`, `"name": "surel"`) }, false, ErrUnknown},
		"a row that is none":       {func(p *parts) { p.data[contacts] = append(p.data[contacts], "{}\n"...) }, false, ErrDamaged},
		"a row more":               {func(p *parts) { p.data[contacts] = append(p.data[contacts], firstLine(p.data[contacts])...) }, false, ErrDamaged},
		"an id that is none":       {func(p *parts) { p.replace(contacts, `"id":"`, `"id":"x`) }, false, ErrDamaged},
		"a number that is a text":  {func(p *parts) { p.replace(contacts, `"consent_promo":`, `"consent_promo":"x`+`","y":`) }, false, ErrDamaged},
		"files of another": {func(p *parts) {
			p.replace("tables/attachment.ndjson", p.m.Workspace.ID.String()+"/", "0192f0a4-7c1e-7a55-9b1c-3a5f6e7d8c90/")
		}, false, ErrDamaged},
		"members of another": {func(p *parts) {
			p.replace("system/workspace_member.ndjson", p.m.Workspace.ID.String(), "0192f0a4-7c1e-7a55-9b1c-3a5f6e7d8c90")
		}, false, ErrDamaged},
		"work of another": {func(p *parts) { p.replace(jobsFile, p.m.Workspace.ID.String(), "0192f0a4-7c1e-7a55-9b1c-3a5f6e7d8c90") }, false, ErrDamaged},
		"work of another by case": {func(p *parts) {
			p.replace(jobsFile, `"workspace":`, `"Workspace":"0192f0a4-7c1e-7a55-9b1c-3a5f6e7d8c90","workspace":`)
		}, false, ErrDamaged},
		"a staged file elsewhere": {func(p *parts) { p.replace("tables/contact_import.ndjson", `"staged":"STAGED"`, `"staged":"../x"`) }, false, ErrDamaged},
		"a person without a name": {func(p *parts) { p.replace("system/account.ndjson", `"name":"Sari"`, `"name":""`) }, false, ErrDamaged},
		"a username that is none": {func(p *parts) { p.replace("system/account.ndjson", `"username":"`, `"username":"X `) }, false, ErrDamaged},
		"no keys of hashes":       {func(p *parts) { p.data[hashFile] = []byte("{}") }, false, ErrDamaged},
	}
	for name, tt := range tests {
		p := take(t, path)
		tt.spoil(p)
		if !tt.unsign {
			p.sign(t, stranger)
		}
		if _, err := to.Import(t.Context(), p.write(t, zip.Store), ImportOptions{AnyKey: true}); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
		if ready, erased, err := to.db.Known(t.Context(), p.m.Workspace.ID); ready || erased || err != nil {
			t.Fatalf("%s: something was written", name)
		}
	}
}

func rename(from, to string) func(p *parts) {
	return func(p *parts) {
		p.data[schemaFile] = bytes.ReplaceAll(p.data[schemaFile], []byte(`"`+from+`"`), []byte(`"`+to+`"`))
		p.replace(schemaFile, `"tables/`+from+rowsSuffix, `"tables/`+to+rowsSuffix)
		for i, name := range p.names {
			if name == tableFolder+from+rowsSuffix {
				p.names[i] = tableFolder + to + rowsSuffix
				p.data[p.names[i]] = p.data[name]
			}
		}
	}
}

func firstLine(b []byte) []byte {
	line, _, _ := bytes.Cut(b, []byte("\n"))
	return append(bytes.Clone(line), '\n')
}

// A few kilobytes that unpack to gigabytes are refused by their table of contents.
func TestImport_refusesABomb(t *testing.T) {
	t.Parallel()
	b := setup(t, dbtest.New(t, database.SQLite))
	p := take(t, b.export(t, b.shop(t)))
	p.add("tables/contact.ndjson", strings.Repeat("\n", 1<<30))
	if _, err := b.Import(t.Context(), p.write(t, zip.Deflate), ImportOptions{AnyKey: true}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a bomb: %v", err)
	}
}

// Cut off anywhere, an archive is none.
func TestImport_refusesHalfAnArchive(t *testing.T) {
	t.Parallel()
	b := setup(t, dbtest.New(t, database.SQLite))
	raw, err := os.ReadFile(b.export(t, b.shop(t)))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 50 {
		cut := raw[:len(raw)*i/50]
		if _, err := b.read(bytes.NewReader(cut), int64(len(cut)), nil); !errors.Is(err, ErrNoArchive) {
			t.Errorf("the first %d bytes of %d: %v", len(cut), len(raw), err)
		}
	}
}

// Only an archive by the key that was named is taken, and without one only by our own.
func TestImport_byWhom(t *testing.T) {
	t.Parallel()
	from := setup(t, dbtest.New(t, database.SQLite))
	path := from.export(t, from.shop(t))
	to := setup(t, dbtest.New(t, database.SQLite))
	_, stranger, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	other, _ := stranger.Public().(ed25519.PublicKey)
	to.d.Sign = stranger
	if _, err := to.Import(t.Context(), path, ImportOptions{}); !errors.Is(err, errOtherKey) {
		t.Errorf("nothing said: %v", err)
	}
	if _, err := to.Import(t.Context(), path, ImportOptions{Key: other}); !errors.Is(err, ErrSignature) {
		t.Errorf("another key: %v", err)
	}
	if _, err := to.Import(t.Context(), path, ImportOptions{Key: from.public()}); err != nil {
		t.Errorf("the right key: %v", err)
	}
	if _, err := to.Import(t.Context(), path, ImportOptions{AnyKey: true}); !errors.Is(err, ErrExists) {
		t.Errorf("once more: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	db := dbtest.New(f, database.SQLite)
	s := New(Deps{DB: db, Sealed: sealed})
	p := &parts{data: map[string][]byte{}, m: Manifest{Product: product, Format: format, Workspace: Named{ID: dbtest.Workspace(f, db)}, Tables: []Count{{"tables/contact_total", 1}}}}
	keys := map[string]string{}
	for _, purpose := range wsdb.HashPurposes() {
		keys[purpose] = strings.Repeat("0f", 32)
	}
	raw, err := json.Marshal(keys)
	if err != nil {
		f.Fatal(err)
	}
	p.add("tables/contact_total.ndjson", `{"one":1,"contacts":3}`+"\n")
	p.add(jobsFile, "")
	p.add(hashFile, string(raw))
	p.add(schemaFile, `{"format":1,"tables":[{"file":"tables/contact_total.ndjson","table":"contact_total","columns":[{"name":"one","type":"int"},{"name":"contacts","type":"int"}]}]}`)
	p.names = append(p.names, manifestFile)
	p.sign(f, ed25519.NewKeyFromSeed(make([]byte, 32)))
	for _, method := range []uint16{zip.Store, zip.Deflate} {
		raw, err := os.ReadFile(p.write(f, method))
		if err != nil {
			f.Fatal(err)
		}
		if _, err := s.read(bytes.NewReader(raw), int64(len(raw)), nil); err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		a, err := s.read(bytes.NewReader(raw), int64(len(raw)), nil)
		if _, ok := fault.Of(err); err != nil && !ok {
			t.Fatalf("an error without a code: %v", err)
		}
		if err == nil && a.m.Workspace.ID.IsZero() {
			t.Fatal("an archive of nobody")
		}
	})
}
