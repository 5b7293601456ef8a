// Package upgrade starts this version on data that the previous one wrote.
package upgrade

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/sandbox"
	"github.com/kelolapesan/kelola/test/harness"
)

const (
	people  = 40
	message = "Halo, apakah pesanan saya sudah dikirim?"
)

// release is a binary of an earlier version and the commit it was built from.
type release struct{ binary, commit string }

// ancestors is how many commits back a version that compiles is looked for.
const ancestors = 10

// previous is the version before this one: the last tag behind this commit, else its nearest ancestor that compiles.
var previous = sync.OnceValues(func() (release, error) {
	root, err := git(".", "rev-parse", "--show-toplevel")
	if err != nil {
		return release{}, errNoParent
	}
	if tag, err := git(root, "describe", "--tags", "--abbrev=0", "HEAD~1"); err == nil {
		return buildAt(root, tag)
	}
	last := errNoParent
	for n := range ancestors {
		commit, err := git(root, "rev-parse", "--verify", "--quiet", fmt.Sprintf("HEAD~%d^{commit}", n+1))
		if err != nil {
			break
		}
		r, err := buildAt(root, commit)
		if err == nil {
			return r, nil
		}
		last = err
	}
	return release{}, last
})

func buildAt(root, commit string) (release, error) {
	dir, err := os.MkdirTemp("", "kelola-previous")
	if err != nil {
		return release{}, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if err := export(root, commit, dir); err != nil {
		return release{}, err
	}
	out := filepath.Join(root, "bin", "kelola-previous")
	// -trimpath makes packages that have not changed come from the build cache, wherever they lie.
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w -X main.version=previous-"+commit, "-o", out, "./cmd/kelola")
	build.Dir = dir
	if msg, err := build.CombinedOutput(); err != nil {
		return release{}, fmt.Errorf("build of %s: %w: %s", commit, err, msg)
	}
	return release{out, commit}, nil
}

var errNoParent = errors.New("there is no commit before this one here, as in a clone of depth 1: fetch one more to test the upgrade")

func git(dir string, args ...string) (string, error) {
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	out, err := cmd.Output()
	return strings.TrimSpace(string(out)), err
}

// export writes the sources of a commit into a folder, without its interface: the page that stands in for it suffices.
func export(root, commit, dir string) error {
	archive := exec.Command("git", "archive", commit, "go.mod", "go.sum", "cmd", "internal")
	archive.Dir = root
	unpack := exec.Command("tar", "-x", "-C", dir)
	var err error
	if unpack.Stdin, err = archive.StdoutPipe(); err != nil {
		return err
	}
	if err := errors.Join(unpack.Start(), archive.Run(), unpack.Wait()); err != nil {
		return err
	}
	dist := filepath.Join(dir, "internal", "webui", "dist")
	if err := os.MkdirAll(dist, 0o700); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dist, ".keep"), nil, 0o600)
}

// seen is what a person sees of an installation, to compare before and after.
type seen struct {
	contacts   string
	filtered   string
	blast      harness.Blast
	recipients []harness.Recipient
	inbox      string
	channels   string
}

func look(c *harness.Client, blast string) (s seen) {
	c.T.Helper()
	var page struct {
		Items []struct {
			Name  string `json:"name"`
			Phone string `json:"phone"`
		} `json:"items"`
	}
	c.Must("GET", "/contacts?limit=200", nil, &page)
	s.contacts = fmt.Sprint(page.Items)
	s.filtered = filtered(c)
	c.Must("GET", "/blasts/"+blast, nil, &s.blast)
	s.recipients = c.Recipients(blast)
	var talks struct {
		Items []harness.ID `json:"items"`
	}
	c.Must("GET", "/conversations?limit=200", nil, &talks)
	var texts []string
	for _, talk := range talks.Items {
		var raw string
		c.Must("GET", "/conversations/"+talk.ID+"/messages", nil, &raw)
		if strings.Contains(raw, message) {
			texts = append(texts, talk.ID)
		}
	}
	s.inbox = fmt.Sprint(len(talks.Items), texts)
	var channels struct {
		Items []struct {
			ID    string `json:"id"`
			Name  string `json:"name"`
			State string `json:"state"`
		} `json:"items"`
	}
	c.Must("GET", "/channels", nil, &channels)
	s.channels = fmt.Sprint(channels.Items)
	return s
}

// filtered is what filters on what a contact agreed to, on a group and on a custom field let through, in both orders, and how many that are.
func filtered(c *harness.Client) string {
	c.T.Helper()
	var groups struct {
		Items []harness.ID `json:"items"`
	}
	c.Must("GET", "/groups", nil, &groups)
	filters := []string{"consent=promo:granted", "suppressed=false", "field.kota=Bandung"}
	for _, g := range groups.Items {
		filters = append(filters, "group="+g.ID)
	}
	var all []string
	for _, filter := range filters {
		for _, order := range []string{"name", "created"} {
			var page struct {
				Items []harness.ID `json:"items"`
			}
			c.Must("GET", "/contacts?limit=200&sort="+order+"&"+filter, nil, &page)
			var n struct {
				Count int `json:"count"`
			}
			c.Must("GET", "/contacts/count?"+filter, nil, &n)
			all = append(all, fmt.Sprint(filter, order, n.Count, page.Items))
		}
	}
	return strings.Join(all, "\n")
}

func (s seen) differs(other seen) string {
	switch {
	case s.contacts != other.contacts:
		return "contacts: " + s.contacts + " and " + other.contacts
	case s.filtered != other.filtered:
		return "lists of contacts: " + s.filtered + " and " + other.filtered
	case fmt.Sprint(s.blast) != fmt.Sprint(other.blast):
		return fmt.Sprintf("blast: %+v and %+v", s.blast, other.blast)
	case fmt.Sprint(s.recipients) != fmt.Sprint(other.recipients):
		return fmt.Sprintf("recipients: %v and %v", s.recipients, other.recipients)
	case s.inbox != other.inbox:
		return "inbox: " + s.inbox + " and " + other.inbox
	case s.channels != other.channels:
		return "channels: " + s.channels + " and " + other.channels
	}
	return ""
}

// fill makes a workspace with contacts, a finished blast and a message of a customer, with the previous version.
func fill(w *harness.World) (user, code, blast string, was seen) {
	w.T.Helper()
	user, code = w.Owner("toko")
	w.Start()
	c := w.Login("toko", user, code)
	c.ImportContacts(people)
	b := c.StartBlast(c.ConnectSandbox(0))
	w.Wait(time.Minute, "the blast to finish and to be read", func() bool {
		c.Must("GET", "/blasts/"+b.ID, nil, &b)
		return b.State == "finished" && b.Counts["read"] == people
	})
	var group harness.ID
	c.Must("POST", "/groups", map[string]string{"name": "Pelanggan lama"}, &group)
	c.Must("POST", "/fields", map[string]string{"label": "Kota", "type": "text"}, nil)
	for i := range 5 { // their names are in another order than they are made
		c.Must("POST", "/contacts", map[string]any{
			"name": fmt.Sprintf("Langganan %d", (i*3)%5), "phone": fmt.Sprintf("0813%07d", i), "group_ids": []string{group.ID}, "fields": map[string]string{"kota": "Bandung"},
		}, nil)
	}
	if _, err := w.Sandbox.InboundText(sandbox.DefaultNumber, "628110000003", message); err != nil {
		w.T.Fatal(err)
	}
	w.Wait(30*time.Second, "the customer's message", func() bool {
		was = look(c, b.ID)
		return !strings.HasSuffix(was.inbox, "[]") && was.blast.Counts["replied"] == 1
	})
	return user, code, b.ID, was
}

func TestUpgrade_keepsEverything(t *testing.T) {
	t.Parallel()
	old, err := previous()
	if errors.Is(err, errNoParent) {
		t.Skip("NOT TESTED: ", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Log("the previous version is ", old.commit)
	for _, engine := range harness.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			w := harness.New(t, engine, old.binary, sandbox.Options{Seed: 3, StatusDelay: 5 * time.Millisecond})
			user, code, blast, was := fill(w)
			if err := w.Term(); err != nil {
				t.Fatal(err)
			}

			w.Binary = harness.Build(t)
			if err := os.Chmod(w.Dir, 0o700); err != nil { // a folder of the test, not made by the server
				t.Fatal(err)
			}
			out, err := w.Run("doctor")
			if err != nil && engine == "sqlite" { // the throw-away PostgreSQL runs without fsync, which is an error
				t.Errorf("doctor on data of the previous version: %v\n%s", err, out)
			}
			if strings.Contains(out, "storage.") {
				t.Errorf("doctor does not open the data:\n%s", out)
			}
			w.Start()
			c := w.Login("toko", user, code) // the code of the previous version
			if d := was.differs(look(c, blast)); d != "" {
				t.Errorf("before and after the upgrade differ in %s", d)
			}
			second := c.StartBlast(channelOf(c))
			w.Wait(time.Minute, "a blast of the new version", func() bool {
				c.Must("GET", "/blasts/"+second.ID, nil, &second)
				return second.State == "finished"
			})
			if err := w.Term(); err != nil {
				t.Fatal(err)
			}
			refusal(t, w, old)
		})
	}
}

func channelOf(c *harness.Client) string {
	var all struct {
		Items []harness.ID `json:"items"`
	}
	c.Must("GET", "/channels", nil, &all)
	return all.Items[0].ID
}

// refusal starts the previous version on data of this one. It must say that the data is newer if migrations were added, and leave it
// as it is.
func refusal(t *testing.T, w *harness.World, old release) {
	t.Helper()
	w.Binary = old.binary
	out, err := w.Run("migrate")
	newer := strings.Contains(out, "storage.newer_database")
	switch added := added(t, old.commit); {
	case added && (err == nil || !newer):
		t.Errorf("the previous version takes data with newer migrations: %v\n%s", err, out)
	case !added && err != nil:
		t.Errorf("no migration was added and the previous version does not open the data: %v\n%s", err, out)
	}
	w.Binary = harness.Build(t)
	if out, err := w.Run("migrate"); err != nil {
		t.Errorf("after the previous version had tried: %v\n%s", err, out)
	}
}

// added says whether this tree has migrations that the previous version has not.
func added(t *testing.T, commit string) bool {
	t.Helper()
	root, err := git(".", "rev-parse", "--show-toplevel")
	if err != nil {
		t.Fatal(err)
	}
	const folder = "internal/database/migrations"
	old, err := git(root, "ls-tree", "-r", "--name-only", commit, folder)
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for name := range strings.Lines(old) {
		known[strings.TrimSpace(name)] = true
	}
	now, err := filepath.Glob(filepath.Join(root, folder, "*", "*.sql"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range now {
		rel, err := filepath.Rel(root, name)
		if err != nil {
			t.Fatal(err)
		}
		if !known[filepath.ToSlash(rel)] {
			return true
		}
	}
	return false
}
