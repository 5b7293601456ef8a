package erase

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

// claim is what somebody who asks from outside has typed. It is kept sealed, and only until the request is over.
type claim struct {
	Code      string `json:"code"` // of the status page
	Language  string `json:"language"`
	Email     string `json:"email,omitempty"` // for answers; it shows nothing about who it is
	Username  string `json:"username,omitempty"`
	Digest    string `json:"digest,omitempty"` // of a licence code
	Workspace string `json:"workspace,omitempty"`
	Number    string `json:"number,omitempty"`    // of the workspace
	Instagram string `json:"instagram,omitempty"` // a hint, never a proof
	Phone     string `json:"phone,omitempty"`     // of a person in somebody's contacts
	Word      string `json:"word,omitempty"`      // that the phone has to write
	Message   string `json:"message,omitempty"`   // the id of the e-mail that asked
}

// answerable is what is left of a claim when it is shown whose it is.
func (c claim) answerable() claim {
	return claim{Code: c.Code, Language: c.Language, Email: c.Email, Message: c.Message}
}

// ProofKind is one way of showing who one is.
type ProofKind string

// The ways. Two different ones are needed to have data of a workspace deleted from outside; a phone speaks for itself alone.
const (
	ByLicence ProofKind = "licence" // the username of an owner, and the licence code of that person
	BySession ProofKind = "session" // an owner who is logged in agrees
	ByPhone   ProofKind = "phone"   // a message from the phone itself
)

// Proof is what was shown, by whom and when.
type Proof struct {
	Kind ProofKind `json:"kind"`
	By   string    `json:"by,omitempty"` // the id of a person or a contact
	At   time.Time `json:"at"`
}

// shown adds a proof unless there is one of its kind.
func (r *Report) shown(p Proof) {
	if !r.has(p.Kind) {
		r.Proofs = append(r.Proofs, p)
	}
}

func (r *Report) has(kind ProofKind) bool {
	for _, p := range r.Proofs {
		if p.Kind == kind {
			return true
		}
	}
	return false
}

// proven says whether enough was shown for what is asked.
func (r *Request) proven() bool {
	if r.Way == ByContact {
		return r.Report.has(ByPhone) && !r.Scope.Contact.IsZero()
	}
	return len(r.Report.Proofs) >= 2 && r.Scope.check() == nil
}

const (
	insertClaim  = `INSERT INTO erasure_claim (request_id, word, sealed) VALUES ($1, $2, $3)`
	updateClaim  = `UPDATE erasure_claim SET word = NULL, sealed = $2 WHERE request_id = $1`
	getClaim     = `SELECT sealed FROM erasure_claim WHERE request_id = $1`
	claimByWord  = `SELECT request_id FROM erasure_claim WHERE word = $1`
	forgetClaims = `DELETE FROM erasure_claim WHERE request_id IN (SELECT id FROM erasure_request WHERE done_at > 0)`
	// Whoever is written to is forgotten after the last step was told.
	forgetTold  = forgetClaims + ` AND told >= (SELECT COALESCE(MAX(s.seq), 0) FROM erasure_step AS s WHERE s.request_id = erasure_claim.request_id)`
	freshClaims = `SELECT request_id FROM erasure_claim WHERE fresh = TRUE`
	readClaim   = `UPDATE erasure_claim SET fresh = FALSE WHERE request_id = $1`
	setSubject  = `UPDATE erasure_request SET workspace_id = $2, scope = $3 WHERE id = $1`
	unshownAt   = `SELECT COUNT(*) FROM erasure_request WHERE workspace_id = $1 AND state = 'identity_pending'`
)

const claimPurpose = "erasure.claim"

func (s *Service) sealClaim(request ID, c claim) ([]byte, error) {
	plain, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	place := request.Bytes()
	return s.d.System.Box().Seal(claimPurpose, plain, place[:])
}

// claimOf opens what was typed for a request. It fails with ErrNotFound when nothing is kept any more, and when what is kept cannot be opened:
// neither comes back.
func (s *Service) claimOf(ctx context.Context, q sysdb.Query, request ID) (c claim, err error) {
	var sealed []byte
	err = q.QueryRow(ctx, getClaim, request).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return c, ErrNotFound
	}
	if err != nil {
		return c, fmt.Errorf("read claim: %w", err)
	}
	place := request.Bytes()
	plain, err := s.d.System.Box().Open(claimPurpose, sealed, place[:])
	if err == nil && json.Unmarshal(plain, &c) != nil {
		err = errors.New("it is of another form") // what the decoder says may quote it
	}
	if err != nil {
		s.d.Log.ErrorContext(ctx, "what was typed for a deletion cannot be opened; the request goes on without it", slog.Any("err", err))
		return claim{}, ErrNotFound
	}
	return c, nil
}

// reduce forgets what was typed but for where the answer goes.
func (s *Service) reduce(ctx context.Context, tx *sysdb.Tx, request ID) error {
	c, err := s.claimOf(ctx, tx, request)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	sealed, err := s.sealClaim(request, c.answerable())
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, updateClaim, request, sealed)
	return err
}

// concern says whose data a request turned out to be about.
func concern(ctx context.Context, tx *sysdb.Tx, r *Request, ws id.Workspace, scope Scope) error {
	text, err := json.Marshal(scope)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, setSubject, r.ID, ws, string(text)); err != nil {
		return fmt.Errorf("say what a deletion is about: %w", err)
	}
	r.Workspace, r.Scope = ws, scope
	return nil
}

// newlyTyped are the requests for which something was typed that nobody has looked into.
func newlyTyped(ctx context.Context, q sysdb.Query) (map[ID]bool, error) {
	rows, err := q.Query(ctx, freshClaims)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	out := map[ID]bool{}
	for rows.Next() {
		var r ID
		if err := rows.Scan(&r); err != nil {
			return nil, err
		}
		out[r] = true
	}
	return out, rows.Err()
}
