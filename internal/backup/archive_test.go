package backup

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"testing"
)

// A disk that others share is never filled to its end by a backup.
func TestMeasure_leavesRoom(t *testing.T) {
	t.Parallel()
	left := int64(leastRoom + askEvery)
	var out bytes.Buffer
	m := &measure{w: &out, hash: sha256.New(), room: func() (int64, bool) { return left - int64(out.Len()), true }}
	piece := make([]byte, 1<<20)
	var err error
	for err == nil && out.Len() < 10*askEvery {
		_, err = m.Write(piece)
	}
	if !errors.Is(err, ErrNoRoom) || !unwritable(err) || out.Len() < askEvery || out.Len() > 2*askEvery+len(piece) {
		t.Fatalf("%d bytes, %v", out.Len(), err)
	}
	unknown := &measure{w: &out, hash: sha256.New(), room: func() (int64, bool) { return 0, false }}
	if _, err := unknown.Write(piece); err != nil {
		t.Errorf("where nobody knows the room: %v", err)
	}
}
