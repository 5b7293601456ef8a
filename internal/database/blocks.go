package database

import (
	"encoding/binary"
	"errors"
	"io"
	"os"
	"strings"

	"lukechampine.com/adiantum"
)

const (
	blockSize    = 4096       // what the encryption works on, and a page
	logMagic     = 0x377f0682 // first four bytes of a write-ahead log; the last bit is the byte order
	logMagicMask = ^uint32(1)
)

// Blocks reads an encrypted file (a database or its log) as it lies on the disk and hands over each block decrypted with key, from the
// first to the last, without SQLite: what is in free pages and gaps is there too. The block is valid during the call only. A last
// block that is cut short is left out.
func Blocks(path string, key Key, fn func(offset int64, block []byte) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	cipher := adiantum.New(key.Bytes())
	block := make([]byte, blockSize)
	var tweak [8]byte
	for offset := int64(0); ; offset += blockSize {
		if _, err := io.ReadFull(f, block); errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil
		} else if err != nil {
			return err
		}
		binary.LittleEndian.PutUint64(tweak[:], uint64(offset)) //nolint:gosec // offsets are not negative
		if err := fn(offset, cipher.Decrypt(block, tweak[:])); err != nil {
			return err
		}
	}
}

// Opens says whether key is that of the database at path, and touches nothing. One that does not exist, or has no whole block, opens
// with any key.
func Opens(path string, key Key) (bool, error) {
	head, err := firstBlock(path, key)
	if errors.Is(err, os.ErrNotExist) {
		return true, nil
	}
	if err != nil || head == nil {
		return err == nil, err
	}
	if strings.HasPrefix(string(head), sqliteHeader) {
		return true, nil
	}
	// A power cut may have torn the first page while the log was written back; then the log is whole.
	head, err = firstBlock(path+"-wal", key)
	if errors.Is(err, os.ErrNotExist) || err == nil && head == nil {
		return false, nil
	}
	return err == nil && binary.BigEndian.Uint32(head)&logMagicMask == logMagic, err
}

// firstBlock returns nil when there is none.
func firstBlock(path string, key Key) (head []byte, err error) {
	stop := errors.New("enough")
	err = Blocks(path, key, func(_ int64, block []byte) error {
		head = block
		return stop
	})
	if errors.Is(err, stop) {
		err = nil
	}
	return head, err
}
