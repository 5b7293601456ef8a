// Package restore backs up a real installation, puts it back at another place, and watches what the network hears of it.
package restore

import (
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/sandbox"
	"github.com/kelolapesan/kelola/test/harness"
)

const masterKey = "KELOLA_MASTER_KEY=00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

// must runs a command that has to succeed.
func must(t *testing.T, w *harness.World, args ...string) string {
	t.Helper()
	out, err := w.Run(args...)
	if err != nil {
		t.Fatalf("kelola %s: %v: %s", strings.Join(args, " "), err, out)
	}
	return out
}

// saved backs an installation up, with its keys in another folder, and returns the arguments of the restore.
func saved(t *testing.T, w *harness.World) []string {
	t.Helper()
	to, keys := t.TempDir(), t.TempDir()
	name := strings.Fields(must(t, w, "backup", "--to", to))[0]
	must(t, w, "backup", "verify", name, "--from", to)
	file := strings.TrimSpace(must(t, w, "backup", "keys", "--to", keys))
	return []string{"restore", name, "--from", to, "--keys", file, "--ledger", filepath.Join(w.Dir, "ledger.log")}
}

type view struct {
	Quarantine *struct {
		Reason string `json:"reason"`
	} `json:"quarantine"`
	StopAll struct {
		Held int `json:"held_count"`
	} `json:"stop_all"`
}

func webhook(t *testing.T, w *harness.World) int {
	t.Helper()
	resp, err := http.Post(w.URL()+"/webhooks/meta", "application/json", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	return resp.StatusCode
}

// A server that was killed amid a blast is backed up and put back elsewhere: the network hears nothing of it until a person confirms,
// then the rest goes, and nobody gets anything twice.
func TestRestore_sendsNothingUntilConfirmed(t *testing.T) {
	for _, engine := range harness.Engines() {
		t.Run(engine, func(t *testing.T) {
			const people = 60
			w := harness.New(t, engine, "", sandbox.Options{Seed: 3, StatusDelay: time.Millisecond}, masterKey)
			user, code := w.Owner("toko")
			w.Start()
			c := w.Login("toko", user, code)
			c.ImportContacts(people)
			blast := c.StartBlast(c.ConnectSandbox(15))
			w.Wait(time.Minute, "the blast to be under way", func() bool { return w.Sandbox.SendCount() >= 10 })
			w.Kill()
			before, calls := w.Sandbox.SendCount(), len(w.Sandbox.Calls())

			back := harness.NewAt(t, engine, w.Binary, w.Sandbox.URL(), masterKey)
			must(t, back, saved(t, w)...)
			back.Start()
			c = back.Login("toko", user, code)
			var v view
			back.Wait(time.Minute, "what waits to be held", func() bool {
				c.Must("GET", "", nil, &v)
				return v.StopAll.Held > 0
			})
			if v.Quarantine == nil || v.Quarantine.Reason != "restored" {
				t.Fatalf("the workspace says %+v", v)
			}
			if status := webhook(t, back); status != http.StatusServiceUnavailable {
				t.Errorf("a webhook is answered with %d", status)
			}
			held := 0
			for _, r := range c.Recipients(blast.ID) {
				if r.State == "held" && r.Reason == "quarantine" {
					held++
				}
				if r.State == "queued" {
					t.Error("a message waits without a reason")
				}
			}
			if held == 0 {
				t.Error("nobody is told why the messages wait")
			}
			if err := back.Term(); err != nil { // a restart changes nothing
				t.Fatal(err)
			}
			back.Start()
			if n, m := w.Sandbox.SendCount(), len(w.Sandbox.Calls()); n != before || m != calls {
				t.Fatalf("the network heard %d sends and %d calls of the restored server", n-before, m-calls)
			}

			if out := back.Admin("quarantine", "confirm"); !strings.Contains(out, "confirmed") {
				t.Fatal(out)
			}
			c = back.Login("toko", user, code)
			var b harness.Blast
			back.Wait(time.Minute, "the blast to finish", func() bool {
				c.Must("GET", "/blasts/"+blast.ID, nil, &b)
				return b.State == "finished"
			})
			c.Must("GET", "", nil, &v)
			times := map[string]int{}
			for _, e := range w.Sandbox.Sends() {
				times[e.To]++
			}
			unknown := 0
			for _, r := range c.Recipients(blast.ID) {
				if r.State == "unknown" {
					unknown++
				}
			}
			for to, n := range times {
				if n > 1 {
					t.Errorf("%s got %d messages", to, n)
				}
			}
			if len(times)+unknown < people || len(times) <= before {
				t.Errorf("%d of %d people got a message, %d are unknown", len(times), people, unknown)
			}
			if status := webhook(t, back); status == http.StatusServiceUnavailable {
				t.Error("webhooks are still turned away")
			}
		})
	}
}

// A folder that is copied to another path starts held, and the one it was copied from does not.
func TestMovedFolder_startsHeld(t *testing.T) {
	w := harness.New(t, "sqlite", "", sandbox.Options{Seed: 3}, masterKey)
	user, code := w.Owner("toko")
	w.Start()
	if err := w.Term(); err != nil {
		t.Fatal(err)
	}
	moved := filepath.Join(t.TempDir(), "copy")
	if out, err := exec.Command("cp", "-a", w.Dir, moved).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	other := harness.NewAt(t, "sqlite", w.Binary, w.Sandbox.URL(), masterKey, "KELOLA_DATA_DIR="+moved)
	for _, c := range []struct {
		at   *harness.World
		want string
	}{{other, "moved"}, {w, ""}} {
		c.at.Start()
		var v view
		c.at.Login("toko", user, code).Must("GET", "", nil, &v)
		got := ""
		if v.Quarantine != nil {
			got = v.Quarantine.Reason
		}
		if got != c.want {
			t.Errorf("%s: held for %q, want %q", c.at.Dir, got, c.want)
		}
		if out := c.at.Admin("quarantine", "status"); strings.Contains(out, "Held since") != (c.want != "") {
			t.Errorf("status: %s", out)
		}
		if err := c.at.Term(); err != nil {
			t.Fatal(err)
		}
	}
}

// killed runs a command and ends it at once after a while; it reports whether the command was faster.
func killed(t *testing.T, w *harness.World, after time.Duration, args ...string) bool {
	t.Helper()
	cmd := w.Command(args...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(after)
	_ = cmd.Process.Kill()
	return cmd.Wait() == nil
}

// Whenever a backup or a restore is cut off, what is listed is whole, nothing serves half of the data, and the next one does it all.
func TestKill_leavesNothingHalf(t *testing.T) {
	for _, engine := range harness.Engines() {
		t.Run(engine, func(t *testing.T) {
			w := harness.New(t, engine, "", sandbox.Options{Seed: 3}, masterKey)
			user, code := w.Owner("toko")
			w.Start()
			w.Login("toko", user, code).ImportContacts(2000)
			if err := w.Term(); err != nil {
				t.Fatal(err)
			}
			to := t.TempDir()
			start := time.Now()
			must(t, w, "backup", "--to", to)
			took := time.Since(start)
			for range 6 {
				killed(t, w, time.Duration(rand.Int64N(int64(took))), "backup", "--to", to)
			}
			list := must(t, w, "backup", "list", "--from", to)
			for _, line := range strings.Split(strings.TrimSpace(list), "\n")[1:] {
				must(t, w, "backup", "verify", strings.Fields(line)[0], "--from", to)
			}
			must(t, w, "backup", "--to", to)
			folders, err := os.ReadDir(to)
			if err != nil {
				t.Fatal(err)
			}
			if want := strings.Count(must(t, w, "backup", "list", "--from", to), "\n") - 1; len(folders) != want {
				t.Errorf("%d folders and %d backups: what was cut off is still there", len(folders), want)
			}

			args := saved(t, w)
			back := harness.NewAt(t, engine, w.Binary, w.Sandbox.URL(), masterKey)
			cut, whole := 0, false
			for tries := 0; cut < 8 && tries < 40; tries++ {
				// A backup takes about as long as a restore, so that most of them are cut off; one that is faster ends this.
				if whole = killed(t, back, time.Duration(rand.Int64N(int64(took))), args...); whole {
					break
				}
				if _, err := os.Stat(filepath.Join(back.Dir, "restoring")); err != nil {
					continue // it had not begun to write
				}
				cut++
				if out, err := back.Run("admin", "workspace", "list"); err == nil || !strings.Contains(out, "backup.restore_cut_off") {
					t.Fatalf("half of the data is served: %s", out)
				}
			}
			t.Logf("cut off %d times, a backup takes %s", cut, took)
			if !whole {
				must(t, back, args...)
			}
			if cut == 0 && !whole {
				t.Error("no restore was cut off")
			}
			back.Start()
			var page struct {
				Items []struct{} `json:"items"`
			}
			back.Login("toko", user, code).Must("GET", "/contacts?limit=5&search=Pelanggan", nil, &page)
			if len(page.Items) != 5 {
				t.Errorf("a search finds %d contacts", len(page.Items))
			}
		})
	}
}
