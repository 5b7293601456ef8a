package quarantine

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"

	"github.com/kelolapesan/kelola/internal/crypt"
)

// witnessFile lies in the data folder and is part of no backup.
const witnessFile = "witness.json"

// witness is what the data folder remembers of the epoch of its databases and of its own place, as keyed hashes.
type witness struct {
	dir string
	box *crypt.Box
}

type testimony struct {
	Place  string   `json:"place"`
	Epochs []string `json:"epochs"` // two while one is about to follow the other
}

// compare says what is wrong with databases of an epoch; "" when all is well.
func (w witness) compare(epoch string) Reason {
	raw, err := os.ReadFile(filepath.Join(w.dir, witnessFile))
	var t testimony
	if err != nil || json.Unmarshal(raw, &t) != nil || t.Place != w.place() {
		return Moved
	}
	if !slices.Contains(t.Epochs, w.epoch(epoch)) {
		return PutBack
	}
	return ""
}

func (w witness) place() string { return w.hash("place", here(w.dir)) }

func (w witness) epoch(epoch string) string { return w.hash("epoch", epoch) }

func (w witness) hash(what, value string) string {
	return hex.EncodeToString(w.box.KeyedHash("witness:"+what, []byte(value)))
}

// write replaces the witness; after a crash either the old one is there or the new one.
func (w witness) write(epochs ...string) error {
	t := testimony{Place: w.place()}
	for _, e := range epochs {
		t.Epochs = append(t.Epochs, w.epoch(e))
	}
	raw, err := json.Marshal(t)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(w.dir, 0o700); err != nil {
		return err
	}
	path := filepath.Join(w.dir, witnessFile)
	f, err := os.OpenFile(path+".new", os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append(raw, '\n'))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(path+".new", path); err != nil {
		return err
	}
	dir, err := os.Open(w.dir)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
