package doctor

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/config"
	"github.com/kelolapesan/kelola/internal/secret"
)

// want checks that a finding of a check has a level and names words, and that what is not fine says what to do.
func want(t *testing.T, found []Finding, check string, level Level, words ...string) {
	t.Helper()
	for _, f := range found {
		if f.Check != check || f.Level != level {
			continue
		}
		text := f.Found + " " + f.Fix
		missing := ""
		for _, w := range words {
			if !strings.Contains(text, w) {
				missing = w
			}
		}
		if missing != "" {
			continue
		}
		if (level == Warning || level == Wrong) == (f.Fix == "") {
			t.Errorf("%+v: what to do is missing, or said of something fine", f)
		}
		return
	}
	t.Errorf("no %s of %s with %q in %+v", level, check, words, found)
}

func set(pairs ...string) config.Lookup {
	m := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return func(k string) (string, bool) { v, ok := m[k]; return v, ok }
}

func TestFolder(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	found, usable := Folder(dir)
	want(t, found, "data_folder", Fine, "not there yet")
	if usable {
		t.Error("a folder that is not there is usable")
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	found, usable = Folder(dir)
	want(t, found, "data_folder", Fine, "only this user's")
	if !usable {
		t.Error("a good folder is not usable")
	}
	key := filepath.Join(dir, "instance.key")
	if err := os.WriteFile(key, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Chmod(key, 0o640), os.Chmod(dir, 0o755)); err != nil {
		t.Fatal(err)
	}
	found, usable = Folder(dir)
	want(t, found, "data_folder", Wrong, "chmod go= "+key, "0640")
	want(t, found, "data_folder", Wrong, "chmod go= "+dir, "0755")
	if !usable {
		t.Error("wrong permissions keep from looking further")
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	found, usable = Folder(file)
	want(t, found, "data_folder", Wrong, "not a folder")
	if usable {
		t.Error("a file is usable")
	}
}

func TestFolder_ofAnotherUser(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root can give a folder away")
	}
	dir := t.TempDir()
	if err := os.Chown(dir, 12345, -1); err != nil {
		t.Skip("this root cannot give a folder away: ", err)
	}
	found, usable := Folder(dir)
	want(t, found, "data_folder", Wrong, "user 12345", "sudo -u")
	if usable {
		t.Error("the folder of another user is usable: files of root would be made in it")
	}
}

func TestSecretFiles(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte("x"), 0o640); err != nil {
		t.Fatal(err)
	}
	lookup := set("KELOLA_META_APP_SECRET_FILE", file)
	want(t, SecretFiles(lookup), "secret_files", Fine)
	if err := os.Chmod(file, 0o644); err != nil {
		t.Fatal(err)
	}
	want(t, SecretFiles(lookup), "secret_files", Wrong, "KELOLA_META_APP_SECRET_FILE", "chmod o=")
	if found := SecretFiles(set()); len(found) != 0 {
		t.Error(found)
	}
}

func TestInstanceKey(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cfg := config.Config{DataDir: dir}
	if found := InstanceKey(cfg); len(found) != 0 {
		t.Error(found)
	}
	if err := os.WriteFile(filepath.Join(dir, "instance.key"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	want(t, InstanceKey(cfg), "instance_key", Warning, "copy it to a safe place")
	cfg.MasterKey = secret.New("k")
	want(t, InstanceKey(cfg), "instance_key", Warning, "not used")
	cfg.DataDir = t.TempDir()
	want(t, InstanceKey(cfg), "instance_key", Fine)
}

func TestDisk(t *testing.T) {
	t.Parallel()
	found := Disk(t.TempDir())
	if len(found) != 2 || found[0].Check != "disk_space" || found[1].Check != "disk_speed" || found[1].Level == Wrong && !strings.Contains(found[1].Found, "durable") {
		t.Error(found)
	}
	want(t, Disk("/proc"), "disk_speed", Wrong, "nothing can be written")
	want(t, Disk(filepath.Join(t.TempDir(), "gone")), "disk_space", Wrong, "mounted")
	for _, f := range found {
		if f.Level == Fine && f.Fix != "" {
			t.Error(f)
		}
	}
}

func TestRoomAndSpeed(t *testing.T) {
	t.Parallel()
	const gb = 1 << 30
	want(t, []Finding{room(100<<20, 0, 0)}, "disk_space", Wrong, "100 MB")
	want(t, []Finding{room(gb, 0, 0)}, "disk_space", Warning)
	want(t, []Finding{room(9*gb, 100_000, 10)}, "disk_space", Wrong, "10 more files")
	want(t, []Finding{room(9*gb, 0, 0)}, "disk_space", Fine, "9 GB") // a file system without a count of files
	want(t, []Finding{speed(time.Millisecond, nil)}, "disk_speed", Fine)
	want(t, []Finding{speed(80*time.Millisecond, nil)}, "disk_speed", Warning, "80 ms")
	want(t, []Finding{speed(time.Second, nil)}, "disk_speed", Wrong, "1000 ms")
	want(t, []Finding{speed(0, &os.PathError{Op: "open", Path: "/x", Err: os.ErrPermission})}, "disk_speed", Wrong, "permission denied")
}

func TestDescriptors(t *testing.T) {
	t.Parallel()
	want(t, []Finding{Descriptors(256, 272, 1)}, "descriptors", Wrong, "LimitNOFILE")
	want(t, []Finding{Descriptors(1024, 272, 50)}, "descriptors", Warning, "2024")
	want(t, []Finding{Descriptors(8192, 272, 5000)}, "descriptors", Fine)
}

func TestReport(t *testing.T) {
	t.Parallel()
	r := &Report{Version: "v1"}
	r.Add(OK("a", "good"), Warn("b", "mend it", "poor"), NotChecked("c", "not now"))
	if !r.Healthy() {
		t.Error("warnings make it ill")
	}
	r.Add(Err("d", "mend <this>", "bad"))
	if r.Healthy() {
		t.Error("an error leaves it healthy")
	}
	var text, raw bytes.Buffer
	if err := errors.Join(r.WriteText(&text), r.WriteJSON(&raw)); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"ok       a: good", "warning  b: poor\n         what to do: mend it", "error    d: bad", "1 ok, 1 skipped, 1 warnings, 1 errors"} {
		if !strings.Contains(text.String(), line) {
			t.Errorf("%q is missing in\n%s", line, &text)
		}
	}
	var got struct {
		Version  string
		Healthy  bool
		Errors   int
		Findings []Finding
	}
	if err := json.Unmarshal(raw.Bytes(), &got); err != nil || got.Version != "v1" || got.Healthy || got.Errors != 1 || len(got.Findings) != 4 || got.Findings[3].Fix != "mend <this>" {
		t.Errorf("%+v, %v", got, err)
	}
}
