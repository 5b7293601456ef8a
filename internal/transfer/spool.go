package transfer

import (
	"errors"
	"io"
	"os"

	"github.com/kelolapesan/kelola/internal/crypt"
	"github.com/kelolapesan/kelola/internal/secret"
)

const spoolPurpose = "transfer.spool"

// spool keeps what was written until it is read once, in a file without a name under a key that is in memory only: the rows of one moment
// are read as fast as the disk takes them, and not as slow as somebody downloads.
type spool struct {
	file *os.File
	box  *crypt.Box
	in   io.WriteCloser
	room func() (bytes int64, known bool)
	size int64
	next int64 // size at which the room is looked at
}

const (
	leastRoom = 1 << 30
	askEvery  = 16 << 20
)

func newSpool(dir string, room func() (int64, bool)) (*spool, error) {
	f, err := os.CreateTemp(dir, "export-*")
	if err != nil {
		return nil, err
	}
	s := &spool{file: f, box: crypt.New(secret.NewKey()), room: room}
	if err := os.Remove(f.Name()); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	if s.in, err = s.box.SealTo(spoolPurpose, f, nil); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return s, nil
}

// Write implements io.Writer.
func (s *spool) Write(p []byte) (int, error) {
	if s.room != nil && s.size >= s.next {
		s.next = s.size + askEvery
		if left, known := s.room(); known && left < leastRoom {
			return 0, ErrNoRoom
		}
	}
	n, err := s.in.Write(p)
	s.size += int64(n)
	return n, err
}

// copyTo ends the writing and hands over everything.
func (s *spool) copyTo(out io.Writer) error {
	if err := s.in.Close(); err != nil {
		return err
	}
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	plain, err := s.box.OpenFrom(spoolPurpose, s.file, nil)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, plain)
	return err
}

func (s *spool) close() { _ = s.file.Close() }
