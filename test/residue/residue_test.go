package residue

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/sandbox"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/test/harness"
)

const masterKey = "KELOLA_MASTER_KEY=00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

// shop is a workspace with everything that was put into it.
type shop struct {
	planted
	slug, user, code, name string
	client                 *harness.Client
	listed                 []canary // what the API shows again
	files                  map[string]canary
}

// site is an installation, with the folders in which something of it may lie.
type site struct {
	w               *harness.World
	out, tmp, saved string // logs and exports, temporary files, backups
	logs            int
}

func newSite(t *testing.T, engine string) *site {
	t.Helper()
	s := &site{out: t.TempDir(), tmp: t.TempDir(), saved: t.TempDir()}
	s.w = harness.New(t, engine, "", sandbox.Options{Seed: 5}, masterKey, "KELOLA_LOG_LEVEL=debug", "TMPDIR="+s.tmp)
	return s
}

// stop ends the server and keeps its log.
func (s *site) stop(t *testing.T) {
	t.Helper()
	if err := s.w.Term(); err != nil {
		t.Fatal(err)
	}
	s.logs++
	s.keep(t, fmt.Sprintf("server-%d.log", s.logs), []byte(s.w.Log()))
}

func (s *site) keep(t *testing.T, name string, b []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(s.out, name), b, 0o600); err != nil {
		t.Fatal(err)
	}
}

func (s *site) backup(t *testing.T, name string) (id string) {
	t.Helper()
	out, err := s.w.Run("backup", "--to", filepath.Join(s.saved, name))
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return strings.Fields(out)[0]
}

// open makes a workspace whose name is a canary.
func (s *site) open(t *testing.T, slug string) *shop {
	t.Helper()
	shop := &shop{slug: slug, user: "pemilik." + slug, files: map[string]canary{}}
	shop.name = shop.text("the name of the workspace")
	licence := s.w.Admin("licence", "create", "--customer", "Pelanggan "+slug, "--days", "365")
	shop.code = harness.CodeIn(s.w.Admin("user", "add", "--username", shop.user, "--name", "Pemilik"))
	s.w.Admin("workspace", "create", "--licence", licence, "--name", shop.name, "--slug", slug, "--owner", shop.user)
	return shop
}

// people is how many contacts come through the API.
const people = 40

// use works with a workspace as its people do: contacts, groups, files, and exports.
func (p *shop) use(t *testing.T, s *site) {
	t.Helper()
	p.client = s.w.Login(p.slug, p.user, p.code)
	var csv bytes.Buffer
	csv.WriteString("nama,nomor\n")
	for n := range people {
		from := len(p.all)
		fmt.Fprintf(&csv, "%s,%s\n", p.text(fmt.Sprint("name of an imported contact ", n)), p.number(fmt.Sprint("number of an imported contact ", n)))
		p.listed = append(p.listed, p.all[from:]...)
	}
	p.client.ImportCSV(csv.Bytes(), people)
	for n := range 3 {
		content := p.text(fmt.Sprint("content of an uploaded file ", n))
		c := p.all[len(p.all)-1]
		var made harness.ID
		if _, err := p.client.Upload("/attachments", p.text(fmt.Sprint("name of an uploaded file ", n))+".txt", []byte(content), &made); err != nil {
			t.Fatal(err)
		}
		p.files[made.ID] = c
		p.client.Must("POST", "/groups", map[string]string{"name": p.text(fmt.Sprint("name of a group ", n))}, nil)
		p.listed = append(p.listed, p.all[len(p.all)-1])
	}
}

// through counts what the API still shows of a workspace.
func (p *shop) through(t *testing.T) hits {
	t.Helper()
	search, found := newSearch(p.all...), hits{}
	for _, list := range []string{"/contacts?limit=100", "/groups?limit=100"} {
		for cursor := ""; ; {
			var raw string
			p.client.Must("GET", list+"&cursor="+cursor, nil, &raw)
			search.bytes(found, list, []byte(raw))
			var page struct {
				Next *string `json:"next"`
			}
			if err := json.Unmarshal([]byte(raw), &page); err != nil {
				t.Fatal(err)
			}
			if page.Next == nil || *page.Next == "" {
				break
			}
			cursor = url.QueryEscape(*page.Next)
		}
	}
	for file := range p.files {
		var raw string
		p.client.Must("GET", "/attachments/"+file+"/content", nil, &raw)
		search.bytes(found, "files", []byte(raw))
	}
	return found
}

// TestErase_leavesNothingAnywhere plants a canary in every column and in every kind of file of two workspaces of a real installation, deletes
// one of them, and looks for its canaries in every byte of the data folder, the logs, the temporary folder, exports and backups from before and
// after, in many forms. Nothing of the one is there, and all of the other.
func TestErase_leavesNothingAnywhere(t *testing.T) {
	for _, engine := range harness.Engines() {
		t.Run(engine, func(t *testing.T) {
			s := newSite(t, engine)
			victim, neighbour := s.open(t, "pamit"), s.open(t, "tinggal")
			s.w.Start()
			victim.use(t, s)
			neighbour.use(t, s)
			victim.chat(t, s)
			s.stop(t)
			in := s.w.Open()
			for _, p := range []*shop{victim, neighbour} {
				err := in.Sys.Read(t.Context(), func(q sysdb.Query) error {
					return q.QueryRow(t.Context(), `SELECT id FROM workspace_registry WHERE slug = $1`, p.slug).Scan(&p.ws)
				})
				if err != nil {
					t.Fatal(err)
				}
				p.columns(t, in)
			}
			in.Close(s.w)
			s.w.Start()
			before := s.backup(t, "before")
			for _, p := range []*shop{victim, neighbour} {
				p.client = s.w.Login(p.slug, p.user, p.code)
				p.export(t, s, "before")
			}
			s.stop(t)
			s.control(t, victim, neighbour)

			s.w.Start()
			victim.client = s.w.Login(victim.slug, victim.user, victim.code)
			s.erase(t, victim)
			after := s.backup(t, "after")
			neighbour.client = s.w.Login(neighbour.slug, neighbour.user, neighbour.code)
			neighbour.export(t, s, "after")
			shown := neighbour.through(t)
			for _, c := range neighbour.listed {
				if len(shown[c.where]) == 0 {
					t.Errorf("the API does not show %s of the neighbour any more", c.where)
				}
			}
			s.stop(t)
			s.judge(t, victim, neighbour)
			s.restored(t, victim, neighbour, map[string]string{"before": before, "after": after})
		})
	}
}

// chat lets customers write to the workspace.
func (p *shop) chat(t *testing.T, s *site) {
	t.Helper()
	p.client.ConnectSandbox(0)
	for n := range 10 {
		from, text := p.number(fmt.Sprint("number of who wrote ", n)), p.text(fmt.Sprint("text of a message ", n))
		if _, err := s.w.Sandbox.InboundText(sandbox.DefaultNumber, from, text); err != nil {
			t.Fatal(err)
		}
	}
	s.w.Wait(time.Minute, "the messages to arrive", func() bool {
		var list struct {
			Items []struct{} `json:"items"`
		}
		p.client.Must("GET", "/conversations?limit=50", nil, &list)
		return len(list.Items) == 10
	})
}

// control shows that the search sees what it is to find: all of both workspaces with their keys, and a copy that lies open in each place.
func (s *site) control(t *testing.T, shops ...*shop) {
	t.Helper()
	in := s.w.Open()
	for _, p := range shops {
		if left := p.unseen(t, in); len(left) > 0 {
			t.Errorf("before: %d of %d canaries of %s are not found: %v", len(left), len(p.all), p.slug, left)
		}
		t.Logf("before: all %d canaries of %s are found with its keys", len(p.all), p.slug)
	}
	in.Close(s.w)
	lost := newCanary("a copy that lies open")
	search := newSearch(lost)
	for _, dir := range []string{s.w.Dir, s.out, s.tmp, s.saved} {
		file := filepath.Join(dir, "forgotten.txt")
		if err := os.WriteFile(file, []byte(strings.Repeat("-", 100_000)+lost.text), 0o600); err != nil {
			t.Fatal(err)
		}
		found := hits{}
		if search.folder(t, found, dir); len(found) != 1 {
			t.Errorf("a copy in %s is not found", dir)
		}
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
	if s.w.Engine == "postgres" { // here the rows lie open in the files of the server
		pg := openServer(t, s.w)
		pg.exec(t, pg.db, `CHECKPOINT`)
		all, found := newSearch(shops[0].all...), hits{}
		for _, dir := range pg.folders(t) {
			all.folder(t, found, dir)
		}
		if left := all.missing(found); len(left) > len(shops[0].all)/2 {
			t.Errorf("before: %d of %d canaries are not found in the files of the server: %v", len(left), len(shops[0].all), left)
		}
	}
}

// unseen are the canaries of a workspace that are in none of its cells, blocks and files, nor in the system database.
func (p *shop) unseen(t *testing.T, in *harness.Inside) []string {
	t.Helper()
	search := newSearch(p.all...)
	found := readable(t, in, p.ws, search)
	maps.Copy(found, system(t, in, search))
	p.opened(t, in, found)
	return search.missing(found)
}

// opened looks into the files that came through the API, which are sealed in the way of the library.
func (p *shop) opened(t *testing.T, in *harness.Inside, found hits) {
	t.Helper()
	box, err := in.DB.Box(t.Context(), p.ws)
	if err != nil {
		t.Fatal(err)
	}
	for file, c := range p.files {
		key := ""
		err := in.DB.Read(t.Context(), p.ws, func(q sysdb.Query) error {
			return q.QueryRow(t.Context(), `SELECT blob_key FROM attachment WHERE CAST(id AS TEXT) = $1`, file).Scan(&key)
		})
		if err != nil {
			t.Fatal(err)
		}
		sealed, err := in.Blobs.Get(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		ref, err := id.Parse[any](file)
		if err != nil {
			t.Fatal(err)
		}
		place := ref.Bytes()
		plain, err := box.OpenFrom("library.attachment", sealed, place[:])
		if err != nil {
			t.Fatal(err)
		}
		newSearch(c).reader(t, found, "file", plain)
		_ = sealed.Close()
	}
}

// erase has the owner delete the workspace, and waits until its certificate is there.
func (s *site) erase(t *testing.T, p *shop) {
	t.Helper()
	scope := map[string]any{"whole": true}
	var plan struct {
		Hash string `json:"hash"`
		Gone int64  `json:"gone"`
	}
	p.client.Must("POST", "/erasure-plan", map[string]any{"scope": scope}, &plan)
	var r struct {
		Code string `json:"status_code"`
	}
	p.client.Must("POST", "/erasure-requests", map[string]any{
		"scope": scope, "plan_hash": plan.Hash, "plan_gone": plan.Gone, "grace_hours": 0, "workspace_name": p.name, "licence_code": p.code,
	}, &r)
	var doc []byte
	for until := time.Now().Add(2 * time.Minute); doc == nil; time.Sleep(7 * time.Second) { // ten looks a minute
		if time.Now().After(until) {
			t.Fatal(s.w.Admin("erasure", "list"))
		}
		resp, err := http.Get(s.w.URL() + "/data-deletion/status/" + r.Code + "/certificate")
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		_, err = b.ReadFrom(resp.Body)
		_ = resp.Body.Close()
		if kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type")); err == nil && resp.StatusCode == http.StatusOK && kind != "text/plain" {
			doc = b.Bytes()
		}
	}
	s.keep(t, "certificate.json", doc)
	if out, err := s.w.Run("certificate", "verify", filepath.Join(s.out, "certificate.json")); err != nil {
		t.Errorf("the certificate does not hold: %v: %s", err, out)
	}
}

// judge looks everywhere.
func (s *site) judge(t *testing.T, victim, neighbour *shop) {
	t.Helper()
	gone := newSearch(victim.all...)
	places := []string{s.w.Dir, s.out, s.tmp, s.saved}
	if s.w.Engine == "postgres" {
		pg := openServer(t, s.w)
		pg.dump(t, s.w, filepath.Join(s.out, "dump.sql"))
		pg.flush(t)
		places = append(places, pg.folders(t)...)
		all, found := newSearch(neighbour.all...), hits{}
		for _, dir := range places {
			all.folder(t, found, dir)
		}
		if left := all.missing(found); len(left) > len(neighbour.all)/2 {
			t.Errorf("after: %d canaries of the neighbour are not in the files of the server: %v", len(left), left)
		}
	}
	found, read := hits{}, int64(0)
	for _, dir := range places {
		read += gone.folder(t, found, dir)
	}
	in := s.w.Open()
	defer in.Close(s.w)
	for where, at := range system(t, in, gone) {
		found[where] = append(found[where], at...)
	}
	for _, where := range slices.Sorted(maps.Keys(found)) {
		t.Errorf("%s is left in %v", where, found[where])
	}
	if left := neighbour.unseen(t, in); len(left) > 0 {
		t.Errorf("after: %d canaries of the neighbour are not found: %v", len(left), left)
	}
	t.Logf("after: 0 of %d canaries in %d MiB, in %d forms; all %d of the neighbour", len(victim.all), read>>20, len(gone.patterns)/len(gone.of), len(neighbour.all))
}

// restored puts the backups back elsewhere: of the deleted workspace nothing comes, of the other everything.
func (s *site) restored(t *testing.T, victim, neighbour *shop, backups map[string]string) {
	t.Helper()
	keys := t.TempDir()
	out, err := s.w.Run("backup", "keys", "--to", keys)
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for folder, name := range backups {
		back := harness.NewAt(t, s.w.Engine, s.w.Binary, s.w.Sandbox.URL(), masterKey)
		args := []string{"restore", name, "--from", filepath.Join(s.saved, folder), "--keys", strings.TrimSpace(out), "--ledger", filepath.Join(s.w.Dir, "ledger.log")}
		if msg, err := back.Run(args...); err != nil {
			t.Fatalf("%v: %s", err, msg)
		}
		found := hits{}
		newSearch(victim.all...).folder(t, found, back.Dir)
		in := back.Open()
		maps.Copy(found, system(t, in, newSearch(victim.all...)))
		if len(found) > 0 {
			t.Errorf("the backup from %s the deletion brings back %v", folder, found)
		}
		left := neighbour.unseen(t, in) // the index is not copied; it is made anew of rows when the server starts
		if left = slices.DeleteFunc(left, func(where string) bool { return strings.HasPrefix(where, "index of ") }); len(left) > 0 {
			t.Errorf("the backup from %s the deletion lacks of the neighbour %v", folder, left)
		}
		in.Close(back)
	}
}
