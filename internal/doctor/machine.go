package doctor

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/config"
)

// Folder checks that the data folder belongs to this user and to nobody else, and so do the files that open everything. usable is
// false when nothing more may be tried on it.
func Folder(dir string) (found []Finding, usable bool) {
	const check = "data_folder"
	info, err := os.Stat(dir)
	if errors.Is(err, os.ErrNotExist) {
		return []Finding{OK(check, "%s is not there yet; the first start makes it", dir)}, false
	}
	if err != nil {
		return []Finding{Err(check, "let the user of the service enter it and the folders above it", "%s cannot be looked at: %v", dir, plain(err))}, false
	}
	if !info.IsDir() {
		return []Finding{Err(check, "set KELOLA_DATA_DIR to a folder, or move the file away", "%s is not a folder", dir)}, false
	}
	if st, ok := info.Sys().(*syscall.Stat_t); ok && int(st.Uid) != os.Geteuid() {
		return []Finding{Err(check, "run this as the user of the service (sudo -u USER kelola doctor), or give the folder to this one (chown -R)",
			"%s belongs to user %d and this is user %d", dir, st.Uid, os.Geteuid())}, false
	}
	found = private(check, dir)
	if len(found) > 0 { // a closed folder closes what is in it
		for _, f := range keyFiles(dir) {
			found = append(found, private(check, f)...)
		}
	} else {
		found = append(found, OK(check, "%s is this user's, and only this user's", dir))
	}
	return found, true
}

func keyFiles(dir string) []string {
	var out []string
	for _, name := range []string{"instance.key", "keys.db", "system.db", "workspaces", "blobs"} {
		out = append(out, filepath.Join(dir, name))
	}
	return out
}

// private complains of what others may read or change.
func private(check, path string) []Finding {
	info, err := os.Stat(path)
	if err != nil {
		return nil // not there, which other checks judge
	}
	if open := info.Mode().Perm() & 0o077; open != 0 {
		return []Finding{Err(check, "chmod go= "+path, "others on this machine may use %s (mode %04o)", path, info.Mode().Perm())}
	}
	return nil
}

// SecretFiles checks the files that the settings NAME_FILE name: strangers must not read them.
func SecretFiles(lookup config.Lookup) []Finding {
	const check = "secret_files"
	var found []Finding
	named := 0
	for _, key := range []string{"KELOLA_MASTER_KEY", "KELOLA_DATABASE_URL", "KELOLA_KEYS_URL", "KELOLA_META_APP_SECRET", "KELOLA_META_VERIFY_TOKEN", "KELOLA_TLS_KEY"} {
		path, ok := lookup(key + "_FILE")
		if !ok || path == "" {
			continue
		}
		named++
		if info, err := os.Stat(path); err == nil && info.Mode().Perm()&0o007 != 0 {
			found = append(found, Err(check, "chmod o= "+path, "everybody on this machine may use the file of %s_FILE (mode %04o)", key, info.Mode().Perm()))
		}
	}
	if len(found) == 0 && named > 0 {
		found = append(found, OK(check, "strangers cannot read the files of secrets (%d)", named))
	}
	return found
}

// InstanceKey warns of an instance key that lies only beside what it opens.
func InstanceKey(cfg config.Config) []Finding {
	const check = "instance_key"
	path := filepath.Join(cfg.DataDir, "instance.key")
	_, err := os.Stat(path)
	switch {
	case !cfg.MasterKey.IsZero() && err == nil:
		return []Finding{Warn(check, "if the key in the file is among those of KELOLA_MASTER_KEY, remove the file; else keep it in a safe place",
			"KELOLA_MASTER_KEY is set, and %s is there all the same and not used", path)}
	case !cfg.MasterKey.IsZero():
		return []Finding{OK(check, "KELOLA_MASTER_KEY is set")}
	case err == nil:
		return []Finding{Warn(check, "copy it to a safe place apart from the backups: without it nothing can be read any more. For real use move it out of the folder and name it in KELOLA_MASTER_KEY_FILE",
			"the instance key lies in the data folder, beside what it opens")}
	}
	return nil // whether it is missing is said by the check of the databases
}

const (
	leastFree  = 200 << 20
	enoughFree = 2 << 30
	leastNodes = 1000
	quickSync  = 50 * time.Millisecond
	slowSync   = 500 * time.Millisecond
	syncTries  = 9
)

// Disk checks the room and the speed of the disk under the data folder. It writes one small file and removes it.
func Disk(dir string) []Finding {
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); err != nil {
		return []Finding{Err("disk_space", "check that the disk is mounted", "the disk cannot be asked: %v", plain(err))}
	}
	size := uint64(max(st.Bsize, 0)) //nolint:gosec // not negative
	out := []Finding{room(st.Bavail*size, st.Files, st.Ffree)}
	median, err := syncTime(dir)
	return append(out, speed(median, err))
}

// room judges free bytes and free files; a file system that does not count files has none.
func room(free, files, freeFiles uint64) Finding {
	const check = "disk_space"
	mb := free >> 20
	const fix = "free space on the disk of the data folder, or move the folder to a larger one"
	switch {
	case free < leastFree:
		return Err(check, fix, "only %d MB are free; nothing can be stored soon", mb)
	case files > 0 && freeFiles < leastNodes:
		return Err(check, "remove small files from this file system; it has no room for new ones", "only %d more files can be made", freeFiles)
	case free < enoughFree:
		return Warn(check, fix, "%d MB are free", mb)
	}
	return OK(check, "%d GB are free", free>>30)
}

// syncTime is the median time to make 4 KiB durable, which every commit waits for.
func syncTime(dir string) (time.Duration, error) {
	f, err := os.CreateTemp(dir, "doctor-*.tmp")
	if err != nil {
		return 0, err
	}
	defer func() { _, _ = f.Close(), os.Remove(f.Name()) }()
	block := make([]byte, 4096)
	var took []time.Duration
	now := clock.System{}.Now
	for range syncTries {
		start := now()
		if _, err := f.Write(block); err != nil {
			return 0, err
		}
		if err := f.Sync(); err != nil {
			return 0, err
		}
		took = append(took, now().Sub(start))
	}
	slices.Sort(took)
	return took[len(took)/2], nil
}

func speed(median time.Duration, err error) Finding {
	const check = "disk_speed"
	const fix = "put the data folder on a local SSD; a network drive or a worn SD card is too slow for a database"
	switch ms := float64(median.Microseconds()) / 1000; {
	case err != nil:
		return Err(check, "check that the disk is not full or read-only and the folder is this user's", "nothing can be written to the data folder: %v", plain(err))
	case median > slowSync:
		return Err(check, fix, "making 4 KiB durable takes %.0f ms, and every commit waits for it", ms)
	case median > quickSync:
		return Warn(check, fix, "making 4 KiB durable takes %.0f ms, and every commit waits for it", ms)
	default:
		return OK(check, "making 4 KiB durable takes %.1f ms", ms)
	}
}

// Descriptors judges how many files the server may have open. need is the least with which it starts.
func Descriptors(limit, need, workspaces int) Finding {
	const check = "descriptors"
	const fix = "set LimitNOFILE=8192 in the unit of the service, or ulimit -n 8192 in the shell that starts it"
	comfortable := min(8192, 1024+20*workspaces)
	switch {
	case limit < need:
		return Err(check, fix, "only %d files may be open at once; the server does not start", limit)
	case limit < comfortable:
		return Warn(check, fix, "%d files may be open at once; %d is comfortable for %d workspaces", limit, comfortable, workspaces)
	}
	return OK(check, "%d files may be open at once", limit)
}

// plain is an error without the path it repeats.
func plain(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	return errors.New(strings.ReplaceAll(err.Error(), "\n", " "))
}
