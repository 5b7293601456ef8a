package database

import (
	"sync"

	"github.com/ncruces/go-sqlite3/vfs"
	_ "github.com/ncruces/go-sqlite3/vfs/adiantum" // the encrypting file layer
)

// sealedVFS returns the name of the file layer that all databases are opened with: it encrypts, and gathers the frames of the log.
var sealedVFS = sync.OnceValue(func() string {
	encrypted, ok := vfs.Find("adiantum").(vfs.VFSFilename)
	if !ok {
		panic("database: the encrypting file layer is not there")
	}
	vfs.Register("sealed", gathering{encrypted})
	return "sealed"
})

// Page 4096 is what SQLite makes databases with; the log (https://sqlite.org/fileformat2.html#walformat, read 2026-11-26) has a header, and
// before each page one of the frame.
const (
	pageSize    = 4096
	logHeader   = 32
	frameHeader = 24
)

// gathering gives the encrypting layer the log in whole blocks. A frame is written in two pieces that share blocks with their neighbours, and
// the layer reads, decrypts, encrypts and writes a block for each: six times where once is enough.
type gathering struct{ vfs.VFSFilename }

// OpenFilename implements [vfs.VFSFilename].
func (g gathering) OpenFilename(name *vfs.Filename, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	f, out, err := g.VFSFilename.OpenFilename(name, flags)
	if err != nil || flags&vfs.OPEN_WAL == 0 {
		return f, out, err
	}
	return &logFile{File: f}, out, nil
}

// logFile keeps the bytes of frames that are written one after the other until they fill a block, or until anything else is asked of the
// file. It begins with the header of a frame, which SQLite writes only as the one writer, and ends with Sync, which comes with synchronous=FULL
// before a commit is shown to others; what SQLite writes between that and the next header goes through. So nobody ever sees less than without it,
// and a process that dies loses only what was not committed. What is left of a transaction that was rolled back is written later, behind the
// end of the log: nobody has written there since, because a File has one writing connection and a data folder one process.
type logFile struct {
	vfs.File
	kept []byte
	at   int64 // where kept begins in the file
	open bool  // frames are gathered
}

// WriteAt implements [vfs.File].
func (l *logFile) WriteAt(p []byte, off int64) (int, error) {
	if off != l.at+int64(len(l.kept)) || !l.open {
		if err := l.flush(); err != nil {
			return 0, l.giveUp(err)
		}
		if l.open = len(p) == frameHeader && (off-logHeader)%(frameHeader+pageSize) == 0; !l.open {
			return l.File.WriteAt(p, off)
		}
		l.at = off
	}
	l.kept = append(l.kept, p...)
	end := l.at + int64(len(l.kept))
	if full := int(end - end%pageSize - l.at); full > 0 {
		if _, err := l.File.WriteAt(l.kept[:full], l.at); err != nil {
			l.open = false
			return 0, l.giveUp(err)
		}
		l.at += int64(full)
		l.kept = l.kept[:copy(l.kept, l.kept[full:])]
	}
	return len(p), nil
}

// flush writes what is kept. What cannot be written is kept on: SQLite takes it for written, and may go on after an error to read.
func (l *logFile) flush() error {
	l.open = false
	if len(l.kept) == 0 {
		return nil
	}
	_, err := l.File.WriteAt(l.kept, l.at)
	if err == nil {
		l.kept = l.kept[:0]
	}
	return err
}

// giveUp forgets what is kept after an error for which SQLite rolls the transaction back.
func (l *logFile) giveUp(err error) error {
	l.kept = l.kept[:0]
	return err
}

// ReadAt implements [vfs.File].
func (l *logFile) ReadAt(p []byte, off int64) (int, error) {
	if off+int64(len(p)) > l.at {
		if err := l.flush(); err != nil {
			return 0, err
		}
	}
	return l.File.ReadAt(p, off)
}

// Sync implements [vfs.File].
func (l *logFile) Sync(flags vfs.SyncFlag) error {
	if err := l.flush(); err != nil {
		return l.giveUp(err)
	}
	return l.File.Sync(flags)
}

// Size implements [vfs.File].
func (l *logFile) Size() (int64, error) {
	if err := l.flush(); err != nil {
		return 0, err
	}
	return l.File.Size()
}

// Truncate implements [vfs.File].
func (l *logFile) Truncate(size int64) error {
	if err := l.flush(); err != nil {
		return l.giveUp(err)
	}
	return l.File.Truncate(size)
}

// Close implements [vfs.File].
func (l *logFile) Close() error {
	if err := l.flush(); err != nil {
		_ = l.File.Close()
		return err
	}
	return l.File.Close()
}
