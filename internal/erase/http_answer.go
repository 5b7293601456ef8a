package erase

import (
	"context"
	"net/http"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/secret"
)

func (s *Service) registerAnswer(a *httpapi.API) {
	httpapi.Register(a, httpapi.Op{
		ID: "answer-erasure", Method: http.MethodPost, Path: "/erasure-requests/{erasure}/answer", Summary: "Answer a request that came from outside",
		Right: httpapi.Delete, AllowReadOnly: true,
		Description: "For a request that waits for proof. An owner who agrees is one proof; the licence code is another, and needed as long as nobody has shown one. With both, the request waits for the operator. What a person asks for whom the data is about is done when an owner agrees.",
	}, s.handleAnswer)
	httpapi.Register(a, httpapi.Op{
		ID: "get-erasure-choice", Method: http.MethodGet, Path: "/erasure-choice", Summary: "Whether people's own data is deleted without asking you", Right: httpapi.Delete,
	}, s.handleChoice)
	httpapi.Register(a, httpapi.Op{
		ID: "set-erasure-choice", Method: http.MethodPut, Path: "/erasure-choice", Summary: "Have people's own data deleted without asking you, or not", Right: httpapi.Delete,
		AllowReadOnly: true,
	}, s.handleChoose)
}

type answerInput struct {
	Erasure string `path:"erasure"`
	Body    struct {
		Yes         bool   `json:"yes"`
		Reason      string `json:"reason,omitempty" enum:"not_theirs,legal_duty,open_matter" doc:"Why a person is refused"`
		LicenceCode string `json:"licence_code,omitempty" maxLength:"100" doc:"Needed unless the request came with one"`
	}
}

func (s *Service) handleAnswer(ctx context.Context, p account.Principal, ws id.Workspace, in *answerInput) (*erasureOutput, error) {
	at := erasurePath{Erasure: in.Erasure}
	ref, err := at.id()
	if err != nil {
		return nil, err
	}
	if _, err := s.Answer(ctx, p, ref, Answer{Yes: in.Body.Yes, Code: secret.New(in.Body.LicenceCode), Reason: in.Body.Reason}); err != nil {
		return nil, err
	}
	return s.handleGet(ctx, p, ws, &at)
}

func proofsOf(r *Request) []ProofKind {
	out := []ProofKind{}
	for _, p := range r.Report.Proofs {
		out = append(out, p.Kind)
	}
	return out
}
