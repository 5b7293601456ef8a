package textindex

import (
	"encoding/binary"
	"fmt"

	"github.com/google/uuid"
)

// number makes the place of a document in the index out of its ref: the milliseconds, the twelve bits that follow them in a
// version 7 UUID, and ten more. The order of numbers is the order in which the refs were made.
func number(ref string) (int64, error) {
	u, err := uuid.Parse(ref)
	if err != nil {
		return 0, fmt.Errorf("textindex: ref: %w", err)
	}
	millis := binary.BigEndian.Uint64(u[0:8]) >> 16
	within := uint64(u[6]&0x0f)<<8 | uint64(u[7])
	rest := (uint64(u[8]&0x3f)<<8 | uint64(u[9])) >> 4
	return int64((millis<<22 | within<<10 | rest) & (1<<63 - 1)), nil
}
