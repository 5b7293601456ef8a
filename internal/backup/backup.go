// Package backup owns copies of the whole installation: how they are written, checked, thrown away, and put back. A copy is the rows
// of all tables in a form that both engines read, each workspace sealed under a key of that copy which lies in the key store alone:
// without the key nobody reads it again.
package backup

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"io"
	"log/slog"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/kelolapesan/kelola/internal/blob"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Faults of this package.
var (
	ErrRunning   = fault.New(fault.Conflict, "backup.running", "A backup is being made already.")
	ErrNotFound  = fault.New(fault.NotFound, "backup.not_found", "There is no such backup here. `kelola backup list` shows all.")
	ErrSignature = fault.New(fault.Invalid, "backup.signature_invalid", "The list of this backup was not signed by this installation, or was changed since.")
	ErrDamaged   = fault.New(fault.Invalid, "backup.damaged", "A file of this backup is missing or was changed.")
	ErrNoKey     = fault.New(fault.Gone, "backup.key_destroyed", "The key of this backup is not in the key store: it was destroyed, or the store is another one.")
	ErrNoRoom    = fault.New(fault.Unavailable, "backup.no_room", "The disk for backups has less than 1 GB left. The backup was given up, so that the data keeps the room it needs: free some space, keep backups for fewer days, or name another place in KELOLA_BACKUP_URL.")
	ErrFormat    = fault.New(fault.Invalid, "backup.format_unknown", "This backup was written by a newer version of the program.")
)

// Deps is what the service works with.
type Deps struct {
	DB      *wsdb.DB
	Blobs   *blob.Store               // attachments
	Prefix  func(id.Workspace) string // where those of a workspace lie
	Target  *blob.Store               // where backups lie
	Ledger  Ledger                    // the deletion ledger, copied as it is
	Sign    ed25519.PrivateKey        // of the installation
	Clock   clock.Clock
	Log     *slog.Logger
	Version string
}

// Ledger is the deletion ledger as a backup sees it.
type Ledger interface {
	Head() (seq int64, hash string)
	CopyTo(w io.Writer) error
}

// Service makes backups and looks after them.
type Service struct {
	d       Deps
	running *sync.Mutex
	tidy    time.Duration // for which a backup that failed is tidied up before it is left to the next one
}

// New makes the service.
func New(d Deps) *Service { return &Service{d: d, running: &sync.Mutex{}, tidy: 20 * time.Second} }

// To is the service with another place for backups; both make one at a time.
func (s *Service) To(target *blob.Store) *Service {
	to := *s
	to.d.Target = target
	return &to
}

const (
	idTime     = "20060102T150405Z"
	systemPart = "system" // what belongs to nobody's workspace
)

var idForm = regexp.MustCompile(`^\d{8}T\d{6}Z-[0-9a-f]{6}$`)

// newID names a backup by its moment, so that names sort by age and tell it without a list.
func newID(now time.Time) string {
	var b [3]byte
	_, _ = rand.Read(b[:]) // never fails
	return now.UTC().Format(idTime) + "-" + hex.EncodeToString(b[:])
}

// MadeAt is the moment in the name of a backup.
func MadeAt(id string) (time.Time, bool) {
	if !idForm.MatchString(id) {
		return time.Time{}, false
	}
	at, err := time.Parse(idTime, id[:len(idTime)])
	return at, err == nil
}

const ownerPrefix = "backup/"

// partKeyName says whose a key of the key store is: a part of a backup, and the last line of the deletion ledger when the backup was begun. What
// is deleted by a later line may be in it, whatever the clock said. Keys without a line are of backups that may hold anything.
type partKeyName struct {
	backup, part string
	line         int64
}

// String is the name in the key store.
func (n partKeyName) String() string {
	name := ownerPrefix + n.backup + "/" + n.part
	if n.line > 0 {
		name += "/" + strconv.FormatInt(n.line, 10)
	}
	return name
}

// partKeys lists the keys of all backups, oldest first.
func partKeys(ctx context.Context, keys *sysdb.Keys) ([]partKeyName, error) {
	owners, err := keys.Owners(ctx, ownerPrefix)
	var all []partKeyName
	for _, name := range owners {
		words := strings.Split(strings.TrimPrefix(name, ownerPrefix), "/")
		if len(words) < 2 {
			continue
		}
		n := partKeyName{backup: words[0], part: words[1]}
		if len(words) > 2 {
			n.line, _ = strconv.ParseInt(words[2], 10, 64)
		}
		all = append(all, n)
	}
	return all, err
}

// destroyKeys destroys keys of backups and says whose they were.
func destroyKeys(ctx context.Context, keys *sysdb.Keys, of func(partKeyName) bool) ([]partKeyName, error) {
	all, err := partKeys(ctx, keys)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(n partKeyName) bool { return !of(n) })
	var names []string
	for _, n := range all {
		names = append(names, n.String())
	}
	_, err = keys.Destroy(ctx, names...)
	return all, err
}

// Always is behind every line of the deletion ledger.
const Always = math.MaxInt64

// holds says whether a part may hold what a line of the deletion ledger deletes from a workspace.
func (n partKeyName) holds(ws id.Workspace, line int64) bool {
	return n.part == ws.String() && n.line < line
}

// Forget destroys the keys of a workspace in the backups that may hold what a line of the deletion ledger says is gone, which makes it unreadable
// in each of them for good, and says how many they were.
func (s *Service) Forget(ctx context.Context, ws id.Workspace, line int64) (int, error) {
	gone, err := destroyKeys(ctx, s.d.DB.System().Keys(), func(n partKeyName) bool { return n.holds(ws, line) })
	return len(gone), err
}

// Holding names the backups in which what a line of the deletion ledger says is gone may still be read, oldest first.
func (s *Service) Holding(ctx context.Context, ws id.Workspace, line int64) ([]string, error) {
	all, err := partKeys(ctx, s.d.DB.System().Keys())
	var names []string
	for _, n := range all {
		if n.holds(ws, line) {
			names = append(names, n.backup)
		}
	}
	return names, err
}

// Keys says of each backup which parts can be opened: the workspaces, and the system by its own name.
func (s *Service) Keys(ctx context.Context) (map[string][]string, error) {
	owners, err := partKeys(ctx, s.d.DB.System().Keys())
	all := map[string][]string{}
	for _, n := range owners {
		all[n.backup] = append(all[n.backup], n.part)
	}
	return all, err
}

// left are the tables that are not copied, and why. They are named by the beginnings of their names.
var left = map[string]map[string]string{
	"workspace": {
		"migration":  "the database that takes the rows writes its own",
		"textindex_": "made anew of the rows",
	},
	"system": {
		"migration":       "the database that takes the rows writes its own",
		"river_":          "jobs are copied as what they are to do, not as rows",
		"account_session": "everybody logs in anew after a restore",
		"quarantine":      "belongs to the place, not to what lies there",
	},
}

// Copied says whether a table of a database ("system", "workspace") is part of a backup.
func Copied(database, table string) bool {
	for prefix := range left[database] {
		if strings.HasPrefix(table, prefix) {
			return false
		}
	}
	return true
}

// copied lists the tables of a database that are part of a backup, parents first.
func copied(ctx context.Context, q database.Query, engine database.Engine, name string) ([]database.Table, error) {
	all, err := database.Tables(ctx, q, engine)
	return slices.DeleteFunc(all, func(t database.Table) bool { return !Copied(name, t.Name) }), err
}
