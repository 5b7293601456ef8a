package erase

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/kelolapesan/kelola/internal/database"
)

// A full disk must not keep data from being deleted, and deleting needs some room: for the register, the ledger, the journals of databases, and
// the copy of a database without what was deleted of it. The ballast is a file that holds this room and is given up for it. A larger database
// has to wait for room.
const ballastFile = "ballast"

// ReasonRoom is why a deletion does not go on: the disk is full. It goes on by itself once there is room.
const ReasonRoom = "no_room"

// ballast keeps room in the data folder when it is there to spare: 64 MB or else 16, no more than a quarter of what is free.
func (s *Service) ballast() error {
	if s.d.DataDir == "" {
		return nil
	}
	path := filepath.Join(s.d.DataDir, ballastFile)
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	free, err := database.FreeSpace(s.d.DataDir)
	if err != nil {
		return err
	}
	size := int64(64 << 20)
	if free < 4*size {
		size = 16 << 20
	}
	if free < 4*size {
		return nil
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	err = syscall.Fallocate(int(f.Fd()), 0, 0, size)
	if err != nil {
		return errors.Join(err, f.Close(), os.Remove(path))
	}
	return f.Close()
}

// lighter gives the ballast up when the disk is full, and says whether that made room.
func (s *Service) lighter() bool {
	if s.d.DataDir == "" {
		return false
	}
	gone := os.Remove(filepath.Join(s.d.DataDir, ballastFile))
	if gone != nil && !errors.Is(gone, fs.ErrNotExist) {
		s.d.Log.Error("the disk is full, and the room kept for deletions cannot be given up", "err", gone)
	}
	return gone == nil
}

// full says whether an error is that of a full disk.
func full(err error) bool {
	return errors.Is(err, database.ErrFull) || errors.Is(err, syscall.ENOSPC)
}
