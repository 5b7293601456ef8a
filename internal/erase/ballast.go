package erase

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/kelolapesan/kelola/internal/database"
)

// A full disk must not keep data from being deleted, and deleting needs some room: for the register, the ledger and the journals of
// databases. The ballast is a file that holds this room and is given up for it.
const (
	ballastFile = "ballast"
	ballastSize = 16 << 20
)

// ballast keeps the room in the data folder when it is there to spare: no more than a quarter of what is free.
func (s *Service) ballast() error {
	if s.d.DataDir == "" {
		return nil
	}
	path := filepath.Join(s.d.DataDir, ballastFile)
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	var disk syscall.Statfs_t
	if err := syscall.Statfs(s.d.DataDir, &disk); err != nil || disk.Bavail*uint64(disk.Bsize) < 4*ballastSize { //nolint:gosec // sizes are not negative
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	err = syscall.Fallocate(int(f.Fd()), 0, 0, ballastSize)
	if err != nil {
		return errors.Join(err, f.Close(), os.Remove(path))
	}
	return f.Close()
}

// lighter gives the ballast up after an error that says that the disk is full, and says whether that made room.
func (s *Service) lighter(err error) bool {
	if s.d.DataDir == "" || !errors.Is(err, database.ErrFull) && !errors.Is(err, syscall.ENOSPC) {
		return false
	}
	gone := os.Remove(filepath.Join(s.d.DataDir, ballastFile))
	if gone != nil && !errors.Is(gone, fs.ErrNotExist) {
		s.d.Log.Error("the disk is full, and the room kept for deletions cannot be given up", "err", gone)
	}
	return gone == nil
}
